"""What it was measured on, and whether somebody else was using it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import platformdirs
import psutil

QUIET = 0.3
"""Cores that other programs may use while we measure."""
_PATIENCE = 20.0

_LOOK = 0.25


def facts() -> list[str]:
    """Lines for the head of the report."""
    names = ("PySide6-Essentials", "numpy", "onnxruntime", "ai-edge-litert", "Pillow", "msgspec")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return [
        f"commit {_git('rev-parse', '--short', 'HEAD')}{' with changes' if _git('status', '--porcelain') else ''}",
        f"{os.cpu_count()} cores, {_processor()}, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        versions,
        f"load average at the start {load}",
    ]


def environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of every program we start: as installed, so with compiled modules, kept in a cache of ours."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(cache() / "pycache"), **more}


def cache() -> Path:
    """Where the benchmarks keep what takes long to make."""
    return Path(platformdirs.user_cache_dir("vlm_studio-bench", appauthor=False))


def wait_until_quiet() -> None:
    """Return when others use less than :data:`QUIET` cores, or when there is no more use in waiting."""
    deadline = time.monotonic() + _PATIENCE
    others = Others()
    time.sleep(_LOOK)
    while others.cores() > QUIET and time.monotonic() < deadline:
        others = Others()
        time.sleep(_LOOK)


class Others:
    """How busy everybody but this process and what it started kept the machine."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._all, self._own = _busy(), _own()

    def cores(self) -> float:
        """Cores in use by others, on average since this was made."""
        spent = _busy() - self._all - (_own() - self._own)
        return max(0.0, spent / (time.monotonic() - self._began))


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def _own() -> float:
    """Seconds of processor time of this process and all it started, alive or ended."""
    me = psutil.Process()
    total = sum(me.cpu_times()[:4])
    for child in me.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += sum(child.cpu_times()[:4])
    return total


def adopt_orphans() -> None:
    """On Linux: what a program leaves running when it ends becomes ours, so that its time is ours as well."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1)


def _git(*words: str) -> str:
    command = ["git", "-C", str(Path(__file__).parent), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """A training of the sketcher on this machine stands still meanwhile (see ``packaging/sketcher/train.py``)."""
    folder = Path(os.environ.get("SKETCHER_CACHE", "~/.cache/vlm_studio_sketcher")).expanduser()
    lock = folder / "quiet.lock"
    if folder.is_dir():
        lock.touch()
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
