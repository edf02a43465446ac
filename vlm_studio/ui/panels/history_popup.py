"""Earlier descriptions, to find one and take it again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from vlm_studio.jobs.job import URGENT, Job
from vlm_studio.studio import Studio
from vlm_studio.tasks.names import ENCODER
from vlm_studio.tasks.requests import Similar, SimilarRequest
from vlm_studio.ui import theme
from vlm_studio.ui.panels.history_delegate import HistoryDelegate
from vlm_studio.ui.panels.history_model import ENTRY, HistoryModel
from vlm_studio.ui.panels.model_words import model_name
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import button, label, row, surface
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import text

_PAUSE = 250
"""Milliseconds without a key after which it is looked for what is meant."""
_SHORTEST = 3


class HistoryPopup(QFrame):
    """Stands beside the Design page until a row is taken, or a click elsewhere or Esc closes it."""

    taken = Signal(object)
    """A :class:`DesignWish` to be set to."""

    def __init__(self, parent: QWidget, studio: Studio) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._studio = studio
        self._history = studio.designing.history
        surface(self, "popup")
        self.search = SearchField(text("Search descriptions"))
        self.model = HistoryModel(self._history)
        self.list = QListView()
        self.forget = button(text("Delete"), "quiet")
        self.clear = button(text("Clear all"), "quiet")
        self.nothing = label(
            text("What you describe is kept here, on this computer only."), "muted"
        )
        self._delegate = HistoryDelegate(self.model, lambda id: self._maker_name(id))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        say(self.list, "setAccessibleName", text("Earlier descriptions"))
        say(self.forget, "setToolTip", text("Delete the selected description"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.SPACE_2,) * 4)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self.search)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.forget, None, self.clear))
        self.resize(*theme.HISTORY)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_state())
        self.forget.clicked.connect(self._forget)
        self.clear.clicked.connect(self._history.clear)
        self._pause.timeout.connect(self._ask)
        self._history.changed.connect(self._changed)

    def stand_by(self, place: QPoint) -> None:
        """Open with the upper left corner at ``place`` on the screen, or as near as there is room."""
        room = self.screen().availableGeometry()
        left = max(room.left(), min(place.x(), room.right() - self.width()))
        top = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.search.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self._history.changed.disconnect(self._changed)
        self.deleteLater()

    # Finding -----------------------------------------------------------------------------------

    def _typed(self, words: str) -> None:
        self.model.find(words)
        self._pause.start()
        self._show_state()

    def _ask(self) -> None:
        """What means nearly the same is found by a worker, if the model for it is here."""
        words, entries = self.search.text().strip(), self._history.entries
        if len(words) < _SHORTEST or not entries or self._studio.store.state(ENCODER) != "ready":
            return
        sentences = tuple(entry.wish.words for entry in entries)
        request = SimilarRequest(words, sentences, tuple(entry.meaning for entry in entries))
        ids = [entry.id for entry in entries]
        self._studio.ask_quietly(request, "light", lambda job: self._came(words, ids, job), URGENT)

    def _came(self, words: str, ids: list[str], job: Job) -> None:
        result = job.outcome.result if job.outcome is not None else None
        if not isinstance(result, Similar):
            return
        self._history.note_meanings(dict(zip(ids, result.meanings, strict=True)))
        if _alive(self) and self.search.text().strip() == words:
            self.model.find(words, dict(zip(ids, result.scores, strict=True)))
            self._show_state()

    # Taking and forgetting ---------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if watched is self.search and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self._row())
                return True
            if watched is self.list and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._forget()
                return True
        return super().eventFilter(watched, event)

    def _row(self) -> QModelIndex:
        """The current row, or the first."""
        current = self.list.currentIndex()
        return current if current.isValid() else self.model.index(0)

    def _step(self, direction: int) -> None:
        current = self.list.currentIndex()
        at = current.row() + direction if current.isValid() else 0
        self.list.setCurrentIndex(self.model.index(min(max(at, 0), self.model.rowCount() - 1)))

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if entry is not None:
            self.hide()
            self.taken.emit(entry.wish)

    def _forget(self) -> None:
        at = self.list.currentIndex()
        entry = at.data(ENTRY)
        if entry is not None:
            self._history.forget(entry.id)
            self.list.setCurrentIndex(self.model.index(min(at.row(), self.model.rowCount() - 1)))

    # What is shown -----------------------------------------------------------------------------

    def _changed(self) -> None:
        self.model.fill()
        self._show_state()

    def _show_state(self) -> None:
        some = bool(self._history.entries)
        found = self.model.rowCount() > 0
        say(
            self.nothing,
            "setText",
            text("No description matches.")
            if some
            else text("What you describe is kept here, on this computer only."),
        )
        self.nothing.setVisible(not found)
        self.search.setEnabled(some)
        self.clear.setVisible(some)
        self.forget.setVisible(some)
        self.forget.setEnabled(self.list.currentIndex().isValid())

    def _maker_name(self, model: str) -> str:
        if not model:
            return str(text("Sketches (found and invented)"))
        return model_name(self._studio.store, model)


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return shiboken6.isValid(widget)
