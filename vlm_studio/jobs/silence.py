"""When a worker that says nothing is merely slow, and when it will never speak again."""

from __future__ import annotations

import os
import time
from enum import Enum
from pathlib import Path

QUIET_TICKS = 3
"""Seconds of silence after which a worker is shown as not responding."""
DEAD_TICKS = 10
"""Seconds without any CPU time, though a core was idle, after which it will not come back."""
_MOVED = 0.02
"""CPU seconds that count as a sign of life."""


class Verdict(Enum):
    """What the silence of a worker means."""

    ALIVE = "alive"
    NOT_RESPONDING = "not responding"
    STOPPED = "stopped"
    DEAD = "dead"


class Silence:
    """Watches one worker while a job runs. A worker sends a beat every second, so three are missing first.

    Seconds are counted one by one as they are looked at, so that a program that was itself suspended does
    not hold that time against its worker. Where the system does not tell about processes, nothing is more
    than not responding.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ticks = 0
        self._still_since = 0
        self._next = time.monotonic() + 1
        self._cpu: float | None = None
        self._idle = 0.0

    def heard(self) -> None:
        """The worker said something."""
        self._ticks = 0
        self._next = time.monotonic() + 1

    def verdict(self) -> Verdict:
        """What to think of it now; to be asked every second of silence."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 1
            self._ticks += 1
            self._look()
        if self._ticks < QUIET_TICKS:
            return Verdict.ALIVE
        if _state(self._pid) == "T":
            return Verdict.STOPPED
        still = self._cpu is not None and self._ticks - self._still_since >= DEAD_TICKS
        if still and _idle_seconds() - self._idle >= 0.9 * DEAD_TICKS:
            return Verdict.DEAD
        return Verdict.NOT_RESPONDING

    def _look(self) -> None:
        cpu = _cpu_seconds(self._pid)
        moved = self._cpu is None or cpu is None or cpu - self._cpu > _MOVED
        # State D waits for a disk or a network drive: slow, and no signal would reach it anyway.
        if moved or self._ticks == 1 or _state(self._pid) == "D":
            self._cpu, self._idle = cpu, _idle_seconds()
            self._still_since = self._ticks


def _state(pid: int) -> str | None:
    fields = _stat(pid)
    return fields[0] if fields else None


def _cpu_seconds(pid: int) -> float | None:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else None


def _stat(pid: int) -> list[str] | None:
    """The fields of ``/proc/PID/stat`` from the state on; ``None`` where there is no such thing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _idle_seconds() -> float:
    """Seconds that the cores have been idle, added up; 0 where nobody tells."""
    try:
        with Path("/proc/stat").open() as file:
            return int(file.readline().split()[4]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0
