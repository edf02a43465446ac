"""From a result to the one change that takes it into its document. Nothing is done until it is pushed."""

from __future__ import annotations

import msgspec

from vlm_studio.document import merging
from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.edits import insert_layers
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, Source, VectorLayer
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.errors import StudioError
from vlm_studio.jobs import rerun
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    PoseRequest,
    Restyled,
    RestyleRequest,
    SegmentRequest,
)
from vlm_studio.tasks.styles import STYLES
from vlm_studio.wire.work import (
    CutOut,
    CutOutRequest,
    Merged,
    MergeRequest,
    Request,
    Result,
    Traced,
    TraceRequest,
)
from vlm_studio.words import Text, plural_text, text

_Predicting = DetectRequest | SegmentRequest | PoseRequest | BoxMasksRequest
_DEFAULT = Filter()


def change_for(
    document: Document, request: Request, result: Result | None, shown: Filter = _DEFAULT
) -> Change | None:
    """What ``result`` changes in ``document``; ``None`` when there is nothing to take in.

    ``shown`` is the filter of new layers.

    The first time, predictions come to stand on a new layer on top. The same model on the same layers again
    replaces what it said the first time and no hand touched (:mod:`vlm_studio.jobs.rerun`); unless those
    layers are gone or the layer of predictions is locked: then it is a first time again.

    Raises :class:`StudioError` when layers that were merged are not what they were.
    """
    if isinstance(request, CutOutRequest) and isinstance(result, CutOut):
        layer = _cut_out(result.placed, request.picture, None)
        return insert_layers(document, [layer], text("Cut out"))
    if isinstance(request, RestyleRequest) and isinstance(result, Restyled):
        return _restyled(document, request, result)
    if isinstance(request, TraceRequest) and isinstance(result, Traced):
        return _traced(document, request, result)
    if isinstance(request, MergeRequest) and isinstance(result, Merged):
        return _merged(document, request, result)
    if isinstance(request, _Predicting) and isinstance(result, Annotations):
        return _predicted(document, request, result, shown)
    return None


def offer_text(
    result: Annotations | CutOut | Merged | Restyled | Traced, shown: Filter = _DEFAULT
) -> Text:
    """What the button says that takes a result that waits; ``shown`` is the filter of new layers."""
    if isinstance(result, CutOut):
        return text("Add cut-out")
    if isinstance(result, Merged):
        return text("Add merged layer")
    if isinstance(result, Restyled):
        return text("Add restyled picture")
    if isinstance(result, Traced):
        return text("Add traced paths")
    return plural_text("Add {n} object", "Add {n} objects", n=_count(result.annotations, shown))


def _merged(document: Document, request: MergeRequest, result: Merged) -> Change:
    n = len(request.picture.sources)
    sentence = plural_text("Merge {n} layer", "Merge {n} layers", n)
    try:
        return merging.merge(document, request.picture, result.block, request.layer, sentence)
    except ValueError as error:
        raise StudioError(
            text("The layers changed while they were merged, so they are left as they are.")
        ) from error


def _restyled(document: Document, request: RestyleRequest, result: Restyled) -> Change:
    picture, placed = request.picture, result.placed
    layer = RasterLayer(
        name=str(_style_name(request)),
        block=placed.block,
        x=placed.x + picture.x,
        y=placed.y + picture.y,
        provenance=result.provenance,
    )
    return _above(document, layer, picture, text("Restyle: {name}", name=layer.name))


def _traced(document: Document, request: TraceRequest, result: Traced) -> Change:
    picture = request.picture
    only = document.layers.get(picture.sources[0]) if len(picture.sources) == 1 else None
    name = only.name if only is not None else text("Picture")
    layer = VectorLayer(
        id=request.layer,
        name=str(text("{name} traced", name=name)),
        objects=tuple(each.moved(picture.x, picture.y) for each in result.objects),
        provenance=result.provenance,
    )
    return _above(document, layer, picture, text("Trace {name}", name=name))


