"""A store with the tiny models, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.pictures import PictureRef
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context, PlainContext
from vlm_studio.tasks.design import Design, Designs, PaintRequest

Pixels = NDArray[np.uint8]
Paint = Callable[..., tuple[Design, ...]]


@pytest.fixture(scope="session")
def painters(
    pipelines: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> EngineCache:
    """The tiny models as models of the program, each loaded when it is first used."""
    store = ModelStore(tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("catalogue"))
    for name, folder in pipelines.items():
        add(store, folder, name)
    return EngineCache(store)


@pytest.fixture
def context(blocks: BlockFolder) -> Context:
    return PlainContext(blocks)


@pytest.fixture
def paint(painters: EngineCache, context: Context) -> Paint:
    """Ask for paintings of two steps, unless it is said otherwise."""

    def paint(
        model: str = "sd", *, within: Context = context, **asked: object
    ) -> tuple[Design, ...]:
        said = {"words": "a cat", "width": 64, "height": 64, "steps": 2, "device": "cpu", **asked}
        result = run_task(PaintRequest(model=model, **said), within, painters)
        assert isinstance(result, Designs)
        return result.designs

    return paint


def pixels(design: Design) -> Pixels:
    """RGBA, (H, W, 4)."""
    assert design.placed is not None
    return MappedBlock(design.placed.block).array()


@pytest.fixture
def photo(blocks: BlockFolder) -> Callable[[int, int], PictureRef]:
    """A picture of that width and height, every pixel another, some of it transparent."""

    def photo(width: int, height: int) -> PictureRef:
        rgba = np.random.default_rng(5).integers(0, 256, (height, width, 4), np.uint8)
        rgba[..., 3] |= 0x80
        return PictureRef.of_block(blocks.store(rgba))

    return photo
