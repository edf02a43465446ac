"""A screen of our own (Xvfb), watched from outside: whatever program draws on it is timed the same way."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from tests.bench import machine

WIDTH, HEIGHT = 1920, 1080
_STEP = 16
_POLL = 0.001
_TIMEOUT = 120.0
_STILL = 0.7
"""Seconds without a change until the screen counts as settled."""

Seen = Callable[[NDArray[np.uint8]], bool]


class Screen:
    """Its pixels are a mapped file, so looking costs the program under test nothing."""

    def __init__(self, display: str, pixels: NDArray[np.uint8]) -> None:
        self.display = display
        self._pixels = pixels[::_STEP, ::_STEP]

    def time(
        self, command: Sequence[str | Path], seen: Seen, environment: Mapping[str, str]
    ) -> tuple[float, float]:
        """Start ``command``; seconds until ``seen`` was true, and until nothing changed any more. Then end it."""
        self._wait(_TIMEOUT, lambda sample: not painted(sample, share=0))
        log = tempfile.TemporaryFile()  # noqa: SIM115
        began = time.monotonic()
        more = {**environment, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        process = subprocess.Popen(
            [str(word) for word in command],
            env=machine.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            return self._follow(process, began, seen)
        except TimeoutError as error:
            log.seek(0)
            raise RuntimeError(f"{command}: {log.read().decode()[-3000:]}") from error
        finally:
            end(process)
            log.close()

    def _follow(
        self, process: subprocess.Popen[bytes], began: float, seen: Seen
    ) -> tuple[float, float]:
        first, changed, last = None, began, self._pixels.copy()
        while True:
            now = time.monotonic()
            if process.poll() is not None or now - began > _TIMEOUT:
                raise TimeoutError
            if not np.array_equal(last, self._pixels):
                last, changed = self._pixels.copy(), now
            if first is None and seen(last):
                first = now
            if first is not None and now - changed > _STILL:
                return first - began, changed - began
            time.sleep(_POLL)

    def _wait(self, seconds: float, seen: Seen) -> None:
        deadline = time.monotonic() + seconds
        while not seen(self._pixels):
            if time.monotonic() > deadline:
                raise RuntimeError("the screen is not as expected")
            time.sleep(0.01)


def painted(sample: NDArray[np.uint8], share: float = 0.2) -> bool:
    """Whether what is drawn on the bare black screen spans more than ``share`` of it: no splash is that large."""
    drawn = sample[..., :3].any(axis=-1)
    rows, columns = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return False
    span = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    return bool(span > share * drawn.size)


def picture_shown(sample: NDArray[np.uint8]) -> bool:
    """Whether a good part of the screen shows the magenta of ``pictures.signal_picture``."""
    blue, green, red = (sample[..., c] for c in range(3))
    signal = (red > 180) & (blue > 180) & (green < 90)
    return bool(np.count_nonzero(signal) > 0.04 * signal.size)


def end(process: subprocess.Popen[bytes]) -> None:
    """End ``process`` and wait until everything it started is gone too."""
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, alive = psutil.wait_procs(family, timeout=3)
    for child in alive:
        with contextlib.suppress(psutil.Error):
            child.kill()
            child.wait(3)


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """A bare black screen with nobody else on it. Needs Xvfb (Debian package xvfb)."""
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-br", "-nocursor"]
        server = subprocess.Popen(
            [*command, "-fbdir", folder], pass_fds=[writing], stderr=subprocess.DEVNULL
        )
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                display = f":{answer.readline().strip()}"
            yield Screen(display, _pixels(Path(folder, "Xvfb_screen0")))
        finally:
            server.terminate()
            server.wait()


def _pixels(file: Path) -> NDArray[np.uint8]:
    """The mapped pixels of an X window dump, shape (H, W, 4), blue first."""
    with file.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ)
    header = struct.unpack(">25I", mapped[:100])
    size, width, height, row, colours = (header[i] for i in (0, 4, 5, 12, 19))
    start = size + 12 * colours
    flat = np.frombuffer(mapped, np.uint8, row * height, start)
    return flat.reshape(height, row // 4, 4)[:, :width]
