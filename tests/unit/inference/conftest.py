"""The real starter models, loaded once, and real pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures import picture
from tests.starter import starter_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.pictures import PictureRef
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import TaskRequest, TaskResult

Rgb = NDArray[np.uint8]


@pytest.fixture(scope="session")
def cache() -> EngineCache:
    return EngineCache(starter_store())


@pytest.fixture
def load(blocks: BlockFolder) -> Callable[[str | Rgb], PictureRef]:
    """A picture by its file name, or from pixels, as a request carries it."""

    def load(source: str | Rgb) -> PictureRef:
        image = Image.open(picture(source)) if isinstance(source, str) else Image.fromarray(source)
        return PictureRef.of_block(blocks.store(np.asarray(image.convert("RGBA"))))

    return load


@pytest.fixture
def run(blocks: BlockFolder, cache: EngineCache) -> Callable[[TaskRequest], TaskResult]:
    """Ask the models."""
    return lambda request: run_task(request, PlainContext(blocks), cache)


def rgb(name: str) -> Rgb:
    """The pixels of a picture, (H, W, 3)."""
    return np.asarray(Image.open(picture(name)).convert("RGB"))
