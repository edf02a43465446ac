"""What is done when there is not enough memory: a few things, each once, and then one sentence."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from vlm_studio.errors import StudioError
from vlm_studio.log import logger
from vlm_studio.models.memory import free
from vlm_studio.words import text

_T = TypeVar("_T")
Rung = Callable[[Any, str], None]
_SAID = ("not enough memory", "can't allocate memory", "out of memory")
"""How torch's allocator for the processor, and others, say it in an error that has no class of its own."""


def tile(pipeline: Any, device: str) -> None:
    """Encode and decode in tiles, and one picture at a time."""
    vae = getattr(pipeline, "vae", None)
    for name in ("enable_tiling", "enable_slicing"):
        if hasattr(vae, name):
            getattr(vae, name)()


def slice_attention(pipeline: Any, device: str) -> None:
    """Look at one part of the picture at a time."""
    pipeline.enable_attention_slicing("max")


def offload(pipeline: Any, device: str) -> None:
    """Only the network that is at work is on the device."""
    pipeline.enable_model_cpu_offload(device=device)


def offload_layers(pipeline: Any, device: str) -> None:
    """Only the layer that is at work is on the device."""
    pipeline.remove_all_hooks()
    pipeline.to("cpu")
    pipeline.enable_sequential_cpu_offload(device=device)


def ladder(device: str) -> Sequence[Rung]:
    """What to try, in this order, each in addition to the one before."""
    return (tile, slice_attention) if device == "cpu" else (tile, offload, offload_layers)


@contextmanager
def loading(name: str, device: str) -> Iterator[None]:
    """Says in a sentence that there was not enough memory for the model ``name``."""
    try:
        yield
    except Exception as error:
        if not is_short_of_memory(error):
            raise
        raise StudioError(
            text(
                "There is not enough memory to load {model}: {free} MiB are free.",
                model=name,
                free=(free_bytes(device) or 0) >> 20,
            )
        ) from error


class Memory:
    """Tries work of ``pipeline`` on ``device``, painting ``size`` pixels, with less and less memory.

    What helped stays for the rest of a ``with`` block; after it everything is as it was, so that the next job does
    not depend on this one.
    """

    def __init__(self, pipeline: Any, device: str, size: tuple[int, int]) -> None:
        self._pipeline = pipeline
        self._device = device
        self._size = size
        self._climbed: list[Rung] = []

    @property
    def savings(self) -> list[str]:
        """What had to be done, by name."""
        return [rung.__name__ for rung in self._climbed]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _undo(self._pipeline, self._device, self._climbed)

    def run(self, work: Callable[[], _T]) -> _T:
        """What ``work`` returns. Raises :class:`StudioError` with numbers when nothing was enough."""
        while True:
            try:
                return work()
            except Exception as error:
                if not is_short_of_memory(error):
                    raise
                if len(self._climbed) == len(ladder(self._device)):
                    raise _too_large(self._device, self._size) from error
            # Only here, after the block: what the error holds on to is let go with it.
            _let_go()
            self._climb()

    def _climb(self) -> None:
        rung = ladder(self._device)[len(self._climbed)]
        logger.warning("not enough memory for %d x %d: %s", *self._size, rung.__name__)
        self._climbed.append(rung)
        rung(self._pipeline, self._device)


def is_short_of_memory(error: BaseException) -> bool:
    """Whether it was memory that was lacking."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error) for said in _SAID)


def _undo(pipeline: Any, device: str, climbed: Sequence[Rung]) -> None:
    if tile in climbed:
        for name in ("disable_tiling", "disable_slicing"):
            if hasattr(getattr(pipeline, "vae", None), name):
                getattr(pipeline.vae, name)()
    if slice_attention in climbed:
        pipeline.disable_attention_slicing()
    if offload in climbed:
        pipeline.remove_all_hooks()
        pipeline.to(device)


def _let_go() -> None:
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _too_large(device: str, size: tuple[int, int]) -> StudioError:
    width, height = size
    return StudioError(
        text(
            "There is not enough memory to paint {width} x {height} pixels: {free} MiB are free. Choose a smaller size "
            "or another model.",
            width=width,
            height=height,
            free=(free_bytes(device) or 0) >> 20,
        )
    )


def free_bytes(device: str) -> int | None:
    """Memory that is free on ``device``, about; ``None`` where nobody says."""
    import torch

    return int(torch.cuda.mem_get_info()[0]) if device == "cuda" else free()
