"""The window with a folder of pictures, running a task on all of them: ``folder_program.py FOLDER``.

Prints how many were done and how many had been done before, and ends. It may be killed at any moment.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from vlm_studio.jobs.job import Job
from vlm_studio.settings import Settings
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.running import Running
from vlm_studio.wire.images import BatchDone, BatchRequest


def main(folder: Path) -> None:
    app = make_application()
    dress(app, "dark", "en")
    window = MainWindow()
    window.show()
    running = Running(app, window, Settings.load(), [folder])
    running.begin((), None, None)
    studio = running.studio

    def told(job: Job) -> None:
        if isinstance(job.request, BatchRequest) and job.ended and job.outcome is not None:
            result = job.outcome.result
            assert isinstance(result, BatchDone), job.outcome
            print(result.done, result.before, flush=True)
            QTimer.singleShot(0, lambda: QApplication.exit(0))

    def begin() -> None:
        if running.space.whole and studio.images.pictures:
            looking.stop()
            running.space.actions.by_id["run.all"].trigger()

    studio.jobs.changed.connect(told)
    looking = QTimer(interval=10)
    looking.timeout.connect(begin)
    looking.start()
    app.exec()
    running.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
