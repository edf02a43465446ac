"""Many vectors in little room: four bits a number, near enough for asking which are alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.floating[Any]]
_LEVELS = 16
_REACH = 3.0
"""Standard deviations on either side of 0 that are told apart; what is farther counts as that far."""


def packed(vectors: Vectors) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """``vectors`` (N, D), D even, as codes (N, D / 2), two numbers a byte, and the scale (N, 1) of each."""
    step = 2 * _REACH / _LEVELS * vectors.std(axis=1, keepdims=True)
    codes = np.clip(np.floor(vectors / step) + _LEVELS / 2, 0, _LEVELS - 1).astype(np.uint8)
    rough = _levels(codes)
    # The scale with which the rough vector comes nearest to the true one.
    scale = (rough * vectors).sum(1, keepdims=True) / (rough * rough).sum(1, keepdims=True)
    return codes[:, ::2] << 4 | codes[:, 1::2], scale.astype(np.float16)


def unpacked(codes: NDArray[np.uint8], scales: NDArray[np.float16]) -> NDArray[np.float32]:
    """The vectors (N, D), each number off by up to a tenth or so of the usual one."""
    both = np.stack((codes >> 4, codes & (_LEVELS - 1)), axis=2).reshape(len(codes), -1)
    return _levels(both) * scales.astype(np.float32)


def _levels(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    return codes.astype(np.float32) - np.float32((_LEVELS - 1) / 2)
