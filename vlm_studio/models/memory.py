"""How much memory is free, asked of the system; no library is needed."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")


def free() -> int | None:
    """Bytes that programs may still take, ``None`` where the system does not say."""
    if sys.platform == "win32":
        return _windows()
    known = [size for size in (_available(), _left_in_group()) if size is not None]
    return min(known, default=None)


def _available() -> int | None:
    with contextlib.suppress(OSError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.M)
        if found:
            return int(found[1]) << 10
    with contextlib.suppress(OSError, ValueError, AttributeError):
        # Where it is known, as on macOS, a system lets a program have most of what there is.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
    return None


def _left_in_group() -> int | None:
    """What a container leaves to this process."""
    try:
        most = (_GROUP / "memory.max").read_text().strip()
        used = int((_GROUP / "memory.current").read_text())
        kept = re.search(r"^inactive_file (\d+)", (_GROUP / "memory.stat").read_text(), re.M)
    except (OSError, ValueError):
        return None
    if not most.isdecimal():
        return None
    return max(0, int(most) - used + (int(kept[1]) if kept else 0))


def _windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ["total", "free", "page", "free_page", "all", "free_all", "more"]),
        ]  # fmt: skip

    status = Status(length=ctypes.sizeof(Status))
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
