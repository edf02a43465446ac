"""When there is not enough memory: it is tried with less, a few times, and then said with numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache


def _errors() -> dict[str, Callable[[], Exception]]:
    import torch

    return {
        "device": lambda: torch.OutOfMemoryError("CUDA out of memory."),
        "python": MemoryError,
        "processor": lambda: RuntimeError(
            "[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"
        ),
    }


@pytest.mark.parametrize("kind", ["device", "python", "processor"])
def test_a_picture_too_large_to_be_decoded_whole_is_decoded_in_tiles(
    paint: Paint, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (before,) = paint("sd")
    from diffusers import AutoencoderKL

    decode, error = AutoencoderKL.decode, _errors()[kind]

    def short(self, *args, **more):  # type: ignore[no-untyped-def]
        if not self.use_tiling:
            raise error()
        return decode(self, *args, **more)

    with monkeypatch.context() as lacking:
        lacking.setattr(AutoencoderKL, "decode", short)
        made = paint("sd", count=2)
    assert [one.provenance.parameters["savings"] for one in made] == [["tile"]] * 2
    assert pixels(made[0]).shape == (64, 64, 4)
    (after,) = paint("sd")
    assert pixels(after).tobytes() == pixels(before).tobytes(), "nothing of it is left behind"
    assert "savings" not in after.provenance.parameters


def test_after_a_few_tries_it_is_said_with_numbers(
    paint: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diffusers import UNet2DConditionModel

    tries = 0

    def short(self, *args, **more):  # type: ignore[no-untyped-def]
        nonlocal tries
        tries += 1
        raise MemoryError

    with monkeypatch.context() as lacking:
        lacking.setattr(UNet2DConditionModel, "forward", short)
        with pytest.raises(StudioError, match=r"to paint 64 x 64 pixels: \d+ MiB are free"):
            paint("sd")
    assert tries == 3
    assert paint("sd")[0].width == 64


def test_other_errors_are_not_taken_for_a_lack_of_memory(
    paint: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diffusers import UNet2DConditionModel

    def broken(self, *args, **more):  # type: ignore[no-untyped-def]
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(UNet2DConditionModel, "forward", broken)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        paint("sd")


def test_a_model_that_cannot_be_loaded_for_lack_of_memory_is_not_called_damaged(
    painters: EngineCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diffusers import DiffusionPipeline

    def short(*args: object, **more: object) -> None:
        raise _errors()["processor"]()

    monkeypatch.setattr(DiffusionPipeline, "from_pretrained", short)
    fresh = EngineCache(painters.store)
    card = fresh.store.card("sd")
    with (
        pytest.raises(StudioError, match=r"not enough memory to load .*: \d+ MiB"),
        fresh.lease(card, "cpu"),
    ):
        pass
