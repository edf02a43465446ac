"""Seeing what a model is painting long before it is decoded: its latent pixels as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Floats, Pixels

_PATCHES, _PATCH = 16, 8
"""The chart of colours that a model is shown: so many squares a side, each so many pixels wide."""


class Lens:
    """Colours are found as sums over the channels of a latent pixel, with weights that are fitted once: the model
    encodes a chart of known colours.
    """

    def __init__(self, pipeline: Any) -> None:
        self._vae: Any = getattr(pipeline, "vae", None)
        self._weights: Floats | None = None

    def colours(self, latents: Floats) -> Pixels:
        """``latents`` (C, h, w) as RGB, (h, w, 3)."""
        channels, height, width = latents.shape
        flat = np.vstack((latents.reshape(channels, -1), np.ones(height * width, np.float32))).T
        if self._weights is None:
            self._weights = self._fitted(channels)
        rgb = flat @ self._weights
        return (np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8).reshape(height, width, 3)

    def _fitted(self, channels: int) -> Floats:
        """Weights (C + 1, 3)."""
        chart = np.random.default_rng(0).random((_PATCHES, _PATCHES, 3), np.float32)
        seen = self._encoded(np.kron(chart, np.ones((_PATCH, _PATCH, 1), np.float32)))
        if seen is None or seen.shape[0] != channels:
            # Nothing is known of such latents but that the first channels carry most.
            return np.vstack((np.eye(channels, 3) / 4, np.full((1, 3), 0.5))).astype(np.float32)
        cells = seen.reshape(channels, -1).T
        known = np.hstack((cells, np.ones((len(cells), 1), np.float32)))
        rgb = _shrunk(chart, seen.shape[1]).reshape(-1, 3)
        # A little ridge: channels that say nothing of colour get no weight.
        square = known.T @ known + 0.01 * len(known) * np.eye(channels + 1, dtype=np.float32)
        return np.asarray(np.linalg.solve(square, known.T @ rgb), np.float32)

    def _encoded(self, rgb: Floats) -> Floats | None:
        """What the model makes of ``rgb`` (H, W, 3), as its latents are while it paints; ``None`` if that is not known."""
        import torch

        settings = getattr(self._vae, "config", {})
        factor = settings.get("scaling_factor")
        if factor is None or "temperal_downsample" in settings:
            return None
        picture = torch.from_numpy(rgb.transpose(2, 0, 1)[None] * 2 - 1)
        with torch.no_grad():
            given = picture.to(self._vae.device, self._vae.dtype)
            coded = self._vae.encode(given)
        mean = coded.latent_dist.mode() if hasattr(coded, "latent_dist") else coded.latent
        shift = settings.get("shift_factor") or 0.0
        return np.asarray((((mean - shift) * factor)[0]).float().cpu().numpy())


def _shrunk(chart: Floats, side: int) -> Floats:
    """``chart`` with ``side`` cells a side."""
    if side == _PATCHES:
        return chart
    import cv2

    return np.asarray(cv2.resize(chart, (side, side), interpolation=cv2.INTER_AREA))
