"""What an engine is: a model loaded. Which architecture is run by which class, and what each can do."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import msgspec

from vlm_studio.document.artboard import Named
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.errors import StudioError
from vlm_studio.inference import devices
from vlm_studio.inference.devices import Device
from vlm_studio.tasks.design import DesignKind, SketchRequest
from vlm_studio.tasks.requests import Click
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Bools, Floats, Pixels
    from vlm_studio.inference.sentences import Sentences
    from vlm_studio.models.card import Card

Files = Callable[[str], Path]
"""Gives the path of a model's file by its name."""


class Step(Protocol):
    """:meth:`vlm_studio.tasks.context.Context.checkpoint`: engines call it between steps."""

    def __call__(self, fraction: float | None, text: Text | None = None) -> None: ...


def part(step: Step, start: float, stop: float) -> Step:
    """A step whose 0..1 is ``start``..``stop`` of ``step``."""

    def inner(fraction: float | None, text: Text | None = None) -> None:
        step(None if fraction is None else start + (stop - start) * fraction, text)

    return inner


class Found(msgspec.Struct, frozen=True):
    """Something with a label, in pixels of the picture."""

    label: str
    score: float
    shape: Box | Mask | Pose


class Engine(Protocol):
    """A model loaded. Built from its row, its files and the device; used by one thread at a time."""

    def __init__(self, card: Card, files: Files, device: Device) -> None: ...


@runtime_checkable
class Detector(Protocol):
    labels: tuple[str, ...]

    def detect(self, rgb: Pixels, overlap: float, step: Step) -> list[Found]:
        """Boxes in ``rgb`` (H, W, 3), of every score, surest first, doubles by IoU above ``overlap`` dropped."""


@runtime_checkable
class Matter(Protocol):
    label: str

    def matte(self, rgb: Pixels, step: Step) -> Floats:
        """How much of each place belongs to it, 0..1, (h, w): the whole picture at the engine's own size."""


@runtime_checkable
class Poser(Protocol):
    wants_people: bool
    """Whether :meth:`poses` does better with the boxes of people."""

    def poses(self, rgb: Pixels, people: Sequence[Box], step: Step) -> list[Found]:
        """Poses in ``rgb`` (H, W, 3), surest first."""


@runtime_checkable
class Restyler(Protocol):
    def restyle(
        self, rgb: Pixels, names: Sequence[str], example: Pixels | None, step: Step
    ) -> Pixels:
        """``rgb`` (H, W, 3) painted in the styles ``names``, or in that of ``example`` (h, w, 3).

        Raises :class:`StudioError` for a style that it does not have.
        """


class Drawn(msgspec.Struct, frozen=True):
    """A line sketch in the square of :data:`vlm_studio.sketch.shapes.SIDE` units, a group of shapes for each thing.

    ``pen`` is the width of strokes in these units; ``more`` (JSON types) is remembered with the sketch. The others
    are as in :class:`vlm_studio.tasks.design.Design`.
    """

    kind: DesignKind
    groups: tuple[Named, ...]
    pen: float
    title: str
    score: float | None = None
    credit: str = ""
    near: str = ""
    lacking: tuple[str, ...] = ()
    more: dict[str, Any] = {}


@runtime_checkable
class Illustrator(Protocol):
    def draw(self, request: SketchRequest, words: Sentences, step: Step) -> list[Drawn]:
        """The sketches that ``request`` asks for, the best first; ``words`` understands its description.

        Raises :class:`StudioError` when there is nothing to show.
        """


class Salient(Protocol):
    def __call__(self, rgb: Pixels) -> Floats | None:
        """What stands out in ``rgb`` (H, W, 3): a matte as of :class:`Matter`, or ``None`` if no model can say."""


@runtime_checkable
class Masker(Protocol):
    def prepare(self, rgb: Pixels, salient: Salient, step: Step) -> Pixels | None:
        """What :meth:`mask` wants to have as ``prior``, shape (h, w)."""

    def mask(
        self,
        rgb: Pixels,
        box: Box | None,
        clicks: Sequence[Click],
        prior: Pixels | None,
        salient: Salient,
        step: Step,
    ) -> Bools:
        """The chosen thing, shape (H, W). Every click in the picture is honoured, the last one first."""


_ENGINES: Mapping[str, str] = {
    "yolov3": "vlm_studio.inference.yolo:Yolo",
    "blazeface": "vlm_studio.inference.blazeface:BlazeFace",
    "u2net": "vlm_studio.inference.u2net:U2Net",
    "selfie-segmentation": "vlm_studio.inference.selfie:Selfie",
    "blazepose": "vlm_studio.inference.blazepose:BlazePose",
    "hands": "vlm_studio.inference.hands:Hands",
    "bert": "vlm_studio.inference.sentences:Sentences",
    "icon-library": "vlm_studio.inference.design:IconLibrary",
    "sketcher": "vlm_studio.inference.inventor:Inventor",
    "style26": "vlm_studio.inference.style:Style26",
    "style-any": "vlm_studio.inference.style:StyleAny",
    "diffusers": "vlm_studio.inference.diffusion.engine:Diffusion",
    "controlnet": "vlm_studio.inference.diffusion.engine:ControlNet",
    "grabcut": "vlm_studio.inference.grabcut:GrabCut",
}
"""Architecture (as cards name it) to module and class."""


_ON_TORCH = ("diffusers", "controlnet")


def device_for(architecture: str, word: str) -> Device:
    """Where models of ``architecture`` run: the device that its runtime has for ``word``.

    Raises as :func:`vlm_studio.inference.devices.choose`.
    """
    if architecture not in _ON_TORCH:
        return devices.choose(word)
    from vlm_studio.inference.diffusion import places

    return places.choose(word)


def engine_class(architecture: str) -> type[Engine]:
    """Raises :class:`StudioError` for an architecture that this version does not run."""
    place = _ENGINES.get(architecture)
    if place is None:
        raise StudioError(
            text("This version cannot run models of the kind {name}.", name=architecture)
        )
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)  # type: ignore[no-any-return]
