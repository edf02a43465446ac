"""Whether there is memory for a painting: numbers before anything is loaded."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.fakes.diffusers_folders import pipeline
from vlm_studio.models import memory
from vlm_studio.models.diffusers_folder import Inspected, inspect
from vlm_studio.models.fit import fit, refusal
from vlm_studio.tasks.design import Abilities

ABLE = Abilities(True, True, True, True, True, True, True, 50, 7.5, 512, 8)
GB = 10**9


@pytest.fixture
def model(tmp_path: Path) -> Inspected:
    """With the decoder of Stable Diffusion, and weights that weigh nothing."""
    return inspect(pipeline(tmp_path / "model"))


def weighing(model: Inspected, numbers: int) -> Inspected:
    return msgspec.structs.replace(model, numbers={"unet": numbers})


def test_more_pixels_weights_and_wider_numbers_need_more(model: Inspected) -> None:
    small = fit(model, ABLE, 256, 256, None)
    assert fit(model, ABLE, 512, 512, None).needed > small.needed
    assert fit(weighing(model, GB), ABLE, 256, 256, None).needed == pytest.approx(
        small.needed + 4 * GB, rel=0.01
    )
    assert fit(weighing(model, GB), ABLE, 256, 256, None, size=2).needed < 3 * GB
    nothing = fit(weighing(model, 0), ABLE, 256, 256, None)
    assert fit(weighing(model, GB), ABLE, 256, 256, None, loaded=True) == nothing


def test_a_large_artboard_is_painted_small_so_it_costs_its_result_only(model: Inspected) -> None:
    one, other = (fit(model, ABLE, side, side, None) for side in (4000, 8000))
    assert one.needed - 16 * 4000**2 == pytest.approx(other.needed - 16 * 8000**2, rel=0.01)


def test_between_what_it_needs_and_the_least_it_is_tight(model: Inspected) -> None:
    found = fit(model, ABLE, 1024, 1024, None)
    assert found.least < found.needed
    assert fit(model, ABLE, 1024, 1024, 2 * found.needed).verdict == "fits"
    assert fit(model, ABLE, 1024, 1024, (found.needed + found.least) // 2).verdict == "tight"
    assert fit(model, ABLE, 1024, 1024, found.least - 1).verdict == "too large"
    assert found.verdict == "fits"


def test_what_is_too_large_is_refused_with_numbers(model: Inspected) -> None:
    heavy = weighing(model, 5 * GB)
    found = fit(heavy, ABLE, 512, 512, 8 * GB)
    assert found.verdict == "too large"
    said = str(refusal("Heavy", 512, 512, found))
    assert f"{found.least / 1e9:.1f} GB" in said
    assert "8.0 GB are free" in said


def test_f19_thirty_thousand_pixels_square_are_too_many_whatever_there_is(model: Inspected) -> None:
    found = fit(model, ABLE, 30_000, 30_000, 10**15)
    assert found.verdict == "too large"
    assert "900 megapixels" in str(refusal("Any", 30_000, 30_000, found))


def test_the_system_says_how_much_is_free() -> None:
    free = memory.free()
    assert free is None or 1 << 20 < free < 1 << 50
