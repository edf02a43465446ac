"""What runs, waits and failed. Closed, it is one line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio import Studio
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.job_row import JobRow
from vlm_studio.ui.panels.job_words import status_text, time_text
from vlm_studio.ui.panels.model_words import model_name
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import (
    NO_LIMIT,
    Elided,
    button,
    column,
    icon_button,
    restyle,
    row,
    surface,
)
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.words import Text, plural_text, text

_OPEN_HEIGHT = 5 * theme.ROW + theme.SPACE_3
_LINE_HEIGHT = theme.ROW + theme.SPACE_1


class JobsPanel(QWidget):
    """Listens to the queue only. ``show_wanted`` and ``details_wanted`` are for whoever can do that."""

    show_wanted = Signal(object)
    details_wanted = Signal(object)
    folded = Signal()
    """It was opened or closed and wants another height (see :meth:`sizeHint`)."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.rows: dict[int, JobRow] = {}
        """Those that somebody has looked at: a job that nobody looks at costs no widgets."""
        self._endings: dict[int, Text] = {}
        self.open = False
        surface(self, "panel")
        self.fold = icon_button("chevron_up", text("Show the jobs"))
        self.summary = Elided()
        self.status = Elided("small")
        self.bar = ThinBar()
        self.time = QLabel()
        self.cancel = icon_button("close", text("Cancel"))
        self._shown: Job | None = None
        self.clear = button(text("Clear finished jobs"), "quiet")
        self._area = QScrollArea()
        self._timer = QTimer(self, interval=500)
        self._timer.timeout.connect(self._tick)
        self._build()
        jobs = studio.jobs
        jobs.added.connect(self._added)
        jobs.changed.connect(self._changed)
        jobs.removed.connect(self._removed)
        language.changed.connect(self._say_again)
        for job in jobs.jobs:
            self._added(job)
        self._summarise()

    def _build(self) -> None:
        self.fold.clicked.connect(self.toggle)
        self.clear.clicked.connect(self._clear)
        self.cancel.clicked.connect(self._cancel_shown)
        heading = QLabel()
        heading.setProperty("role", "heading")
        say(heading, "setText", text("Jobs"))
        self.bar.setFixedWidth(theme.JOB_BAR)
        self.time.setProperty("role", "small")
        line = row(
            self.fold,
            heading,
            theme.SPACE_1,
            self.summary,
            theme.SPACE_1,
            self.status,
            self.bar,
            self.time,
            self.cancel,
            None,
            self.clear,
        )
        line.setStretch(line.count() - 2, 0)
        line.setStretch(line.indexOf(self.status), 1)
        line.setContentsMargins(theme.SPACE_1, 0, theme.SPACE_2, 0)
        head = QWidget()
        head.setLayout(line)
        head.setFixedHeight(_LINE_HEIGHT)
        inner = QWidget()
        surface(inner, "panel")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, theme.SPACE_1)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = column(self, spacing=0)
        layout.addWidget(head)
        layout.addWidget(self._area, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_open(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.DIALOG, _OPEN_HEIGHT if self.open else _LINE_HEIGHT)

    # Opening -----------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Open it, or close it to one line."""
        self.set_open(not self.open)

    def set_open(self, open: bool) -> None:
        """All rows, or one line."""
        self.open = open
        for job in self._studio.jobs.jobs if open else ():
            self.row_of(job)
        self._area.setVisible(open)
        self.clear.setVisible(open)
        self.fold.setIcon(icons.icon("chevron_down" if open else "chevron_up", "muted"))
        self.setMinimumHeight(_LINE_HEIGHT + 2 * theme.ROW if open else _LINE_HEIGHT)
        self.setMaximumHeight(NO_LIMIT if open else _LINE_HEIGHT)
        self.updateGeometry()
        self._summarise()
        self.folded.emit()

    # Rows --------------------------------------------------------------------------------------

    def row_of(self, job: Job) -> JobRow:
        """The row of a job of the queue."""
        if job.id not in self.rows:
            row = JobRow(job, self._model_name(job), self._said)
            row.wanted.connect(lambda wish: self._wanted(job, wish))
            self.rows[job.id] = row
            self._list.insertWidget(self._place_of(job), row)
        return self.rows[job.id]

    def _said(self, job: Job) -> Text:
        """How it ended stays as it was, also when the score is moved later."""
        if not job.ended:
            return status_text(job)
        if job.id not in self._endings:
            self._endings[job.id] = status_text(job, self._studio.shown_from)
        return self._endings[job.id]

    def _added(self, job: Job) -> None:
        if self.open:
            self.row_of(job)
        self._timer.start()
        self._summarise()

    def _place_of(self, job: Job) -> int:
        # The newest stands on top. A job that is not shown yet takes no place.
        jobs = self._studio.jobs.jobs
        newer = jobs[jobs.index(job) + 1 :] if job in jobs else []
        return sum(each.id in self.rows for each in newer)

    def _changed(self, job: Job) -> None:
        row = self.rows.get(job.id)
        if row is not None:
            self._move(row)
            row.refresh()
        elif job.ended:
            self._said(job)
        # What fails in the light lane, files above all, is said above the canvas already.
        if job.state is JobState.FAILED and job.lane != "light" and not self.open:
            self.set_open(True)
        self._summarise()

    def _move(self, row: JobRow) -> None:
        at = self._place_of(row.job)
        if row.job in self._studio.jobs.jobs and self._list.indexOf(row) != at:
            self._list.removeWidget(row)
            self._list.insertWidget(at, row)

    def _removed(self, job: Job) -> None:
        self._endings.pop(job.id, None)
        row = self.rows.pop(job.id, None)
        if row is not None:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._summarise()

    def _model_name(self, job: Job) -> str:
        id = getattr(job.request, "model", "")
        return model_name(self._studio.store, id) if job.lane != "fetch" else ""

    def _wanted(self, job: Job, wish: str) -> None:
        match wish:
            case "cancel":
                self._studio.jobs.cancel(job)
            case "retry":
                self._studio.jobs.retry(job)
            case "dismiss":
                self._studio.jobs.dismiss(job)
            case "add":
                self._studio.add_result(job)
            case "show":
                self.show_wanted.emit(job)
            case "details":
                self.details_wanted.emit(job)

    def _clear(self) -> None:
        for job in self._studio.jobs.jobs:
            if job.ended and job.offer is None:
                self._studio.jobs.dismiss(job)

    # The one line ------------------------------------------------------------------------------

    def _summarise(self) -> None:
        jobs = self._studio.jobs.jobs
        active = [job for job in jobs if not job.ended]
        running = next((job for job in active if job.running), None)
        self._shown = running or (active[0] if active else (jobs[-1] if jobs else None))
        if self._shown is None:
            say(self.summary, "setText", text("No jobs"))
        elif self.open and not active:
            say(self.summary, "setText", text("All jobs have ended"))
        elif self.open:
            words = plural_text("{n} job waits or runs", "{n} jobs wait or run", len(active))
            say(self.summary, "setText", words)
        else:
            self._say_shown(self._shown)
        self._show_parts()
        if not active:
            self._timer.stop()
        self.clear.setEnabled(len(active) < len(jobs))

    def _say_shown(self, job: Job) -> None:
        say(self.summary, "setText", job.title)
        say(self.status, "setText", self._said(job))
        restyle(self.status, "bad" if job.state is JobState.FAILED else "small")
        self.cancel.setEnabled(job.state is not JobState.STOPPING)
        self.bar.show_fraction(job.progress)
        self._show_time()

    def _show_parts(self) -> None:
        job = None if self.open else self._shown
        underway = job is not None and not job.ended
        moving = job is not None and job.running
        # Where there is little room, how far it is says more than what it is at.
        stopping = job is not None and job.state is JobState.STOPPING
        roomy = not moving or stopping or self.width() >= theme.JOB_WIDE
        self.status.setVisible(job is not None and roomy)
        for part in (self.bar, self.time):
            part.setVisible(moving)
        self.cancel.setVisible(underway)

    def _show_time(self) -> None:
        words = time_text(self._shown) if self._shown and not self._shown.ended else None
        self.time.setText(str(words) if words is not None else "")

    def _cancel_shown(self) -> None:
        if self._shown is not None:
            self._studio.jobs.cancel(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # A long name leaves room for what became of it.
        self.summary.setMaximumWidth(self.width() // 2)
        self._show_parts()

    def _tick(self) -> None:
        self._show_time()
        for each in self.rows.values():
            if not each.job.ended:
                each.tick()

    def _say_again(self) -> None:
        for each in self.rows.values():
            each.refresh()
        self._summarise()
