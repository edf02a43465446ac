"""One job as a row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from vlm_studio.jobs.job import Job, JobState
from vlm_studio.ui import theme
from vlm_studio.ui.panels.job_words import icon_name, time_text
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import (
    Elided,
    IconLabel,
    button,
    fix_width,
    icon_button,
    restyle,
    row,
)
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.ui.widgets.sentence import Sentence
from vlm_studio.words import Text, text

_ICON, _TITLE, _MODEL, _STATUS, _BAR, _TIME, _BUTTONS = range(7)
"""The columns of a row that is wide enough; else the sentence has a line of its own."""
_TITLE_PART = 0.36
"""Of a wide row is its title's."""


class JobRow(QFrame):
    """Shows a job and says what is wanted of it: ``cancel``, ``retry``, ``details``, ``add``, ``dismiss`` or ``show``."""

    wanted = Signal(str)

    def __init__(self, job: Job, model: str, said: Callable[[Job], Text]) -> None:
        """``said`` is what is said of a job in its present state."""
        super().__init__()
        self.job = job
        self._said = said
        self._icon = IconLabel()
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
        self._wide = True
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
        self.bar.setFixedWidth(theme.JOB_BAR)
        self.time.setFixedWidth(theme.JOB_TIME)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._model.setFixedWidth(theme.JOB_MODEL)
        for column, part in (
            (_ICON, self._icon),
            (_TITLE, self.title),
            (_MODEL, self._model),
            (_BAR, self.bar),
            (_TIME, self.time),
            (_BUTTONS, self._buttons),
        ):
            grid.addWidget(part, 0, column)
        self._buttons.setLayout(row(None, *self._controls().values(), spacing=theme.SPACE_1))

    def refresh(self) -> None:
        """Show how the job stands now."""
        job, state = self.job, self.job.state
        failed = state is JobState.FAILED
        said = self._said(job)
        say(self.status, "setText", said)
        restyle(self.status, "bad" if failed else "small")
        self.status.allow(2 if failed else 1)
        if failed:
            self._icon.show_icon("error", "bad")
        else:
            self._icon.show_icon(icon_name(job), "muted")
        self._arrange()
        self.bar.setVisible(job.running)
        self.bar.show_fraction(job.progress)
        self.tick()
        spoken = text("{job}, {status}", job=job.title, status=said)
        say(self, "setAccessibleName", spoken)
        self.details.setVisible(failed)
        self.retry.setVisible(failed or state is JobState.CANCELLED)
        self.offer.setVisible(job.offer is not None)
        if job.offer is not None:
            say(self.offer, "setText", job.offer)
        self.cancel.setVisible(not job.ended)
        self.cancel.setEnabled(state is not JobState.STOPPING)
        self.dismiss.setVisible(job.ended)

    def tick(self) -> None:
        """Time goes by."""
        words = time_text(self.job) if not self.job.ended else None
        self.time.setText(str(words) if words is not None else "")
        self.time.setVisible(not self.job.ended)

    def minimumSizeHint(self) -> QSize:
        # A row that is wide now must not keep the panel wide.
        return QSize(0, max(theme.ROW + 6, super().minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._wide = self.width() >= theme.JOB_WIDE
        self._arrange()

    def _arrange(self) -> None:
        """One line whose columns stand below those of other rows; failures and narrow rows have a second one."""
        wide, job = self._wide, self.job
        self._model.setVisible(wide)
        fix_width(self.title, int(self.width() * _TITLE_PART) if wide else None)
        self._grid.setColumnStretch(_TITLE, 0 if wide else 1)
        self._grid.setColumnStretch(_STATUS, 1 if wide else 0)
        if wide and job.state is not JobState.FAILED:
            # At the end there is no bar and no time: their places are the sentence's.
            self._grid.addWidget(self.status, 0, _STATUS, 1, 3 if job.ended else 1)
        else:
            self._grid.addWidget(self.status, 1, _TITLE, 1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.job.state is JobState.DONE and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit("show")
