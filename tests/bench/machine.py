"""What it was measured on, and whether somebody else was using it."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import platformdirs
import psutil

QUIET = 0.3
"""Cores that other programs may use while we measure."""
_PATIENCE = 20.0

_loads: list[float] = []


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
    while (load := _others()) > QUIET and time.monotonic() < deadline:
        pass
    _loads.append(load)


def noise() -> str:
    """How much others used the machine since the last call."""
    loads, _loads[:] = sorted(_loads), []
    if not loads:
        return ""
    busy = sum(load > QUIET for load in loads)
    return f"others {loads[len(loads) // 2]:.2f} core, {busy}/{len(loads)} rounds noisy"


def _others(seconds: float = 0.25) -> float:
    """Cores in use while this process sleeps, so by others or by what we left running."""
    before = psutil.cpu_times()
    time.sleep(seconds)
    after = psutil.cpu_times()
    idle = (after.idle + after.iowait) - (before.idle + before.iowait)
    return max(0.0, (os.cpu_count() or 1) - idle / seconds)


def _git(*words: str) -> str:
    command = ["git", "-C", str(Path(__file__).parent), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
