"""What can be asked of a model: one frozen request and one frozen result per task.

Coordinates in requests and results are pixels of the request's picture: (0, 0) is the frame's top-left
corner. Task names are those of the Hugging Face Hub.
"""

from __future__ import annotations

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.tasks.design import Designs, PaintRequest, SketchRequest
from vlm_studio.tasks.names import ENCODER

SCORE_FLOOR = 0.05
"""Engines return predictions down to this score; layers filter them."""
MAX_PREDICTIONS = 300
"""And at most this many, the surest first."""


class DetectRequest(msgspec.Struct, frozen=True, tag="object-detection"):
    """Boxes of things. ``labels`` keeps only those classes; ``overlap`` is the IoU above which boxes are doubles."""

    picture: PictureRef
    model: str
    labels: tuple[str, ...] = ()
    overlap: float = 0.45
    device: str = "auto"


class SegmentRequest(msgspec.Struct, frozen=True, tag="image-segmentation"):
    """Masks of what stands out. ``cutout`` asks for the thing itself, with alpha, as a raster as well."""

    picture: PictureRef
    model: str
    cutout: bool = False
    device: str = "auto"


class LabelledBox(msgspec.Struct, frozen=True):
    """A box to make a mask from, and what the mask will be called."""

    box: Box
    label: str
    score: float | None = None


class BoxMasksRequest(msgspec.Struct, frozen=True, tag="box-masks"):
    """One labelled mask for each of ``boxes``, in their order; a box with nothing in it gives none."""

    picture: PictureRef
    model: str
    boxes: tuple[LabelledBox, ...]
    device: str = "auto"


class PoseRequest(msgspec.Struct, frozen=True, tag="keypoint-detection"):
    """Joints of every person (or hand) in the picture."""

    picture: PictureRef
    model: str
    device: str = "auto"


class Click(msgspec.Struct, frozen=True, array_like=True):
    """A click that says "this belongs to it" or, not ``positive``, "this does not"."""

    x: float
    y: float
    positive: bool = True


class MaskRequest(msgspec.Struct, frozen=True, tag="mask-generation"):
    """One mask from a box, clicks or both. Every request carries all its clicks: the lane remembers nothing.

    ``prior`` is what :class:`PrepareRequest` returned for the same picture, a guess where the engine can start.
    """

    picture: PictureRef
    model: str
    box: Box | None = None
    clicks: tuple[Click, ...] = ()
    prior: Block | None = None
    device: str = "auto"


class PrepareRequest(msgspec.Struct, frozen=True, tag="mask-preparation"):
    """What an interactive mask engine wants computed once for a picture before the first click."""

    picture: PictureRef
    model: str
    device: str = "auto"


class Style(msgspec.Struct, frozen=True):
    """Built-in styles by their ``names``, in equal parts, or that of an ``example``, which is called ``title``.

    ``strength`` is how much of the result is paint, 0..1; the rest is what was there.
    """

    names: tuple[str, ...] = ()
    example: PictureRef | None = None
    title: str = ""
    strength: float = 1.0


class RestyleRequest(msgspec.Struct, frozen=True, tag="image-to-image"):
    """The picture painted in another style."""

    picture: PictureRef
    model: str
    style: Style
    device: str = "auto"


PictureRequest = (
    DetectRequest
    | SegmentRequest
    | BoxMasksRequest
    | PoseRequest
    | MaskRequest
    | PrepareRequest
    | RestyleRequest
)
"""Questions about one picture."""


class SimilarRequest(msgspec.Struct, frozen=True, tag="sentence-similarity"):
    """How near each of ``sentences`` is to ``query``; ``meanings`` are theirs as far as they are known, else empty."""

    query: str
    sentences: tuple[str, ...]
    meanings: tuple[bytes, ...]
    model: str = ENCODER
    device: str = "cpu"


TaskRequest = PictureRequest | SketchRequest | PaintRequest | SimilarRequest


class Annotations(msgspec.Struct, frozen=True, tag="annotations"):
    """Predictions with ids from 1, the surest first; ``cutout`` (in picture pixels) when it was asked for."""

    annotations: tuple[Annotation, ...]
    cutout: PlacedBlock | None = None


class MaskResult(msgspec.Struct, frozen=True, tag="mask"):
    """The mask, or ``None`` when nothing is selected."""

    mask: Mask | None


class Prepared(msgspec.Struct, frozen=True, tag="prepared"):
    """A block of one channel; its meaning is the engine's own."""

    prior: Block | None


class Restyled(msgspec.Struct, frozen=True, tag="restyled"):
    """As large as the picture, in its pixels, with its alpha."""

    placed: PlacedBlock
    provenance: Provenance


class Similar(msgspec.Struct, frozen=True, tag="similar"):
    """For each sentence its likeness to the query, -1..1, and its meaning: float16 values to send along next time."""

    scores: tuple[float, ...]
    meanings: tuple[bytes, ...]


TaskResult = Annotations | MaskResult | Prepared | Restyled | Designs | Similar
