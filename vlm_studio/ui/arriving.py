"""What is said over the canvas while the pixels of the document in front are still being read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, icon_button, row, surface
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.words import text

_WIDTH = 280
_PATIENCE = 150
"""Milliseconds that reading may take before it is worth a word."""


class ArrivingNote(QFrame):
    """Name, progress and a way to stop, low in the middle of ``ground``."""

    def __init__(self, studio: Studio, desk: Desk, ground: QWidget) -> None:
        super().__init__(ground.parentWidget())
        self._studio = studio
        self._desk = desk
        self._ground = ground
        surface(self, "bar")
        self.words = Elided()
        self.bar = ThinBar()
        self.stop = icon_button("stop", text("Stop"))
        self.stop.clicked.connect(self._stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_2, theme.SPACE_2)
        layout.setSpacing(theme.SPACE_1)
        line = row(self.words, self.stop)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show)
        self.hide()
        ground.installEventFilter(self)
        desk.switched.connect(self._follow)
        desk.changed.connect(lambda _change: self._follow())
        studio.jobs.changed.connect(self._job_changed)

    @property
    def _job(self) -> Job | None:
        document = self._desk.document
        return self._studio.arriving(document) if document is not None else None

    def _follow(self) -> None:
        job = self._job
        if job is None or job.ended:
            self._patience.stop()
            self.hide()
        elif self.isHidden() and not self._patience.isActive():
            self._patience.start()

    def _show(self) -> None:
        job, document = self._job, self._desk.document
        if job is None or document is None:
            return
        say(self.words, "setText", text("Reading {name}", name=document.image))
        self.bar.show_fraction(job.progress)
        self._stand()
        self.show()
        self.raise_()

    def _job_changed(self, job: Job) -> None:
        if job is self._job:
            self.bar.show_fraction(job.progress)
            self._follow()

    def _stop(self) -> None:
        job = self._job
        if job is not None:
            self._studio.jobs.cancel(job)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._stand()
        return super().eventFilter(watched, event)

    def _stand(self) -> None:
        ground, height = self._ground.geometry(), self.sizeHint().height()
        left = ground.x() + (ground.width() - _WIDTH) // 2
        self.setGeometry(left, ground.bottom() - height - theme.SPACE_4, _WIDTH, height)
