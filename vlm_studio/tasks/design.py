"""What can be asked for in words: sketches from strokes, and paintings from a diffusion model.

Sizes and places are pixels of the artboard, a frame of the document that a design is made for.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from vlm_studio.document.annotations import Area, Provenance
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.skeletons import Pose
from vlm_studio.document.vectors import VectorObject
from vlm_studio.words import Text

MAX_WORDS = 10_000
"""Letters of a description that are looked at; a longer one is refused."""
MAX_COUNT = 16
"""Designs asked for at once."""
MAX_STEPS = 500
"""Steps of a painting; schedulers know about a thousand."""

ControlKind = Literal["lineart", "pose", "depth", "edges"]
"""What a control picture holds: strokes of a drawing, a skeleton, distances, or the edges of a photo."""
DesignKind = Literal["found", "composed", "invented", "painted"]
"""Whether a design is an icon of the library, several of them, new strokes, or pixels of a diffusion model."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where in the document, in its pixels, the upper left corner of the artboard lies.

    With a ``layer`` the design is a new part of that layer of vectors: its strokes within the artboard give way.
    """

    x: int
    y: int
    layer: str = ""


class Abilities(msgspec.Struct, frozen=True):
    """What a diffusion model can do, read from its pipeline; ``text`` is to paint from words alone.

    ``steps`` and ``scale`` are its own number of steps and guidance; ``side`` is the edge in pixels that it was made
    for, and sizes are multiples of ``multiple``.
    """

    text: bool
    image: bool
    inpaint: bool
    control: bool
    negative: bool
    guidance: bool
    strength: bool
    steps: int
    scale: float
    side: int
    multiple: int


class SketchRequest(msgspec.Struct, frozen=True, tag="text-to-sketch"):
    """Line sketches of what ``words`` say, each fitted into an artboard of ``width`` x ``height``.

    ``style`` is the id of an icon set, empty for any. ``temperature`` and ``guidance`` are for models that
    invent; ``like`` holds the strokes of an accepted sketch from which they go on. ``pen`` is how wide strokes
    are beside those of the library, ``ink`` their colour as ``#rrggbb``. The best ``skip`` are left out: they are
    known already. Without a ``place`` the artboard is in the middle of the document. The same request gives the
    same strokes.
    """

    words: str
    model: str
    width: int = 1024
    height: int = 1024
    count: int = 4
    style: str = ""
    seed: int = 0
    temperature: float = 0.8
    guidance: float = 2.5
    like: tuple[VectorObject, ...] = ()
    pen: float = 1.0
    ink: str = "#000000"
    skip: int = 0
    place: Place | None = None


class Control(msgspec.Struct, frozen=True):
    """What the design is to follow: a ``picture`` of any size, or strokes or ``poses`` in pixels of the artboard.

    ``model`` is the ControlNet that understands it; ``strength`` 0..1 says how closely it is followed. What was taken
    from a document says from which ``layer``, and where (``x, y``) the artboard lay in that.
    """

    kind: ControlKind
    picture: PictureRef | None = None
    objects: tuple[VectorObject, ...] = ()
    poses: tuple[Pose, ...] = ()
    model: str = ""
    strength: float = 1.0
    layer: str = ""
    x: int = 0
    y: int = 0


class PaintRequest(msgspec.Struct, frozen=True, tag="text-to-image"):
    """Pictures of what ``words`` say, of ``width`` x ``height``, by a diffusion model.

    With a ``picture`` they start from it: ``strength`` 0..1 is how much may change. With areas ``inside`` (in pixels of
    the picture) only what is in one of them changes, softened inwards over ``feather`` pixels. ``steps`` of 0
    and no ``guidance`` mean the model's own; models made to paint without any want a ``guidance`` of 0. Picture number i is made from the seed ``seed + i``. The artboard lies
    where the picture does, else at ``place``, else in the middle of the document.
    """

    words: str
    model: str
    width: int = 512
    height: int = 512
    negative: str = ""
    count: int = 1
    seed: int = 0
    steps: int = 0
    guidance: float | None = None
    strength: float = 0.75
    picture: PictureRef | None = None
    inside: tuple[Area, ...] = ()
    feather: int = 0
    controls: tuple[Control, ...] = ()
    device: str = "auto"
    place: Place | None = None


DesignRequest = SketchRequest | PaintRequest


class Design(msgspec.Struct, frozen=True, omit_defaults=True):
    """One result: ``objects`` of a sketch (from the bottom up) or the raster ``placed``, in pixels of the artboard.

    ``title`` is a short name for a layer; ``credit`` says whose drawings it is made of and under which licences.
    ``score`` 0..1 says how well it fits, where something judged it; ``near`` names the drawing an invented one
    is close to; ``lacking`` are things of its description that are not in it.
    """

    kind: DesignKind
    width: int
    height: int
    provenance: Provenance
    title: str = ""
    objects: tuple[VectorObject, ...] = ()
    placed: PlacedBlock | None = None
    credit: str = ""
    score: float | None = None
    near: str = ""
    lacking: tuple[str, ...] = ()


class Designs(msgspec.Struct, frozen=True, tag="designs"):
    """The best first. ``notices`` say what of the request did not become a design."""

    designs: tuple[Design, ...]
    notices: tuple[Text, ...] = ()
