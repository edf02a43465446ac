"""The program behind the window, from the first paint to the end."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from psygnal import EmitLoopError
from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from vlm_studio.jobs.lanes import Lanes
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.log import logger
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Notice, Studio
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.pool import Pool
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.ui.session import Session


class Running:
    """Pool, lanes, studio and workspace of one window."""

    def __init__(
        self,
        app: QApplication,
        window: MainWindow,
        settings: Settings,
        files: Sequence[Path] = (),
        lanes: Lanes | None = None,
    ) -> None:
        """``lanes`` may have been made, and the light one started, before the window was."""
        self._pool = Pool()
        lanes = lanes or Lanes.create()
        self._lanes = lanes.by_name
        for lane in self._lanes.values():
            lane.full_speed = settings.full_speed
        jobs = JobQueue(self._lanes, self._pool.start, self._pool.on_main)
        store = ModelStore(models_folder(), looks=False)
        self.studio = Studio(jobs, lanes.blocks, store, settings)
        # The files are read while the rest is imported and built; what comes of them is shown in between.
        self.studio.open(files)
        self._signals = Signals(app)
        report_exceptions(self.studio)
        from vlm_studio.ui.workspace import Workspace

        self.space = Workspace(window, self.studio, staged=True)
        window.left.connect(lambda: app.exit(0))
        self._session: Session | None = None

    def begin(
        self,
        run_tasks: tuple[str, ...],
        annotations: Path | None,
        screenshot: str | Path | None,
        words: str = "",
    ) -> None:
        """Do what the command line asks for, and finish the window."""
        from vlm_studio.ui.session import Session

        self._session = Session(self.space, run_tasks, annotations, screenshot, words)
        self._build(self._session)

    def _build(self, session: Session) -> None:
        if self.space.build():
            QTimer.singleShot(0, lambda: self._build(session))
        else:
            session.begin(self._pool, self._lanes)

    def end(self) -> int:
        """Stop everything in order; returns the exit status."""
        self._signals.close()
        self.studio.shutdown()
        self._pool.close()
        return self._session.status if self._session is not None else 0


def report_exceptions(studio: Studio) -> None:
    """Say and log every exception that nobody caught; Qt would only print those of its slots."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logger.error("unexpected error", exc_info=(kind, error, trace))
        # An error in a listener arrives wrapped in psygnal's account of who told whom.
        while isinstance(error, EmitLoopError) and error.__cause__ is not None:
            error = error.__cause__
        first, *_ = str(error).strip().splitlines() or [""]
        said = text(
            "Something went wrong: {error}. The log has the details.",
            error=f"{type(error).__name__} {first}"[:200].strip(),
        )
        studio.noticed.emit(Notice(said, "error"))

    sys.excepthook = report


class Signals(QObject):
    """Ends the program in order on SIGINT and SIGTERM."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        # Python's handler only runs when Python runs: the byte on the socket wakes the event loop.
        self._old = {
            number: signal.signal(number, lambda _number, _frame: app.exit(0))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        self._read.recv(64)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()
