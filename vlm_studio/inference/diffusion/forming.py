"""A picture that forms: what a painting will look like, told after each of its steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vlm_studio.document.blocks import Block, MappedBlock
from vlm_studio.inference.diffusion.frame import Frame
from vlm_studio.inference.diffusion.lens import Lens
from vlm_studio.tasks.context import Context

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Floats, Pixels

SECONDS_BETWEEN = 0.1
"""Pictures that form are shown at most this often."""
LONGEST = 256
"""Pixels of the longer side of what is shown."""


def rgba(rgb: Pixels) -> Pixels:
    """``rgb`` (H, W, 3) without a transparent place."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA), np.uint8)


def shrunk(pixels: Pixels) -> Pixels:
    """``pixels`` (H, W, ...) with no side longer than what is shown."""
    scale = LONGEST / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = [max(1, round(side * scale)) for side in pixels.shape[1::-1]]
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


class Forming:
    """Shows picture after picture of one job."""

    def __init__(
        self,
        context: Context,
        lens: Lens,
        frame: Frame,
        look: Callable[[Pixels], Pixels] = rgba,
    ) -> None:
        """``look`` makes what is shown, (h, w, 4), of a small picture of the ``frame``, (h, w, 3)."""
        self._context = context
        self._lens = lens
        self._frame = frame
        self._look = look
        self._shown = 0.0
        self._blocks: list[tuple[Block, MappedBlock]] = []
        self._before: tuple[Floats, float] | None = None

    def begin(self) -> None:
        """The next picture is painted."""
        self._before = None

    def step(self, number: int, pipeline: Any, timestep: Any, latents: Any) -> None:
        """Picture ``number`` has come as far as ``latents`` with the step at ``timestep``."""
        if time.monotonic() - self._shown < SECONDS_BETWEEN:
            self._before = None
            return
        grid = self._grid(latents)
        if grid is None:
            return
        clean, noise = _unscaled(pipeline.scheduler, timestep, grid)
        guess = _guess(self._before, clean, noise)
        self._before = (clean, noise)
        if guess is not None:
            self._show(number, self._lens.colours(guess))

    def _grid(self, latents: Any) -> Floats | None:
        """The first of ``latents`` as (C, h, w); ``None`` when they are laid out in a way nobody knows."""
        first = np.asarray(latents[0].detach().float().cpu().numpy())
        if first.ndim == 3:
            return first
        across, down = self._frame.outer
        if first.ndim == 4 and first.shape[1] == 1:  # a film of one picture
            return first[:, 0]
        if first.ndim != 2 or first.shape[1] % 4:
            return None
        # Squares of four latent pixels in a row: (h/2 * w/2, C * 4).
        cells = first.shape[0]
        high = round((cells * down / across) ** 0.5)
        if high == 0 or cells % high:
            return None
        wide, channels = cells // high, first.shape[1] // 4
        square = first.reshape(high, wide, channels, 2, 2).transpose(2, 0, 3, 1, 4)
        return square.reshape(channels, high * 2, wide * 2)

    def _show(self, number: int, rgb: Pixels) -> None:
        small = self._look(shrunk(self._cut(rgb)))
        block, pixels = self._block(small.shape[1], small.shape[0])
        pixels.array()[:] = small
        self._shown = time.monotonic()
        self._context.show(block, number)

    def _cut(self, rgb: Pixels) -> Pixels:
        """Without what stands over the edges of the artboard."""
        cell = self._frame.outer[0] / rgb.shape[1]
        across, down = (max(1, round(side / cell)) for side in self._frame.inner)
        left, top = (rgb.shape[1] - across) // 2, (rgb.shape[0] - down) // 2
        return np.ascontiguousarray(rgb[top : top + down, left : left + across])

    def _block(self, width: int, height: int) -> tuple[Block, MappedBlock]:
        """The block that was not shown last."""
        if len(self._blocks) < 2:
            block = self._context.blocks.new(width, height)
            self._blocks.append((block, MappedBlock(block, writable=True)))
        else:
            self._blocks.reverse()
        return self._blocks[-1]


def _guess(before: tuple[Floats, float] | None, clean: Floats, noise: float) -> Floats | None:
    """Where the latents are going: the line through the last two, followed until no noise is left."""
    if noise == 0:
        return clean
    if before is None or before[1] <= noise:
        return None
    slope = (clean - before[0]) / (noise - before[1])
    return clean - noise * slope


def _unscaled(scheduler: Any, timestep: Any, latents: Floats) -> tuple[Floats, float]:
    """``latents`` after the step at ``timestep`` as a picture and so much noise added to it, and how much.

    For flow models it is a picture and noise mixed, which leads to the same line.
    """
    times = [float(t) for t in scheduler.timesteps.tolist()]
    now = max((i for i, t in enumerate(times) if t == float(timestep)), default=len(times) - 1)
    following = now + 1
    sums = getattr(scheduler, "alphas_cumprod", None)
    if sums is not None and float(scheduler.init_noise_sigma) <= 1.0001:
        share = float(sums[int(times[following])]) if following < len(times) else 1.0
        return latents / share**0.5, ((1 - share) / share) ** 0.5
    sigmas = getattr(scheduler, "sigmas", None)
    if sigmas is None or following >= len(sigmas):
        return latents, 0.0
    return latents, float(sigmas[following])
