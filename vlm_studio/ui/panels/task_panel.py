"""The task panel: what to ask of which model, and Run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.document.annotations import Filter
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import Job
from vlm_studio.models.card import Card
from vlm_studio.studio import Studio
from vlm_studio.tasks.names import DEFAULT_MODELS, DESIGN_MODELS, DIFFUSION_TASKS
from vlm_studio.tasks.requests import Style
from vlm_studio.ui import icons, theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.commands.runs import DESIGN, Wish
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.panels.class_field import ClassField
from vlm_studio.ui.panels.model_words import get_text
from vlm_studio.ui.panels.task_parts import Section, choice, in_pairs, section, tab_through
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import Check, Combo, button, surface, wrapping
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.ui.widgets.scroll import ScrollColumn
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.ui.panels.design_page import DesignPage
    from vlm_studio.ui.panels.restyle_page import RestylePage

TASKS: tuple[tuple[str, Text, str], ...] = (
    ("object-detection", text("Detect"), "detect"),
    ("image-segmentation", text("Segment"), "segment"),
    ("keypoint-detection", text("Pose"), "pose"),
    ("image-to-image", text("Restyle"), "restyle"),
    (DESIGN, text("Design"), "design"),
)
RESTYLE = "image-to-image"

_ALL = 1000
"""What is asked for has all the room it needs before any is left empty."""
_BELOW_TASKS = 2
"""Where the column goes on after the choice of a task."""
_SCORE, _OVERLAP = Filter().score, 0.45


class TaskPanel(QWidget):
    """Knows the wish; running it is somebody else's work (:attr:`run_clicked`, :attr:`masks_clicked`)."""

    run_clicked = Signal()
    masks_clicked = Signal()
    task_chosen = Signal()

    def __init__(self, studio: Studio, desk: Desk, layers: LayerCommands, keys: KeyMap) -> None:
        super().__init__()
        self._studio = studio
        self._desk = desk
        self._layers = layers
        self._keys = keys
        self._chosen = dict(DEFAULT_MODELS)
        self._score = _SCORE
        surface(self, "panel")
        self.tasks = {task: choice(words, icon) for task, words, icon in TASKS}
        self.model = Combo()
        self.good_at = wrapping("small")
        self.score = ResettableSlider(text("Score"), _SCORE)
        self.classes = ClassField()
        self.overlap = ResettableSlider(text("Overlap"), _OVERLAP, 0.05, 0.95)
        self.cutout = Check()
        self.masks = button(text("Masks from boxes"))
        self.run = QPushButton()
        self.restyle: RestylePage | None = None
        self.design: DesignPage | None = None
        """These two are made when they are first wanted."""
        self._area = ScrollColumn(spacing=2)
        self._sections: dict[str, Section] = {}
        self._build()
        self._connect()
        self.choose_task("object-detection")

    def _build(self) -> None:
        column = self._area.column
        column.addSpacing(theme.SPACE_1)
        column.addLayout(in_pairs(list(self.tasks.values())))
        column.addSpacing(theme.SPACE_2)
        say(self.model, "setAccessibleName", text("Model"))
        say(self.cutout, "setText", text("Cut out to a new layer"))
        say(self.score, "setToolTip", text("Objects below this score are hidden, not deleted."))
        say(
            self.overlap,
            "setToolTip",
            text("Boxes that overlap more than this count as one object."),
        )
        self._sections = {
            "model": section(column, text("Model"), self.model, self.good_at),
            "score": section(column, text("Score"), self.score),
            "classes": section(column, text("Classes"), self.classes),
            "overlap": section(column, text("Overlap"), self.overlap),
        }
        column.addSpacing(theme.SPACE_2)
        column.addWidget(self.cutout)
        column.addWidget(self.masks)
        column.addStretch(1)
        self.run.setProperty("role", "primary")
        self.run.setMinimumHeight(theme.ROW + 4)
        self.run.setIconSize(QSize(theme.ICON - 2, theme.ICON - 2))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._area.end_with_content()
        outer.addWidget(self._area, _ALL)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_3, theme.SPACE_3)
        foot.addWidget(self.run)
        outer.addLayout(foot)
        outer.addStretch(1)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for task, button_of in self.tasks.items():
            group.addButton(button_of)
            button_of.clicked.connect(lambda _=False, t=task: self.choose_task(t))
        self.model.activated.connect(self._model_picked)
        self.score.moved.connect(self._score_moved)
        self.run.clicked.connect(self.run_clicked)
        self.masks.clicked.connect(self.masks_clicked)
        for signal in (self._desk.switched, self._desk.selected):
            signal.connect(self._show_state)
        self._desk.changed.connect(lambda _change: self._show_state())
        self._studio.models_changed.connect(lambda _model: self._show_model())
        self._studio.jobs.added.connect(self._job_changed)
        self._studio.jobs.changed.connect(self._job_changed)
        self._studio.jobs.removed.connect(self._job_changed)
        language.changed.connect(self._say_again)

    # What is wished for ------------------------------------------------------------------------

    def wish(self) -> Wish | None:
        """What Run would ask for; ``None`` while there is no model for the task."""
        card = self.card
        if card is None:
            return None
        return Wish(
            task=self.task,
            model=card.id,
            overlap=self.overlap.value,
            labels=self.classes.labels if self.task == "object-detection" else (),
            cutout=self.cutout.isChecked(),
            style=self._style(),
        )

    def _style(self) -> Style | None:
        if self.task != RESTYLE or self.restyle is None:
            return None
        return self.restyle.style_wished()

    def choose_task(self, task: str) -> None:
        """Show the models and the settings of ``task``."""
        self.task = task
        self.tasks[task].setChecked(True)
        cards = [card for card in self._studio.store.cards() if task in card.tasks]
        self.model.offer_all((text(card.name), card.id) for card in cards)
        self.model.setCurrentIndex(max(0, self.model.findData(self._chosen.get(task))))
        self._show_sections(task)
        if task == RESTYLE:
            self._restyle_page()
        if task == DESIGN:
            self.design_page()
        for page, of in ((self.restyle, RESTYLE), (self.design, DESIGN)):
            if page is not None:
                page.setVisible(task == of)
        self._show_model()
        self._show_state()
        self.task_chosen.emit()

    def _show_sections(self, task: str) -> None:
        detecting = task == "object-detection"
        for name, on in (
            ("model", task != DESIGN),
            ("classes", detecting),
            ("overlap", detecting),
            ("score", task not in (RESTYLE, DESIGN)),
        ):
            self._sections[name].show(on)
        self.cutout.setVisible(task == "image-segmentation")
        self.masks.setVisible(task not in ("keypoint-detection", RESTYLE, DESIGN))

    def _restyle_page(self) -> None:
        """It has pictures, which the window should not wait for."""
        if self.restyle is None:
            from vlm_studio.ui.panels.restyle_page import RestylePage

            self.restyle = RestylePage(self._desk)
            self.restyle.shown.connect(self._area.ensureWidgetVisible)
            last = self._area.column.count() - 1
            self._area.column.insertWidget(last, self.restyle)
            tab_through(self.masks, self.restyle, self.run)

    def design_page(self) -> DesignPage:
        """Most days nobody wants it, so it is not there from the start."""
        if self.design is None:
            from vlm_studio.ui.panels.design_page import DesignPage

            self.design = DesignPage(self._studio, self._desk)
            self.design.changed.connect(self._show_model)
            self._area.column.insertWidget(_BELOW_TASKS, self.design)
            tab_through(self.tasks[DESIGN], self.design, self.model)
        return self.design

    def choose_model(self, id: str) -> None:
        """Take a model, and the first task it can do."""
        card = self._studio.store.card(id)
        if any(task in (*DESIGN_MODELS, *DIFFUSION_TASKS) for task in card.tasks):
            self.choose_task(DESIGN)
            self.design_page().choose_model(id)
            return
        tasks = [task for task, _, _ in TASKS if task in card.tasks]
        if tasks:
            self._chosen[tasks[0]] = id
            self.choose_task(tasks[0])

    @property
    def card(self) -> Card | None:
        """The model that is chosen."""
        id = self.model.currentData()
        return self._studio.store.card(id) if id else None

    def result_layer(self) -> AnnotationLayer | None:
        """The layer whose score the slider moves: the active one, else the topmost of this task and model."""
        active, document = self._desk.layer, self._desk.document
        if isinstance(active, AnnotationLayer):
            return active
        found = None
        for layer in document.walk() if document is not None else ():
            source = layer.source if isinstance(layer, AnnotationLayer) else None
            if source is not None and source.task == self.task:
                found = layer
        return found if isinstance(found, AnnotationLayer) else None

    # What happens ------------------------------------------------------------------------------

    def _model_picked(self, index: int) -> None:
        self._chosen[self.task] = self.model.itemData(index)
        self._show_model()

    def _score_moved(self, score: float, gesture: object | None) -> None:
        self._set_score(score)
        layer = self.result_layer()
        if layer is not None:
            sentence = text("Score of {name}", name=layer.name)
            self._layers.set_filter(layer, sentence, gesture, score=score)

    def _set_score(self, score: float) -> None:
        self._score = self._studio.shown_from = score

    def _say_again(self) -> None:
        self.choose_task(self.task)

    def _job_changed(self, job: Job) -> None:
        if job.lane == "fetch":
            self._show_model()

    # What is shown -----------------------------------------------------------------------------

    def _show_model(self) -> None:
        if self.task == DESIGN:
            self._show_generate(self.design_page())
            return
        card = self.card
        if card is None:
            self.run.setEnabled(False)
            return
        say(self.good_at, "setText", text(card.good_at))
        self.classes.offer(self._studio.store.classes(card))
        if self.restyle is not None and self.task == RESTYLE:
            self.restyle.show_model(card)
        self._show_run(card)

    def _show_generate(self, page: DesignPage) -> None:
        """The button gets what is lacking, and then generates; with no document it makes one."""
        job = next(filter(None, map(self._fetching, (card.id for card in page.lacking()))), None)
        get = page.get_text()
        words = job.title if job is not None else get
        say(self.run, "setText", words or self._generate_words)
        self.run.setIcon(icons.icon("design" if get is None else "download", "on_accent"))
        self.run.setEnabled(job is None)

    def _fetching(self, model: str) -> Job | None:
        """The job that gets ``model`` now."""
        return next(
            (
                j
                for j in self._studio.jobs.jobs
                if j.lane == "fetch" and not j.ended and getattr(j.request, "model", "") == model
            ),
            None,
        )

    def _show_run(self, card: Card) -> None:
        job = self._fetching(card.id)
        ready = self._studio.store.state(card.id) == "ready"
        if job is not None:
            say(self.run, "setText", job.title)
        elif ready:
            say(self.run, "setText", self._run_words)
        else:
            say(self.run, "setText", get_text(card, self._studio.store.state(card.id)))
        self.run.setIcon(icons.icon("run" if ready else "download", "on_accent"))
        self.run.setEnabled(job is None and (not ready or self._can_run()))

    def _can_run(self) -> bool:
        if self._desk.document is None:
            return False
        return self.task != RESTYLE or self._style() is not None

    def _run_words(self) -> str:
        return str(text("Run    {keys}", keys=self._run_keys())).rstrip()

    def _generate_words(self) -> str:
        return str(text("Generate    {keys}", keys=self._run_keys())).rstrip()

    def _run_keys(self) -> str:
        return shown(self._keys.keys("run.run")[:1])

    def _show_state(self) -> None:
        layer = self.result_layer()
        if layer is not None:
            self._set_score(layer.filter.score)
        self.score.show_value(self._score)
        self.masks.setEnabled(self._desk.box_layer() is not None)
        if self.restyle is not None:
            self.restyle.follow()
        if self.card is not None:
            self._show_run(self.card)
