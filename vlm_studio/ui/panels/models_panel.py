"""The model browser: what there is, what is here, and getting it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.jobs.job import Job
from vlm_studio.models.card import Card
from vlm_studio.studio import Studio
from vlm_studio.ui import theme
from vlm_studio.ui.panels.model_card import ModelCard
from vlm_studio.ui.panels.model_words import TASK_NAMES
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, icon_button, label, row, surface
from vlm_studio.ui.widgets.scroll import ScrollColumn
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import text


class ModelsPanel(QWidget):
    """Listens to the store (through the studio) and to the jobs of the fetch lane."""

    chosen = Signal(str)
    """Somebody wants to use this model."""

    def __init__(self, studio: Studio) -> None:
        """It is empty until :meth:`fill` is gone through."""
        super().__init__()
        self._studio = studio
        surface(self, "panel")
        self.search = SearchField(text("Search models"))
        self.task = Combo()
        self.cards: dict[str, ModelCard] = {}
        self.empty = label(text("No model matches."), "muted")
        self.add = icon_button("plus", text("Add a folder with a diffusion model"))
        self._build()
        self.search.textChanged.connect(lambda _: self._filter())
        self.task.currentIndexChanged.connect(lambda _: self._filter())
        self.add.clicked.connect(lambda: self._add(""))
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
        self._first = self._list.count()
        self._list.addStretch(1)
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_1, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        self.task.setFixedWidth(theme.STATE)
        top = row(self.search, self.task, self.add, spacing=theme.SPACE_1)
        top.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        layout.addLayout(top)
        layout.addWidget(area, 1)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other: all at once would be felt."""
        cards = self._studio.store.cards()
        for number, card in enumerate(cards):
            # One that came meanwhile is there already.
            if card.id not in self.cards:
                self._insert(card, sum(one.id in self.cards for one in cards[:number]))
            yield

    def _insert(self, card: Card, at: int) -> None:
        widget = ModelCard(card)
        self.cards[card.id] = widget
        self._list.insertWidget(self._first + at, widget)
        widget.wanted.connect(lambda wish, id=card.id: self._wanted(id, wish))
        widget.cancelled.connect(lambda id=card.id: self._cancel(id))
        self._show(card.id)

    def refresh(self, id: str) -> None:
        """Show what the store says of a model now: it may also be a new one, or be there no longer."""
        store = self._studio.store
        card = next((card for card in store.cards() if card.id == id), None)
        if card is None or id not in self.cards or self.cards[id].card != card:
            self._renew(id, card)
        else:
            self._show(id)

    def _renew(self, id: str, card: Card | None) -> None:
        old = self.cards.pop(id, None)
        if old is not None:
            self._list.removeWidget(old)
            old.deleteLater()
        if card is not None:
            order = [one.id for one in self._studio.store.cards() if one.id in {*self.cards, id}]
            self._insert(card, order.index(id))
        self._filter()

    def _show(self, id: str) -> None:
        store = self._studio.store
        facts = store.folders.facts(id)
        problem = facts.problem if facts else None
        self.cards[id].show_state(store.state(id), self._job(id), store.size(id), problem)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._studio.find_models()

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
        if job.lane == "fetch" and _model(job) in self.cards:
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
            case "add":
                self._add(id)
            case "verify":
                self._studio.verify(id)
            case "remove":
                self._studio.remove(id)
            case "use":
                self.chosen.emit(id)

    def _add(self, id: str) -> None:
        title = text("Add a folder with a diffusion model")
        folder = QFileDialog.getExistingDirectory(self, str(title))
        if folder:
            self._studio.add_model(Path(folder), id)

    def _filter(self) -> None:
        words, task = self.search.text(), self.task.currentData() or ""
        for card in self.cards.values():
            card.setVisible(card.matches(words, task))
        self.empty.setVisible(
            bool(self.cards) and not any(card.matches(words, task) for card in self.cards.values())
        )


def _model(job: Job) -> str:
    return str(getattr(job.request, "model", ""))
