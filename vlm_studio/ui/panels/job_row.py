"""One job as a row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from vlm_studio.jobs.job import Job, JobState
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.job_words import icon_name, status_text, time_text
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, button, icon_button, restyle, row
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.ui.widgets.sentence import Sentence
from vlm_studio.words import Text, text

_STATUS = 3
"""The column of the sentence."""
_BUTTONS = 176
_TITLE = 0.4
"""Of the row's width is what a title may take."""
_WIDE = 560
"""Pixels from which on the model has a column of its own."""


class JobRow(QFrame):
    """Shows a job and says what is wanted of it: ``cancel``, ``retry``, ``details``, ``add``, ``dismiss`` or ``show``."""

    wanted = Signal(str)

    def __init__(self, job: Job, model: str, shown_from: Callable[[], float]) -> None:
        super().__init__()
        self.job = job
        self._shown_from = shown_from
        self._said: Text | None = None
        self._icon = QLabel()
        self.title = Elided()
        self._model = Elided("small")
        self._model.setText(model)
        self.status = Sentence("small")
        self.bar = ThinBar()
        self.time = QLabel()
        self.time.setProperty("role", "small")
        self.details = button(text("Details"), "quiet")
        self.retry = button(text("Retry"), "quiet")
        self.offer = button(text("Add"), "primary")
        self.cancel = icon_button("close", text("Cancel"))
        self.dismiss = icon_button("close", text("Remove from the list"))
        self._buttons = QWidget()
        self._build()
        for name, control in self._controls().items():
            control.clicked.connect(lambda _=False, n=name: self.wanted.emit(n))  # type: ignore[attr-defined]
        say(self.title, "setText", job.title)
        self.refresh()

    def _controls(self) -> dict[str, QWidget]:
        return {
            "details": self.details,
            "retry": self.retry,
            "add": self.offer,
            "cancel": self.cancel,
            "dismiss": self.dismiss,
        }

    def _build(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_3, 3, theme.SPACE_2, 3)
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(0)
        self._icon.setFixedWidth(theme.ICON)
        self.time.setFixedWidth(72)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._model.setFixedWidth(112)
        for column, (part, stretch) in enumerate(
            ((self._icon, 0), (self.title, 4), (self._model, 0), (self.status, 4), (self.bar, 2))
        ):
            grid.addWidget(part, 0, column)
            grid.setColumnStretch(column, stretch)
        grid.addWidget(self.time, 0, 5)
        self._buttons.setLayout(row(None, *self._controls().values(), spacing=theme.SPACE_1))
        grid.addWidget(self._buttons, 0, 6)
        self.setMinimumHeight(theme.ROW + 6)

    def refresh(self) -> None:
        """Show how the job stands now."""
        job, state = self.job, self.job.state
        failed = state is JobState.FAILED
        # At the end there is no bar and no time: their places are the sentence's.
        self._grid.addWidget(self.status, 0, _STATUS, 1, 3 if job.ended else 1)
        say(self.status, "setText", self.said())
        restyle(self.status, "bad" if failed else "small")
        self.status.allow(2 if failed else 1)
        self._icon.setPixmap(
            icons.pixmap(
                "error" if failed else icon_name(job),
                "bad" if failed else "muted",
                theme.ICON,
                self.devicePixelRatioF(),
            )
        )
        self._give_title_room()
        self.bar.setVisible(job.running)
        self.bar.show_fraction(job.progress)
        self.tick()
        self.details.setVisible(failed)
        self.retry.setVisible(failed or state is JobState.CANCELLED)
        self.offer.setVisible(job.offer is not None)
        if job.offer is not None:
            say(self.offer, "setText", job.offer)
        self.cancel.setVisible(not job.ended)
        self.cancel.setEnabled(state is not JobState.STOPPING)
        self.dismiss.setVisible(job.ended)

    def said(self) -> Text:
        """What the row says of its job; how it ended stays as it was, also when the score is moved later."""
        if not self.job.ended:
            return status_text(self.job)
        self._said = self._said or status_text(self.job, self._shown_from())
        return self._said

    def tick(self) -> None:
        """Time goes by."""
        words = time_text(self.job) if not self.job.ended else None
        self.time.setText(str(words) if words is not None else "")
        self.time.setVisible(not self.job.ended)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= _WIDE
        self._model.setVisible(wide)
        # The same for every row, so that their columns stand below each other.
        self._buttons.setMinimumWidth(_BUTTONS if wide else 0)
        self._give_title_room()

    def _give_title_room(self) -> None:
        """A title is elided only when the bar and the sentence beside it cannot be narrower."""
        room = int(self.width() * _TITLE)
        self.title.setMinimumWidth(max(24, min(self.title.sizeHint().width(), room)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.job.state is JobState.DONE and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit("show")
