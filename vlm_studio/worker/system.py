"""What a worker asks of the operating system: to come after the window, and to end with it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

_BELOW_NORMAL = 0x4000


def lower_priority(lane: str) -> None:
    """Let the heavy lane run only where nobody else wants to, and the fetch lane a little behind.

    Threads that are started later inherit it; the light lane stays as it is.
    """
    with contextlib.suppress(OSError):
        if lane == "heavy":
            _lowest()
        elif lane == "fetch" and hasattr(os, "nice"):
            os.nice(5)


def _lowest() -> None:
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(19)


def end_with_parent() -> None:
    """On Linux, end within a second of the window's death, also in the middle of a call that keeps the GIL.

    The closed standard input is noticed sooner, and then the blocks are removed. Should Python not get to
    it, the kernel calls libc's ``alarm(SIGHUP)`` as the signal's handler, SIGHUP is 1, and a second later
    SIGALRM ends the process: no Python is needed for that.
    """
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None)
    libc.signal.restype = ctypes.c_void_p
    libc.signal(ctypes.c_int(signal.SIGHUP), ctypes.cast(libc.alarm, ctypes.c_void_p))
    set_parent_death_signal = 1
    libc.prctl(set_parent_death_signal, ctypes.c_ulong(signal.SIGHUP))
