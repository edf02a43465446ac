"""A diffusion model loaded: one set of weights, and the pipelines of diffusers that share them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vlm_studio.errors import StudioError
from vlm_studio.inference.devices import Device
from vlm_studio.inference.diffusion import libraries
from vlm_studio.inference.diffusion.abilities import (
    INDEX,
    Mode,
    abilities,
    largest,
    pipeline_class,
)
from vlm_studio.inference.diffusion.lens import Lens
from vlm_studio.inference.diffusion.memory import loading
from vlm_studio.inference.diffusion.places import number_kind
from vlm_studio.inference.engines import Files
from vlm_studio.models.facts import checked
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.models.card import Card


class Diffusion:
    """An :class:`~vlm_studio.inference.engines.Engine` that paints."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        libraries.prepare()
        folder = files(INDEX).parent
        self.name = card.name
        self.abilities = abilities(folder)
        self.largest = largest(folder)
        self.device = device.name
        self.dtype = number_kind(device.name)
        with loading(card.name, device.name):
            self._base = _moved(_load(folder, self.dtype), device.name)
        self.lens = Lens(self._base)

    def pipeline(self, mode: Mode, nets: Sequence[ControlNet] = ()) -> Any:
        """The pipeline for ``mode`` that follows ``nets``. It shares all weights with the others of this model.

        Raises :class:`StudioError` when there is none.
        """
        kind = pipeline_class(type(self._base).__name__, mode, control=bool(nets))
        if kind is None or not getattr(self.abilities, mode):
            raise self._cannot(mode, bool(nets))
        if type(self._base) is kind:
            return self._base
        more = {"controlnet": _together(nets)} if nets else {}
        made = kind.from_pipe(self._base, **libraries.as_numbers(self.dtype), **more)
        made.set_progress_bar_config(disable=True)
        return made

    def _cannot(self, mode: Mode, controlled: bool) -> StudioError:
        if controlled and getattr(self.abilities, mode):
            return StudioError(
                text("{model} cannot follow a control picture this way.", model=self.name)
            )
        return StudioError(
            {
                "text": text("{model} only repaints inside a mask.", model=self.name),
                "image": text("{model} cannot start from a picture.", model=self.name),
                "inpaint": text("{model} cannot repaint inside a mask.", model=self.name),
            }[mode]
        )


class ControlNet:
    """An :class:`~vlm_studio.inference.engines.Engine` that makes a diffusion model follow a picture."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        libraries.prepare()
        import diffusers

        folder = files("config.json").parent
        seen = checked(folder)
        with loading(card.name, device.name):
            net = getattr(diffusers, seen.class_name).from_pretrained(
                folder,
                variant=seen.variant or None,
                use_safetensors=True,
                local_files_only=True,
                **libraries.as_numbers(number_kind(device.name)),
            )
            self.net = _moved(net, device.name)


def _load(folder: Path, dtype: Any) -> Any:
    from diffusers import DiffusionPipeline

    seen = checked(folder)  # only what is safe is read, and it may have changed since it was
    made = DiffusionPipeline.from_pretrained(
        folder,
        variant=seen.variant or None,
        use_safetensors=True,
        local_files_only=True,
        **libraries.as_numbers(dtype),
    )
    made.set_progress_bar_config(disable=True)
    return made


def _moved(loaded: Any, device: str) -> Any:
    # Weights are read into the processor's memory; to go through all of them costs a sixth of loading.
    return loaded if device == "cpu" else loaded.to(device)


def _together(nets: Sequence[ControlNet]) -> Any:
    return nets[0].net if len(nets) == 1 else [one.net for one in nets]