def _above(document: Document, layer: Layer, picture: PictureRef, sentence: Text) -> Change:
    """Put ``layer`` right above what ``picture`` was made of, or on top where that is gone."""
    below = _topmost(document, picture.sources)
    if below is None:
        return insert_layers(document, [layer], sentence)
    parent = document.parent(below)
    index = document.children(parent).index(below) + 1
    return insert_layers(document, [layer], sentence, parent=parent, index=index)


def _style_name(request: RestyleRequest) -> Text:
    style = request.style
    if style.example is not None:
        return text("In the style of {name}", name=style.title)
    return text("{name}", name=", ".join(str(STYLES[name]) for name in style.names))


def _topmost(document: Document, ids: tuple[str, ...]) -> str | None:
    """The topmost of the layers ``ids`` that are still there."""
    there = [layer.id for layer in document.walk() if layer.id in ids]
    return there[-1] if there else None


def _predicted(
    document: Document, request: _Predicting, result: Annotations, shown: Filter
) -> Change | None:
    picture = request.picture
    found = tuple(_moved(annotation, picture) for annotation in result.annotations)
    pixels: list[Layer] = []
    if result.cutout is not None:
        origin = found[0].provenance if found else None
        pixels.append(_cut_out(result.cutout, picture, origin))
    source = Source(_task(request), request.model, picture.sources)
    owner = _layer_of(document, source)
    if owner is not None:
        found = rerun.fresh(document, owner, found)
        sentence = _sentence(request, _count(found, owner.filter))
        stale = rerun.stale(document, owner, found, _asked(request))
        change = rerun.replaced(document, owner, stale, found, sentence)
        return change.then(insert_layers(document, pixels, sentence)) if pixels else change
    if not found and not pixels:
        return None
    layers: list[Layer] = []
    if found:
        layers.append(AnnotationLayer(name=str(_name(request, found)), source=source, filter=shown))
    sentence = _sentence(request, _count(found, shown))
    annotations = {layer.id: found for layer in layers}
    return insert_layers(document, layers + pixels, sentence, annotations=annotations)


def _layer_of(document: Document, source: Source) -> AnnotationLayer | None:
    """The topmost layer made from ``source`` that may be changed."""
    if any(id not in document.layers for id in source.layers):
        return None
    made = [
        layer
        for layer in document.walk()
        if isinstance(layer, AnnotationLayer) and layer.source == source and not layer.locked
    ]
    return made[-1] if made else None


def _asked(request: _Predicting) -> tuple[Annotation, ...] | None:
    """What of a layer the request was about; ``None`` for all of it."""
    if not isinstance(request, BoxMasksRequest):
        return None
    return tuple(
        _moved(Annotation(0, box.label, box.box), request.picture) for box in request.boxes
    )


def _moved(annotation: Annotation, picture: PictureRef) -> Annotation:
    shape = annotation.shape.moved(picture.x, picture.y)
    return msgspec.structs.replace(annotation, shape=shape)


def _cut_out(
    placed: PlacedBlock, picture: PictureRef, provenance: Provenance | None
) -> RasterLayer:
    return RasterLayer(
        name=str(text("Cut-out")),
        block=placed.block,
        x=placed.x + picture.x,
        y=placed.y + picture.y,
        provenance=provenance,
    )


def _count(annotations: tuple[Annotation, ...], shown: Filter) -> int:
    return sum(shown.shows(annotation) for annotation in annotations)


def _task(request: _Predicting) -> str:
    return str(type(request).__struct_config__.tag)


def _name(request: _Predicting, found: tuple[Annotation, ...]) -> Text:
    labels = {annotation.label for annotation in found}
    if labels == {"face"}:
        return text("Faces")
    if labels == {"hand"}:
        return text("Hands")
    match request:
        case DetectRequest():
            return text("Detections")
        case PoseRequest():
            return text("Poses")
        case _:
            return text("Masks")


def _sentence(request: _Predicting, n: int) -> Text:
    match request:
        case DetectRequest():
            return plural_text("Detect {n} object", "Detect {n} objects", n=n)
        case SegmentRequest():
            return plural_text("Segment {n} object", "Segment {n} objects", n=n)
        case PoseRequest():
            return plural_text("Find {n} pose", "Find {n} poses", n=n)
        case BoxMasksRequest():
            return plural_text("Make {n} mask from boxes", "Make {n} masks from boxes", n=n)
