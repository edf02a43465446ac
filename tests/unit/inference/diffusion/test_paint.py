"""What somebody gets who asks a diffusion model for a picture. The models are tiny; the engine is the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.diffusion.engine import Diffusion
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import MAX_STEPS, Designs, PaintRequest

MODELS = ("sd", "sdxl", "flow")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", [(64, 64), (96, 72), (50, 33), (1400, 60), (7, 5)])
def test_a_picture_is_as_large_as_the_artboard_whatever_sizes_the_model_can_do(
    paint: Paint, model: str, size: tuple[int, int]
) -> None:
    (design,) = paint(model, width=size[0], height=size[1])
    assert (design.width, design.height) == size
    assert pixels(design).shape == (size[1], size[0], 4)
    assert (pixels(design)[..., 3] == 255).all()
    assert design.kind == "painted"


@pytest.mark.parametrize("model", MODELS)
def test_the_same_request_gives_the_same_bytes_and_another_seed_another_picture(
    paint: Paint, model: str
) -> None:
    (first,), (again,), (other,) = paint(model, seed=7), paint(model, seed=7), paint(model, seed=8)
    assert pixels(first).tobytes() == pixels(again).tobytes()
    assert pixels(first).tobytes() != pixels(other).tobytes()


@pytest.mark.parametrize("model", MODELS)
def test_of_several_pictures_each_is_that_of_its_own_seed(paint: Paint, model: str) -> None:
    several = paint(model, seed=7, count=3)
    assert [one.provenance.seed for one in several] == [7, 8, 9]
    (third,) = paint(model, seed=9)
    assert pixels(several[2]).tobytes() == pixels(third).tobytes()


@pytest.mark.parametrize("model", MODELS)
def test_a_picture_that_starts_from_another_changes_more_with_more_strength(
    paint: Paint, photo: Callable[[int, int], PictureRef], model: str
) -> None:
    start = photo(80, 80)
    (little,) = paint(model, picture=start, strength=0.1, steps=10)
    (same,) = paint(model, picture=start, strength=0.1, steps=10)
    (much,) = paint(model, picture=start, strength=1.0, steps=10)
    assert pixels(little).tobytes() == pixels(same).tobytes()
    assert pixels(little).tobytes() != pixels(much).tobytes()
    assert pixels(little).shape == (64, 64, 4)


@pytest.mark.parametrize("model", MODELS)
def test_one_step_is_enough(paint: Paint, model: str) -> None:
    (design,) = paint(model, steps=1)
    assert design.provenance.parameters["steps"] == 1


@pytest.mark.parametrize("model", ["sd", "sdxl"])
def test_the_most_steps_there_are_do_not_go_beyond_what_a_scheduler_knows(
    painters: EngineCache, model: str
) -> None:
    with painters.lease(painters.store.card(model), "cpu") as engine:
        scheduler = cast("Diffusion", engine).pipeline("text").scheduler
    scheduler.set_timesteps(MAX_STEPS)
    assert max(scheduler.timesteps) < len(scheduler.alphas_cumprod)


def test_no_strength_at_all_is_no_error(
    paint: Paint, photo: Callable[[int, int], PictureRef]
) -> None:
    (design,) = paint("sd", picture=photo(64, 64), strength=0.0)
    assert design.width == 64


@pytest.mark.parametrize("words", ["x" * 10_000, "🦊🦊", "一只猫", "a \n\t cat", "\x00\x07"])
def test_odd_descriptions_are_painted(paint: Paint, words: str) -> None:
    (design,) = paint("flow", words=words)
    assert design.width == 64


@pytest.mark.parametrize("model", MODELS)
def test_negative_words_and_guidance_change_the_picture(paint: Paint, model: str) -> None:
    made = [paint(model)[0], paint(model, negative="dog")[0], paint(model, guidance=1.0)[0]]
    assert len({pixels(one).tobytes() for one in made}) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"words": "  "}, "Say what to paint"),
        ({"words": "x" * 10_001}, "at most 10"),
        ({"negative": "x" * 10_001}, "at most 10"),
        ({"count": 0}, "one to 16"),
        ({"count": 17}, "one to 16"),
        ({"steps": 501}, "at most 500 steps"),
        ({"device": "cuda"}, "finds no device cuda"),
        ({"device": "abacus"}, "finds no device abacus"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    paint: Paint, asked: dict[str, object], said: str
) -> None:
    with pytest.raises(StudioError, match=said):
        paint("sd", **asked)


class Filter:
    """A safety checker that blacks out those of the pictures that it sees whose numbers are in ``bad``."""

    def __init__(self, bad: set[int]) -> None:
        self._bad = bad
        self._seen = 0

    def __call__(self, images: Any, clip_input: Any) -> tuple[Any, list[bool]]:
        self._seen += 1
        return images, [self._seen - 1 in self._bad]


@pytest.mark.parametrize(("bad", "left"), [({1}, 2), ({0, 1, 2}, 0)])
def test_what_the_filter_of_a_model_blacks_out_does_not_lose_the_others(
    paint: Paint, painters: EngineCache, context: Context, monkeypatch: pytest.MonkeyPatch, bad: set[int], left: int
) -> None:  # fmt: skip
    from transformers import CLIPImageProcessor

    with painters.lease(painters.store.card("sd"), "cpu") as engine:
        pipeline = cast("Diffusion", engine).pipeline("text")
    monkeypatch.setattr(pipeline, "safety_checker", Filter(bad))
    monkeypatch.setattr(pipeline, "feature_extractor", CLIPImageProcessor())
    request = PaintRequest("a cat", "sd", 64, 64, steps=2, count=3, device="cpu")
    if not left:
        with pytest.raises(StudioError, match="blacked a picture out"):
            run_task(request, context, painters)
        return
    found = run_task(request, context, painters)
    assert isinstance(found, Designs)
    assert [design.provenance.seed for design in found.designs] == [0, 2]
    [notice] = found.notices
    assert "blacked out 1 of 3 pictures" in str(notice)


def test_pictures_of_one_model_share_its_weights(painters: EngineCache) -> None:
    with painters.lease(painters.store.card("sd"), "cpu") as engine:
        model = cast("Diffusion", engine)
        modes = [model.pipeline("text"), model.pipeline("image"), model.pipeline("inpaint")]
    assert len({id(pipeline.unet) for pipeline in modes}) == 1
    assert len({type(pipeline) for pipeline in modes}) == 3
