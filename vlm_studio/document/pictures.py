"""What a model is asked to look at: some raster layers and a frame around them."""

from __future__ import annotations

import msgspec

from vlm_studio.document.blocks import Block


class PlacedBlock(msgspec.Struct, frozen=True):
    """A block at ``x, y`` of the document."""

    block: Block
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    blend: str = "svg:src-over"


class PictureRef(msgspec.Struct, frozen=True):
    """Placed blocks from the bottom up, and the frame (in document pixels) that is the picture.

    Nothing is copied or composited until a worker asks for the pixels.
    """

    layers: tuple[PlacedBlock, ...]
    x: int
    y: int
    width: int
    height: int
    sources: tuple[str, ...] = ()
    """Ids of the layers it was taken from."""

    @classmethod
    def of_block(cls, block: Block) -> PictureRef:
        """One whole block."""
        return cls((PlacedBlock(block),), 0, 0, block.width, block.height)
