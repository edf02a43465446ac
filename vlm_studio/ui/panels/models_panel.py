"""The model browser: what there is, what is here, and getting it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.ui import theme
from vlm_studio.ui.panels.model_card import ModelCard
from vlm_studio.ui.panels.model_words import TASK_NAMES
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, label, row, surface
from vlm_studio.ui.widgets.scroll import ScrollColumn
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import text


class ModelsPanel(QWidget):
    """Listens to the store (through the studio) and to the jobs of the fetch lane."""

    chosen = Signal(str)
    """Somebody wants to use this model."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        surface(self, "panel")
        self.search = SearchField(text("Search models"))
        self.task = Combo()
        self.cards: dict[str, ModelCard] = {}
        self.empty = label(text("No model matches."), "muted")
        self._build()
        self._fill()
        self.search.textChanged.connect(lambda _: self._filter())
        self.task.currentIndexChanged.connect(lambda _: self._filter())
        studio.models_changed.connect(self.refresh)
        for signal in (studio.jobs.added, studio.jobs.changed, studio.jobs.removed):
            signal.connect(self._job_changed)

    def _build(self) -> None:
        say(self.task, "setAccessibleName", text("Task"))
        self.task.offer(text("All tasks"), "")
        for task, words in TASK_NAMES.items():
            self.task.offer(words, task)
        area = ScrollColumn()
        self._list = area.column
        self._list.addWidget(self.empty)
        self._list.addStretch(1)
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_1, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        self.task.setFixedWidth(theme.STATE)
        top = row(self.search, self.task, spacing=theme.SPACE_1)
        top.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        layout.addLayout(top)
        layout.addWidget(area, 1)

    def _fill(self) -> None:
        for card in self._studio.store.cards():
            widget = ModelCard(card)
            self.cards[card.id] = widget
            self._list.insertWidget(self._list.count() - 1, widget)
            widget.wanted.connect(lambda wish, id=card.id: self._wanted(id, wish))
            widget.cancelled.connect(lambda id=card.id: self._cancel(id))
            self.refresh(card.id)
        self._filter()

    def refresh(self, id: str) -> None:
        """Show what the store says of a model now."""
        if id in self.cards:
            self.cards[id].show_state(self._studio.store.state(id), self._job(id))

    def _job(self, id: str) -> Job | None:
        return next(
            (
                job
                for job in self._studio.jobs.jobs
                if job.lane == "fetch" and not job.ended and _model(job) == id
            ),
            None,
        )

    def _job_changed(self, job: Job) -> None:
        if job.lane == "fetch":
            self.refresh(_model(job))

    def _cancel(self, id: str) -> None:
        job = self._job(id)
        if job is not None:
            self._studio.jobs.cancel(job)

    def _wanted(self, id: str, wish: str) -> None:
        match wish:
            case "get":
                self._studio.pull(id)
            case "folder":
                folder = QFileDialog.getExistingDirectory(self, str(text("Get from a folder")))
                if folder:
                    self._studio.pull(id, Path(folder))
            case "verify":
                self._studio.verify(id)
            case "remove":
                self._studio.remove(id)
            case "use":
                self.chosen.emit(id)

    def _filter(self) -> None:
        words, task = self.search.text(), self.task.currentData() or ""
        for card in self.cards.values():
            card.setVisible(card.matches(words, task))
        self.empty.setVisible(
            bool(self.cards) and not any(card.matches(words, task) for card in self.cards.values())
        )


def _model(job: Job) -> str:
    return str(getattr(job.request, "model", ""))
