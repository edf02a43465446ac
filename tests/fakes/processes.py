"""Looking at processes from outside (Linux)."""

from __future__ import annotations

from pathlib import Path

import psutil


def is_gone(pid: int) -> bool:
    """Whether the process has ended, waited for or not."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


def workers() -> list[int]:
    """Process ids of this process's living workers, the newest last."""
    found = [c for c in psutil.Process().children() if c.status() != psutil.STATUS_ZOMBIE]
    return [c.pid for c in sorted(found, key=lambda child: child.create_time())]
