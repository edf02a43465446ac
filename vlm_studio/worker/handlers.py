"""Which function does what a request asks for. Rooms are entered only when something is wanted of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.masks import Mask
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import TaskRequest, TaskResult
from vlm_studio.wire.images import (
    ExportImagesRequest,
    ListPicturesRequest,
    OpenImageRequest,
    PruneRequest,
    SummariesRequest,
    ThumbnailsRequest,
)
from vlm_studio.wire.models import AddModelRequest, Described, DescribeRequest, ModelAdded
from vlm_studio.wire.staging import FindDesignsRequest, KeepDesignsRequest
from vlm_studio.wire.work import (
    AnnotationsRequest,
    Converted,
    ConvertRequest,
    CutOut,
    CutOutRequest,
    Decoded,
    DecodeRequest,
    DrawingRead,
    DrawingRequest,
    DrawRequest,
    Exported,
    ExportRequest,
    Filled,
    FillRequest,
    Incoming,
    MaskPictureRequest,
    Merged,
    MergeRequest,
    Opaque,
    OpaqueRequest,
    Opened,
    OpenRequest,
    PaletteFound,
    PaletteRequest,
    PullRequest,
    RemoveRequest,
    Request,
    Result,
    Saved,
    SaveRequest,
    StoreChanged,
    Traced,
    TraceRequest,
    VerifyRequest,
)
from vlm_studio.worker import images, staging
from vlm_studio.worker.run import Tools

Handler = Callable[[Any, Context, Tools], Result]


def handler(request: Request) -> Handler:
    """What does the work of ``request``; it may raise."""
    return _task if isinstance(request, TaskRequest) else _HANDLERS[type(request)]


def _task(request: TaskRequest, context: Context, tools: Tools) -> TaskResult:
    from vlm_studio.inference.run import run_task

    return run_task(request, context, tools.cache)


def _open(request: OpenRequest, context: Context, tools: Tools) -> Opened:
    from vlm_studio.formats.open import open_file

    file = open_file(Path(request.path), context.blocks, context)
    return Opened(file.state, file.notices, file.project, file.read_only)


def _decode(request: DecodeRequest, context: Context, tools: Tools) -> Decoded:
    from vlm_studio.formats.images import decode

    image = decode(Path(request.path), context.blocks, context=context)
    return Decoded(image.block, image.notices)


def _annotations(request: AnnotationsRequest, context: Context, tools: Tools) -> Incoming:
    from vlm_studio.formats.incoming import read_annotations
    from vlm_studio.formats.target import Target

    target = Target(request.width, request.height, request.image)
    return Incoming(*read_annotations(Path(request.path), target))


def _mask_picture(request: MaskPictureRequest, context: Context, tools: Tools) -> Incoming:
    from vlm_studio.formats.mask_picture import mask_of_picture

    path = Path(request.path)
    mask = mask_of_picture(path, request.width, request.height, context.blocks)
    return Incoming((Annotation(1, request.label, mask),))


def _drawing(request: DrawingRequest, context: Context, tools: Tools) -> DrawingRead:
    from vlm_studio.formats.svg_reading import read_svg_file

    found = read_svg_file(Path(request.path))
    return DrawingRead(found.objects, found.width, found.height, found.notices, found.credit)


def _fill(request: FillRequest, context: Context, tools: Tools) -> Filled:
    from vlm_studio.document.filling import filling

    return Filled(filling(request.objects, request.point, request.gap, request.page))


def _save(request: SaveRequest, context: Context, tools: Tools) -> Saved:
    from vlm_studio.formats.project import save

    save(request.state, Path(request.path), tools.painter, context=context)
    return Saved(request.path)


def _export(request: ExportRequest, context: Context, tools: Tools) -> Exported:
    from vlm_studio.formats.export import export

    paths, notices = export(
        (request.state,),
        request.format,
        Path(request.path),
        request.options,
        tools.painter,
        (request.source,),
    )
    return Exported(tuple(map(str, paths)), notices)


def _cut_out(request: CutOutRequest, context: Context, tools: Tools) -> CutOut:
    from vlm_studio.inference.cutout import cut_out

    return CutOut(cut_out(request.picture, request.mask, context))


def _trace(request: TraceRequest, context: Context, tools: Tools) -> Traced:
    from vlm_studio.worker.tracing import trace

    return trace(request.picture, request.how, context)


def _palette(request: PaletteRequest, context: Context, tools: Tools) -> PaletteFound:
    from vlm_studio.document.compose import flatten
    from vlm_studio.document.palettes import colours_of

    return PaletteFound(colours_of(flatten(request.picture), request.count))


def _merge(request: MergeRequest, context: Context, tools: Tools) -> Merged:
    from vlm_studio.document.compose import flatten

    pixels = flatten(request.picture, lambda done: context.checkpoint(0.8 * done))
    context.checkpoint(0.8)
    return Merged(context.blocks.store(pixels, mips=True))


def _opaque(request: OpaqueRequest, context: Context, tools: Tools) -> Opaque:
    from vlm_studio.document.blocks import MappedBlock

    alpha = MappedBlock(request.block).array()[..., 3]
    return Opaque(Mask.from_array(alpha >= 128))


def _draw(request: DrawRequest, context: Context, tools: Tools) -> Exported:
    from vlm_studio.document.clips import pictured
    from vlm_studio.formats.export import export

    state = request.state if request.seen else pictured(request.state)
    if state is None:
        return Exported(())
    options = {"labels": request.seen}
    options = options if request.format == "png" else {}
    paths, notices = export((state,), request.format, Path(request.path), options, tools.painter)
    return Exported(tuple(map(str, paths)), notices)


def _convert(request: ConvertRequest, context: Context, tools: Tools) -> Converted:
    from vlm_studio.document.converting import conversion

    return Converted(conversion(request.shapes, request.kind))


def _pull(request: PullRequest, context: Context, tools: Tools) -> StoreChanged:
    from vlm_studio.models.pull import pull

    pull(tools.store, request.model, context, Path(request.folder) if request.folder else None)
    return StoreChanged(request.model, _ready(request.model, tools))


def _verify(request: VerifyRequest, context: Context, tools: Tools) -> StoreChanged:
    from vlm_studio.models.verify import verify

    problems = verify(tools.store, request.model, context)
    return StoreChanged(request.model, not problems, problems)


def _remove(request: RemoveRequest, context: Context, tools: Tools) -> StoreChanged:
    from vlm_studio.models.remove import remove

    remove(tools.store, request.model, context)
    return StoreChanged(request.model, _ready(request.model, tools))


def _add_model(request: AddModelRequest, context: Context, tools: Tools) -> ModelAdded:
    from vlm_studio.models.adding import add

    return ModelAdded(add(tools.store, Path(request.folder), request.id).id)


def _describe(request: DescribeRequest, context: Context, tools: Tools) -> Described:
    from vlm_studio.inference.describing import describe

    known = describe(request.model, tools.store)
    return Described(request.model, known.abilities, known.problem)


def _ready(model: str, tools: Tools) -> bool:
    return all(tools.store.state(card.id) == "ready" for card in tools.store.resolve(model))


_HANDLERS: Mapping[type[Request], Handler] = {
    OpenRequest: _open,
    DecodeRequest: _decode,
    AnnotationsRequest: _annotations,
    MaskPictureRequest: _mask_picture,
    DrawingRequest: _drawing,
    FillRequest: _fill,
    SaveRequest: _save,
    ExportRequest: _export,
    CutOutRequest: _cut_out,
    TraceRequest: _trace,
    PaletteRequest: _palette,
    MergeRequest: _merge,
    OpaqueRequest: _opaque,
    ConvertRequest: _convert,
    DrawRequest: _draw,
    PullRequest: _pull,
    VerifyRequest: _verify,
    RemoveRequest: _remove,
    AddModelRequest: _add_model,
    DescribeRequest: _describe,
    ListPicturesRequest: images.list_pictures,
    SummariesRequest: images.summaries,
    OpenImageRequest: images.open_image,
    ThumbnailsRequest: images.thumbnails,
    PruneRequest: images.prune_thumbnails,
    ExportImagesRequest: images.export_images,
    KeepDesignsRequest: staging.keep,
    FindDesignsRequest: staging.find,
}
