"""Looking at processes from outside (Linux)."""

from __future__ import annotations

from pathlib import Path


def is_gone(pid: int) -> bool:
    """Whether the process has ended, waited for or not."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
