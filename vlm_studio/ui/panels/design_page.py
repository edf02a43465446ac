"""What is wished for in words: the description, who makes it, how large, how many and how."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vlm_studio.models.card import Card
from vlm_studio.studio import Studio
from vlm_studio.studio.design_wish import DesignWish, Given, paint_request, sketch_request
from vlm_studio.studio.designing import Maker
from vlm_studio.studio.presets import Preset
from vlm_studio.tasks.design import MAX_COUNT, DesignRequest
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.artboard_field import ArtboardField
from vlm_studio.ui.panels.control_fields import ControlFields
from vlm_studio.ui.panels.description_field import DescriptionField
from vlm_studio.ui.panels.design_details import DesignDetails
from vlm_studio.ui.panels.fit_line import FitLine
from vlm_studio.ui.panels.model_words import download_size, megabytes
from vlm_studio.ui.panels.paint_start import PaintStart
from vlm_studio.ui.panels.preset_chips import PresetChips
from vlm_studio.ui.panels.task_parts import section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, column, wrapping
from vlm_studio.ui.widgets.number_slider import NumberSlider
from vlm_studio.ui.widgets.words_field import WordsField
from vlm_studio.words import Text, text

_SKETCHES, _PAINTINGS = 4, 1
"""How many are asked for at first."""


class DesignPage(QWidget):
    """What cannot act with the chosen model is not shown."""

    changed = Signal()
    """Another model is chosen, or it can be asked now."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        super().__init__()
        self._studio = studio
        self._desk = desk
        self._makers: dict[str, Maker] = {}
        self.description = DescriptionField(studio)
        self.words = self.description.words
        self.negative = WordsField(text("Without"), text("What should not be in it"), 1, 4)
        self.presets = PresetChips()
        self.model = Combo()
        self.good_at = wrapping("small")
        self.fit = FitLine(studio)
        self.start = PaintStart(desk)
        self.controls = ControlFields(desk)
        self.artboard = ArtboardField()
        self.count = NumberSlider(text("Count"), 1, MAX_COUNT, 0)
        self._counts = {True: _SKETCHES, False: _PAINTINGS}
        self._sketches = True
        self._build()
        self._connect()
        self.offer_models()
        self._follow()

    def _build(self) -> None:
        say(self.model, "setAccessibleName", text("Model"))
        self.count.show_value(_SKETCHES)
        layout = column(self, spacing=2)
        layout.addWidget(self.description)
        self._negative = section(layout, text("Without"), self.negative)
        layout.addSpacing(theme.SPACE_1)
        layout.addWidget(self.presets)
        section(layout, text("Model"), self.model, self.good_at)
        for part in (self.fit, self.start, self.controls):
            layout.addWidget(part)
        self._artboard = section(layout, text("Artboard"), self.artboard)
        section(layout, text("Count"), self.count)
        self.details = DesignDetails(layout)

    def _connect(self) -> None:
        self.description.taken.connect(self._take_again)
        self.model.activated.connect(lambda _at: self._show_maker())
        for signal in (self.model.activated, self.start.changed, self._desk.selected):
            signal.connect(lambda *_: self.description.refuse(None))  # it may not be so any more
        self.presets.picked.connect(self._look_picked)
        self.start.changed.connect(self._show_size)
        self.artboard.changed.connect(self._show_size)
        self._desk.switched.connect(self._follow)
        self._desk.selected.connect(self._show_size)
        self._studio.models_changed.connect(lambda _model: self.offer_models())

    # What is wished for ------------------------------------------------------------------------

    @property
    def maker(self) -> Maker:
        """What is to make the designs."""
        return self._makers[str(self.model.currentData())]

    def refusal(self) -> Text | None:
        """What else than the words is lacking, in one sentence."""
        can = self.maker.abilities
        if can is not None and not can.text and not self.start.starts:
            name = self.maker.cards[0].name
            return text("{name} only repaints: select a mask in a picture first.", name=name)
        return None

    @property
    def unwanted(self) -> str:
        """What is typed that should not be there, if the model heeds it."""
        return self.negative.toPlainText() if self._negative.shown else ""

    def wish(self) -> DesignWish:
        """What the page is set to, with the seed to use now."""
        width, height = self.artboard.pixels
        wish = DesignWish(
            words=self.description.said,
            model=self.maker.id,
            negative=self.unwanted,
            preset=self.presets.chosen,
            artboard=self.artboard.name,
            width=width,
            height=height,
            count=round(self.count.value),
            strength=self.start.strength.value,
            feather=round(self.start.feather.value),
        )
        return self.details.added_to(wish)

    def requests(self, wish: DesignWish) -> list[DesignRequest]:
        """What is asked for ``wish``, one request for each model."""
        maker = self.maker
        if maker.sketches:
            return [sketch_request(wish, card.id) for card in maker.cards]
        picture, inside = self.start.given()
        wide, high = (picture.width, picture.height) if picture else (wish.width, wish.height)
        document = self._desk.document
        x, y = (picture.x, picture.y) if picture else (0, 0)
        if document is not None and picture is None:
            x, y = (document.width - wide) // 2, (document.height - high) // 2
        controls = self.controls.controls(x, y, wide, high)
        return [paint_request(wish, Given(picture, inside, controls))]

    def take(self, wish: DesignWish) -> None:
        """Be set to ``wish``, as far as that is possible here and now."""
        self.words.setPlainText(wish.words)
        self.choose_model(wish.model)
        self.negative.setPlainText(wish.negative)
        self.presets.choose(wish.preset)
        self.artboard.choose(wish.artboard, wish.width, wish.height)
        self.count.show_value(wish.count)
        self.start.strength.show_value(wish.strength)
        self.start.feather.show_value(wish.feather)
        self.details.take(wish)

    def _take_again(self, wish: DesignWish) -> None:
        self.take(wish)
        self.words.setFocus()

    def choose_model(self, id: str) -> None:
        """Take a model, if it is offered."""
        at = self.model.findData(id)
        if at >= 0:
            self.model.setCurrentIndex(at)
            self._show_maker()

    # What is shown -----------------------------------------------------------------------------

    def offer_models(self) -> None:
        """Offer what can make designs now."""
        makers = self._studio.designing.makers()
        self._makers = {maker.id: maker for maker in makers}
        self.model.offer_all((maker.name, maker.id) for maker in makers)
        self._show_maker()

    def lacking(self) -> list[Card]:
        """The models whose files have to be got before anything can be asked for."""
        return self._studio.designing.lacking(self.maker)

    def get_text(self) -> Text | None:
        """What the button says that gets them; ``None`` when nothing is lacking."""
        lacking = self.lacking()
        if not lacking:
            return None
        size = megabytes(sum(map(download_size, lacking)))
        return text("Get {name}, {size}", name=text(self.maker.cards[0].name), size=size)

    def _show_maker(self) -> None:
        maker, can = self.maker, self.maker.abilities
        told = len(maker.cards) == 1 and bool(maker.cards[0].good_at)
        self.good_at.setVisible(told)
        if told:
            say(self.good_at, "setText", text(maker.cards[0].good_at))
        self.presets.offer(sketches=maker.sketches)
        self._negative.show(can is not None and can.negative)
        self.details.show_maker(maker)
        self._change_count(sketches=maker.sketches)
        self.start.show_abilities(can)
        follows = can is not None and can.control
        self.controls.show_models(maker.painter.controls if maker.painter and follows else {})
        self._show_size()
        self.changed.emit()

    def _change_count(self, *, sketches: bool) -> None:
        """Paintings take long, so that they are not asked for by the number of sketches."""
        if sketches != self._sketches:
            self._counts[self._sketches] = round(self.count.value)
            self._sketches = sketches
            self.count.show_value(self._counts[sketches])

    def _show_size(self) -> None:
        """A painting that starts from a picture is as large as that."""
        self._artboard.show(not self.start.starts)
        picture, _inside = self.start.given()
        size = self.artboard.pixels if picture is None else (picture.width, picture.height)
        self.fit.show_for(None if self.maker.sketches else self.maker.id, *size)

    def _look_picked(self, preset: Preset | None) -> None:
        if self.maker.sketches:
            pen = self.details.pen
            pen.show_value(preset.pen if preset is not None else pen.default)

    def _follow(self) -> None:
        document = self._desk.document
        size = None if document is None else (document.width, document.height)
        self.artboard.show_document(size)
        self._show_size()
