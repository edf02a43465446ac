"""What there is no memory for is refused with numbers before a model is loaded, and the next job does not notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.diffusion import room
from vlm_studio.inference.run import run_task
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import PaintRequest


def test_f19_thirty_thousand_pixels_square_are_refused_before_anything_is_loaded(
    pipelines: Mapping[str, Path], tmp_path: Path, context: Context
) -> None:
    store = ModelStore(tmp_path / "models", tmp_path)
    add(store, pipelines["sd"], "sd")
    cache = EngineCache(store)
    request = PaintRequest("a cat", "sd", width=30_000, height=30_000, device="cpu")
    with pytest.raises(StudioError, match=r"30000 x 30000 pixels are 900 megapixels"):
        run_task(request, context, cache)
    assert cache.loaded() == ()


def test_with_too_little_memory_it_says_how_much_is_lacking(
    paint: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pixels(paint(seed=3)[0])
    with monkeypatch.context() as short:
        short.setattr(room, "free_bytes", lambda _: 50_000_000)
        with pytest.raises(StudioError, match=r"64 x 64 pixels, and 0\.1 GB are free"):
            paint(seed=3)
    assert (pixels(paint(seed=3)[0]) == before).all()


def test_inside_a_mask_the_picture_counts_and_not_the_artboard(
    paint: Paint, photo: Callable[[int, int], PictureRef]
) -> None:
    inside = np.zeros((72, 96), bool)
    inside[20:40, 20:40] = True
    mask = Mask.from_array(inside)
    [design] = paint(picture=photo(96, 72), inside=(mask,), width=30_000, height=30_000)
    assert (design.width, design.height) == (96, 72)
