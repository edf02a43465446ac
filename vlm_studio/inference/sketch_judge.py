"""How well a sketch fits words, and whether it is an icon that the sketcher learnt from: see ``packaging/sketcher``."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import choose, threads
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.inference.sketch_graphs import float32, judge
from vlm_studio.models import safetensors

SIDE = 48
"""Width and height of the pictures that are judged."""
_COPY = 0.98
"""Correlation of two coarse pictures, as far as the table of icons keeps it, from which one is a copy of the other."""
_COARSE = 2


class SketchJudge:
    """The network that chooses among sketches, and a table of the icons that were learnt from."""

    def __init__(self, content: bytes) -> None:
        tensors = safetensors.read(content)
        self._names: list[str] = json.loads(tensors.pop("icons.names").tobytes())
        codes = tensors.pop("icons.codes").astype(np.float32) - 128
        self._codes = codes / np.linalg.norm(codes, axis=1, keepdims=True)
        self._basis = tensors.pop("icons.basis").astype(np.float32)
        # One thread: the same sums in the same order each time.
        self._session = onnx_session(judge(float32(tensors)), choose("cpu"), at_once=threads())

    def meanings(self, pictures: Floats) -> Floats:
        """What sketches (N, SIDE, SIDE) look like, as vectors (N, 384) of length 1 that sentences have too."""
        seen = self._session.run(["seen"], {"ink": pictures})[0]
        return np.asarray(seen / np.linalg.norm(seen, axis=1, keepdims=True))

    def near(self, picture: Floats) -> str:
        """The name of the icon that a sketch (SIDE, SIDE) is a copy of, perhaps mirrored, or nothing."""
        both = coarse(np.stack((picture, picture[:, ::-1]))) @ self._basis
        length = np.linalg.norm(both, axis=1, keepdims=True)
        alike = self._codes @ (both / np.maximum(length, 1e-6)).T
        best = int(alike.max(1).argmax())
        return self._names[best] if alike[best].max() > _COPY else ""


def coarse(pictures: NDArray[Any]) -> Floats:
    """Pictures (N, SIDE, SIDE) at half the size as vectors (N, D) whose products are correlations."""
    half = SIDE // _COARSE
    small = pictures.reshape(-1, half, _COARSE, half, _COARSE).mean((2, 4)).reshape(-1, half**2)
    small = small - small.mean(1, keepdims=True)
    length = np.linalg.norm(small, axis=1, keepdims=True)
    return np.asarray(small / np.maximum(length, 1e-6), np.float32)


def score(cosine: float) -> float:
    """A likeness of meaning as 0..1."""
    return min(1.0, max(0.0, cosine if math.isfinite(cosine) else 0.0))
