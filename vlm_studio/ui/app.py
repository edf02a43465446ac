"""Starting the window, and ending it."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from psygnal import EmitLoopError
from PySide6.QtCore import QLocale, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.log import logger
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder, resource
from vlm_studio.settings import Settings
from vlm_studio.studio import Notice, Studio
from vlm_studio.ui import theme as looks
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.saying import language as spoken
from vlm_studio.ui.stylesheet import stylesheet
from vlm_studio.words import catalogue, text

if TYPE_CHECKING:
    from vlm_studio.jobs.process_lane import ProcessLane

LANES = ("light", "heavy", "fetch")


def run_window(
    files: Sequence[str | Path] = (),
    run_tasks: Sequence[str] = (),
    screenshot: str | Path | None = None,
    size: tuple[int, int] | None = None,
    theme: str | None = None,
    language: str | None = None,
) -> int:
    """Open the window with ``files`` and return the exit status once it is closed.

    ``run_tasks`` are run on each file. With ``screenshot`` the window is grabbed to that PNG file when all jobs have
    ended, and closed; the status is 1 if one of them failed.
    """
    app = make_application()
    settings = Settings.load()
    dress(app, theme or settings.theme, language or settings.language)
    pool = Pool()
    studio, lanes = make_studio(pool, settings)
    window = MainWindow(studio)
    ending = Ending(app, window)
    report_exceptions(studio)
    if size is not None:
        window.resize(*size)
    elif settings.window and screenshot is None:
        window.docks.restore(settings.window)
    window.show()
    from vlm_studio.ui.session import Session

    session = Session(window, [Path(f) for f in files], tuple(run_tasks), screenshot)
    QTimer.singleShot(0, lambda: session.begin(pool, lanes))
    app.exec()
    ending.close()
    studio.shutdown()
    pool.close()
    return session.status


def make_application() -> QApplication:
    """The application, or the one that is there already."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("vlm_studio")
    app.setDesktopFileName("vlm-studio")
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    icon = resource("icons", "app.svg")
    if icon.is_file():
        app.setWindowIcon(QIcon(str(icon)))
    return app


def dress(app: QApplication, theme_name: str, language_code: str) -> None:
    """Theme and language, and what follows when the theme changes."""
    app.setFont(looks.font())

    def wear() -> None:
        app.setPalette(looks.palette(looks.current()))
        app.setStyleSheet(stylesheet(looks.current()))

    looks.appearance.changed.connect(wear)
    looks.appearance.choose(theme_name)
    wear()
    spoken.use(language_code or system_language())


def system_language() -> str:
    """The language of the system, if the program speaks it, else English."""
    for name in QLocale.system().uiLanguages():
        wanted = name.replace("-", "_")
        if wanted.startswith("zh"):
            return "zh_CN"
        if wanted.split("_")[0] in catalogue.LANGUAGES:
            return wanted.split("_")[0]
    return "en"


def make_studio(pool: Pool, settings: Settings) -> tuple[Studio, dict[str, ProcessLane]]:
    """The studio with its lanes; their processes start later."""
    from vlm_studio.jobs.process_lane import ProcessLane, worker_command

    blocks = BlockFolder.create()
    lanes = {
        name: ProcessLane(name, worker_command(name), blocks.path, full_speed=settings.full_speed)
        for name in LANES
    }
    jobs = JobQueue(lanes, pool.start, pool.on_main)
    return Studio(jobs, blocks, ModelStore(models_folder()), settings), lanes


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


class Ending(QObject):
    """Ends the program when the window was left, and in order on SIGINT and SIGTERM."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__()
        window.left.connect(app.quit)
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._old: dict[int, object] = {}
        # Python's handler only runs when Python runs: the byte on the socket wakes the event loop.
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, lambda _number, _frame: app.quit())
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        self._read.recv(64)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._read.close()
        self._write.close()
