"""While it paints: progress, the picture as it forms, and cancel at any moment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, Pixels, pixels
from vlm_studio.document.blocks import Block, BlockFolder, MappedBlock
from vlm_studio.document.compose import flatten
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import JobCancelled
from vlm_studio.inference.diffusion import forming
from vlm_studio.inference.diffusion.frame import Frame
from vlm_studio.inference.diffusion.lens import Lens
from vlm_studio.tasks.context import Context, PlainContext
from vlm_studio.words import Text


class Listener(PlainContext):
    """Writes down what it hears, and cancels at the checkpoint number ``stop``."""

    def __init__(self, blocks: BlockFolder, stop: int = 1 << 30) -> None:
        super().__init__(blocks)
        self.fractions: list[float] = []
        self.sentences: list[str] = []
        self.shown: list[tuple[int, Pixels]] = []
        self.paths: set[str] = set()
        self.checkpoints = 0
        self._stop = stop

    def checkpoint(self, fraction: float | None, text: Text | None = None) -> None:
        self.checkpoints += 1
        if self.checkpoints > self._stop:
            raise JobCancelled
        assert fraction is not None
        self.fractions.append(fraction)
        self.sentences.append(str(text))

    def show(self, block: Block, number: int) -> None:
        self.shown.append((number, MappedBlock(block).array().copy()))
        self.paths.add(block.path)


def test_progress_goes_up_and_tells_each_step(paint: Paint, blocks: BlockFolder) -> None:
    heard = Listener(blocks)
    paint("flow", within=heard, count=2, steps=3)
    assert heard.fractions == sorted(heard.fractions)
    assert heard.fractions[-1] < 1
    for number in (1, 2):
        for step in (1, 2, 3):
            assert f"Picture {number} of 2, step {step} of 3" in heard.sentences


@pytest.mark.parametrize("model", ["sd", "sdxl", "flow"])
def test_the_picture_is_shown_as_it_forms(
    paint: Paint, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr(forming, "SECONDS_BETWEEN", 0.0)
    heard = Listener(blocks)
    paint(model, within=heard, count=2, steps=6, width=96, height=50)
    assert {number for number, _ in heard.shown} == {0, 1}
    assert len(heard.shown) >= 8
    assert all(seen.shape == (6, 12, 4) for _, seen in heard.shown), "a latent pixel is eight wide"
    assert all((seen[..., 3] == 255).all() for _, seen in heard.shown)
    assert len(heard.paths) == 2, "two blocks are used in turn"


def test_inside_a_mask_the_whole_picture_is_shown_with_what_forms_in_its_place(
    paint: Paint,
    blocks: BlockFolder,
    photo: Callable[[int, int], PictureRef],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forming, "SECONDS_BETWEEN", 0.0)
    heard, picture = Listener(blocks), photo(200, 120)
    mask = Mask.from_array(np.ones((30, 20), bool), 150, 80)
    paint("sd", within=heard, steps=6, picture=picture, inside=(mask,))
    before = flatten(picture)
    seen = heard.shown[-1][1]
    assert seen.shape == before.shape
    changed = (seen != before).any(axis=-1)
    assert changed[80:110, 150:170].mean() > 0.9
    changed[80:110, 150:170] = False
    assert not changed.any()


def test_no_more_than_ten_pictures_a_second_are_shown(
    paint: Paint, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 0.01
        return now

    monkeypatch.setattr(forming.time, "monotonic", clock)
    heard = Listener(blocks)
    paint("sd", within=heard, steps=60)
    assert 0 < len(heard.shown) <= now * 10


def test_what_is_shown_has_the_colours_of_what_the_model_has_in_mind(
    paint: Paint,
) -> None:
    """A lens is fitted so that latents that stand for a colour are seen in it."""

    class Plain:
        """A model whose latents are the colours themselves, each 8 pixels wide, and one channel that says nothing."""

        dtype, device, config = None, "cpu", {"scaling_factor": 2.0, "shift_factor": 0.5}

        def encode(self, picture):  # type: ignore[no-untyped-def]
            import torch

            small = torch.nn.functional.avg_pool2d(picture, 8)
            latent = torch.cat((small, torch.zeros_like(small[:, :1])), dim=1)
            return type("Coded", (), {"latent": latent})

    lens = Lens(type("Pipeline", (), {"vae": Plain()}))
    colour = np.array([0.2, 0.5, 0.9], np.float32)
    latents = np.zeros((4, 5, 7), np.float32)
    latents[:3] = (colour * 2 - 1)[:, None, None]
    latents = (latents - 0.5) * 2
    seen = lens.colours(latents)
    assert seen.shape == (5, 7, 3)
    assert abs(seen[0, 0] / 255 - colour).max() < 0.06


@pytest.mark.parametrize("model", ["sd", "flow"])
def test_a_cancel_at_any_moment_stops_there_and_the_next_job_is_as_if_nothing_had_been(
    paint: Paint, blocks: BlockFolder, model: str
) -> None:
    whole = Listener(blocks)
    (expected,) = paint(model, within=whole, steps=3)
    every = whole.checkpoints
    assert every > 30, "it is asked within steps, too"
    for stop in range(0, every, max(1, every // 12)):
        with pytest.raises(JobCancelled):
            paint(model, within=Listener(blocks, stop), steps=3)
    (after,) = paint(model, steps=3)
    assert pixels(after).tobytes() == pixels(expected).tobytes()


@pytest.mark.parametrize(
    "name", ["DDIMScheduler", "EulerDiscreteScheduler", "FlowMatchEulerDiscreteScheduler"]
)
def test_from_two_steps_it_is_seen_where_they_lead(pipelines: object, name: str) -> None:
    """With noise that is known the picture behind it is found, in the way each family mixes them."""
    import diffusers
    import torch

    scheduler = getattr(diffusers, name)()
    scheduler.set_timesteps(10)
    picture = np.random.default_rng(1).normal(size=(4, 6, 5)).astype(np.float32)
    noise = np.random.default_rng(2).normal(size=(4, 6, 5)).astype(np.float32)
    times = scheduler.timesteps
    before = None
    for step in (5, 6):
        after = times[step + 1]
        given = (torch.from_numpy(picture)[None], torch.from_numpy(noise)[None], after[None])
        scale = getattr(scheduler, "scale_noise", None)
        mixed = scale(given[0], given[2], given[1]) if scale else scheduler.add_noise(*given)
        clean, left = forming._unscaled(scheduler, times[step], np.asarray(mixed[0]))
        guess = forming._guess(before, clean, left)
        before = (clean, left)
    assert guess is not None
    assert abs(guess - picture).max() < 1e-2


def test_latents_packed_in_squares_are_seen_as_they_lie(
    pipelines: object, context: Context
) -> None:
    import torch
    from diffusers import FluxPipeline

    latents = torch.arange(2 * 6 * 10, dtype=torch.float32).reshape(1, 2, 6, 10)
    packed = FluxPipeline._pack_latents(latents, 1, 2, 6, 10)
    frame = Frame(80, 48, (80, 48), (80, 48))
    seen = forming.Forming(context, Lens(None), frame)._grid(packed)
    assert seen is not None
    assert (seen == latents[0].numpy()).all()
