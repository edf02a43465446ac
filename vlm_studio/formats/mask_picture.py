"""A picture as a mask: what is opaque in one with alpha, what is light in another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.masks import Mask
from vlm_studio.errors import StudioError
from vlm_studio.formats.images import decode
from vlm_studio.words import text

_HALF = 128
_LIGHT = np.array((299, 587, 114), np.uint32)
"""How much each colour counts for how light it is, in thousandths (ITU-R BT.601)."""


def mask_of_picture(path: Path, width: int, height: int, blocks: BlockFolder) -> Mask:
    """The picture ``path`` as a mask of a ``width`` x ``height`` document, stretched to its size if it has another.

    Raises :class:`~vlm_studio.errors.StudioError`, also when nothing would be in the mask.
    """
    block = decode(path, blocks, mips=False).block
    try:
        pixels = MappedBlock(block).array()
        rows = np.arange(height) * block.height // height
        columns = np.arange(width) * block.width // width
        chosen = _chosen(pixels)[rows][:, columns]
    finally:
        Path(block.path).unlink(missing_ok=True)
    mask = Mask.from_array(chosen)
    if mask is None:
        message = text("Nothing in {name} is light or opaque, so it makes no mask.", name=path.name)
        raise StudioError(message)
    return mask


def _chosen(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    alpha = pixels[..., 3]
    if (alpha < _HALF).any():
        return np.asarray(alpha >= _HALF)
    chosen = np.empty(alpha.shape, np.bool_)
    for row, line in enumerate(pixels):  # row by row: the whole sum would be four pictures more
        chosen[row] = line[:, :3] @ _LIGHT >= _HALF * 1000
    return chosen
