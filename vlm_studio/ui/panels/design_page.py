"""What is wished for in words: the description, who makes it, how large, how many and how."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.models.card import Card
from vlm_studio.sketch.sets import SETS
from vlm_studio.studio import Studio
from vlm_studio.studio.design_wish import DesignWish, sketch_request
from vlm_studio.studio.designing import Maker
from vlm_studio.studio.presets import Preset
from vlm_studio.tasks.design import Design, SketchRequest
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.panels.artboard_field import ArtboardField
from vlm_studio.ui.panels.model_words import download_size, megabytes
from vlm_studio.ui.panels.preset_chips import PresetChips
from vlm_studio.ui.panels.seed_field import SeedField
from vlm_studio.ui.panels.task_parts import section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, icon_button, wrapping
from vlm_studio.ui.widgets.number_slider import NumberSlider
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.ui.widgets.words_field import WordsField
from vlm_studio.words import Text, text

_COUNT, _MOST = 4, 16
_PEN = (0.25, 4.0)
_SMALL = 96
"""Pixels of a side of the pictures in the history."""


class DesignPage(QWidget):
    """What cannot act with the chosen model is not shown."""

    changed = Signal()
    """Another model is chosen, or it can be asked now."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        super().__init__()
        self._studio = studio
        self._desk = desk
        self._makers: dict[str, Maker] = {}
        self.words = WordsField(
            text("Description"), text('A mug left of a lamp, poster "Jazz Night"…'), 2, 8
        )
        self.problem = wrapping("bad")
        self.history = icon_button("history", text("Earlier descriptions"))
        self.presets = PresetChips()
        self.model = Combo()
        self.good_at = wrapping("small")
        self.artboard = ArtboardField()
        self.count = NumberSlider(text("Count"), 1, _MOST, 0)
        self.style_of = Combo()
        self.pen = ResettableSlider(text("Line weight"), 1.0, *_PEN)
        self.seed = SeedField()
        self._sections: dict[str, tuple[QWidget, ...]] = {}
        self._build()
        self._connect()
        self.offer_models()
        self._follow()

    def _build(self) -> None:
        say(self.model, "setAccessibleName", text("Model"))
        say(self.style_of, "setAccessibleName", text("Icon set"))
        self.style_of.offer(text("Any"), "")
        for each in SETS:
            self.style_of.addItem(each.name, each.id)
        self.count.show_value(_COUNT)
        self.history.setFixedSize(theme.SMALL_BUTTON, theme.SMALL_BUTTON)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        section(column, text("Description"), self.words, beside=[self.history])
        column.addWidget(self.problem)
        column.addSpacing(theme.SPACE_1)
        column.addWidget(self.presets)
        section(column, text("Model"), self.model, self.good_at)
        self._sections = {
            "artboard": section(column, text("Artboard"), self.artboard),
            "count": section(column, text("Count"), self.count),
            "style": section(column, text("Icon set"), self.style_of),
            "pen": section(column, text("Line weight"), self.pen),
            "seed": section(column, text("Seed"), self.seed),
        }

    def _connect(self) -> None:
        self.words.textChanged.connect(self._typed)
        self.model.activated.connect(lambda _at: self._show_maker())
        self.presets.picked.connect(self._look_picked)
        self.history.clicked.connect(self.show_history)
        self._studio.designing.pictured.connect(self._keep_picture)
        self._desk.switched.connect(self._follow)
        self._studio.models_changed.connect(lambda _model: self.offer_models())

    # What is wished for ------------------------------------------------------------------------

    @property
    def maker(self) -> Maker:
        """What is to make the designs."""
        return self._makers[str(self.model.currentData())]

    def wish(self) -> DesignWish:
        """What the page is set to, with the seed to use now."""
        width, height = self.artboard.pixels
        return DesignWish(
            words=self.words.toPlainText(),
            model=self.maker.id,
            preset=self.presets.chosen,
            artboard=self.artboard.name,
            width=width,
            height=height,
            count=round(self.count.value),
            style=str(self.style_of.currentData()),
            pen=self.pen.value,
            seed=self.seed.take() if self.maker.invents else 0,
        )

    def requests(self, wish: DesignWish) -> list[SketchRequest]:
        """What is asked for ``wish``, one request for each model."""
        return [sketch_request(wish, card.id) for card in self.maker.cards]

    def take(self, wish: DesignWish) -> None:
        """Be set to ``wish``, as far as that is possible here and now."""
        self.words.setPlainText(wish.words)
        self.choose_model(wish.model)
        self.presets.choose(wish.preset)
        self.artboard.choose(wish.artboard, wish.width, wish.height)
        self.count.show_value(wish.count)
        self.style_of.setCurrentIndex(max(0, self.style_of.findData(wish.style)))
        self.pen.show_value(wish.pen)
        if self.maker.invents:
            self.seed.keep(wish.seed)

    def choose_model(self, id: str) -> None:
        """Take a model, if it is offered."""
        at = self.model.findData(id)
        if at >= 0:
            self.model.setCurrentIndex(at)
            self._show_maker()

    def refuse(self, why: Text | None) -> None:
        """Say below the description why nothing is asked for."""
        self.problem.setVisible(why is not None)
        if why is not None:
            say(self.problem, "setText", why)
            self.words.setFocus()

    # Earlier descriptions ----------------------------------------------------------------------

    def show_history(self) -> None:
        """Open the list of earlier descriptions beside the page."""
        from vlm_studio.ui.panels.history_popup import HistoryPopup

        popup = HistoryPopup(self.window(), self._studio)
        popup.taken.connect(self._take_again)
        popup.stand_by(self.history.mapToGlobal(self.history.rect().topRight()))

    def _take_again(self, wish: DesignWish) -> None:
        self.take(wish)
        self.words.setFocus()

    def _keep_picture(self, entry: str, design: Design) -> None:
        from vlm_studio.ui.paint.design import design_image

        path = self._studio.designing.history.thumbnail(entry)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            design_image(design, _SMALL).save(str(path))
        self._studio.designing.history.pictured()

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
        return text("Get {name}, {size}", name=self.maker.cards[0].name, size=size)

    def _show_maker(self) -> None:
        maker = self.maker
        say(self.good_at, "setText", text(maker.cards[0].good_at))
        self.presets.offer(sketches=maker.sketches)
        self._show_only({"style": maker.sketches, "pen": maker.sketches, "seed": maker.invents})
        self.changed.emit()

    def _show_only(self, wanted: dict[str, bool]) -> None:
        for name, on in wanted.items():
            for widget in self._sections[name]:
                widget.setVisible(on)

    def _typed(self) -> None:
        self.refuse(None)

    def _look_picked(self, preset: Preset | None) -> None:
        if self.maker.sketches:
            self.pen.show_value(preset.pen if preset is not None else self.pen.default)

    def _follow(self) -> None:
        document = self._desk.document
        size = None if document is None else (document.width, document.height)
        self.artboard.show_document(size)
