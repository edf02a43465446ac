"""Work off the main thread, and the way home to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from vlm_studio.log import logger

Work = Callable[[], None]


class _Runnable(QRunnable):
    # It owns no QObject, so it does not matter on which thread it dies.
    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        try:
            self._work()
        except Exception:
            logger.exception("work in the pool failed")


class Pool(QObject):
    """``start`` for any thread's work, ``on_main`` for what must happen on the thread of the window."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool()
        self._threads.setMaxThreadCount(8)
        self._closed = False
        self._arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Work) -> None:
        """Do ``work`` on a thread of the pool."""
        self._threads.start(_Runnable(work))

    def on_main(self, work: Work) -> None:
        """Do ``work`` on the main thread, later; dropped once the pool is closed."""
        if not self._closed:
            self._arrived.emit(work)

    @Slot(object)
    def _call(self, work: Work) -> None:
        if not self._closed:
            work()

    def close(self, milliseconds: int = 3000) -> bool:
        """Let nothing home any more and wait for the threads; returns whether all of them ended in time."""
        self._closed = True
        return self._threads.waitForDone(milliseconds)
