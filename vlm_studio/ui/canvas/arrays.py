"""numpy, without anybody waiting for it: importing it takes longer than a window may stand still."""

from __future__ import annotations

import importlib
import sys
import threading

_thread: threading.Thread | None = None


def ready() -> bool:
    """Whether numpy is there; if not, it is fetched while the window goes on."""
    global _thread
    if _thread is not None:
        return not _thread.is_alive()
    if "numpy" in sys.modules:
        return True
    _thread = threading.Thread(
        target=importlib.import_module, args=("numpy",), name="numpy", daemon=True
    )
    _thread.start()
    return False
