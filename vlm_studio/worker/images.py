"""Handlers of the work on a folder of pictures."""

from __future__ import annotations

from pathlib import Path

import msgspec

from vlm_studio.document.blocks import blocks_in
from vlm_studio.errors import StudioError
from vlm_studio.formats import folders, sidecars
from vlm_studio.formats.sidecars import Stamp, Summary
from vlm_studio.tasks.context import Context
from vlm_studio.wire.images import (
    ExportImagesRequest,
    ImagesExported,
    ListPicturesRequest,
    OpenedImage,
    OpenImageRequest,
    PicturesListed,
    Pruned,
    PruneRequest,
    SmallPicture,
    Summaries,
    SummariesRequest,
    Thumbnails,
    ThumbnailsRequest,
)
from vlm_studio.words import Text, text
from vlm_studio.worker.run import Tools


def list_pictures(request: ListPicturesRequest, context: Context, tools: Tools) -> PicturesListed:
    folder = Path(request.folder)
    pictures = folders.listed(folder, Path(request.elsewhere))
    return PicturesListed(pictures, folders.writable(folder))


def summaries(request: SummariesRequest, context: Context, tools: Tools) -> Summaries:
    found: list[Summary | None] = []
    for path in request.paths:
        context.checkpoint(None)
        found.append(sidecars.read_summary(Path(path)))
    return Summaries(tuple(found))


def thumbnails(request: ThumbnailsRequest, context: Context, tools: Tools) -> Thumbnails:
    errors: list[Text | None] = []
    for wanted in request.wanted:
        context.checkpoint(None)
        errors.append(_thumbnail(wanted, request.side))
    return Thumbnails(tuple(errors))


def _thumbnail(wanted: SmallPicture, side: int) -> Text | None:
    from vlm_studio.formats.thumbnails import make

    sidecar = Path(wanted.sidecar) if wanted.sidecar else None
    try:
        make(Path(wanted.picture), sidecar, side, Path(wanted.target))
    except StudioError as error:
        return error.text
    return None


def prune_thumbnails(request: PruneRequest, context: Context, tools: Tools) -> Pruned:
    from vlm_studio.formats.thumbnails import prune

    return Pruned(prune(Path(request.folder), request.most, lambda: context.checkpoint(None)))


def export_images(request: ExportImagesRequest, context: Context, tools: Tools) -> ImagesExported:
    from vlm_studio.formats.picture_sets import export_set

    path, options = Path(request.path), request.options
    paths, notices = export_set(
        request.members, request.format, path, options, tools.painter, context
    )
    return ImagesExported(len(paths), notices)


def open_image(request: OpenImageRequest, context: Context, tools: Tools) -> OpenedImage:
    from vlm_studio.formats import links
    from vlm_studio.formats.open import open_file

    picture = Path(request.picture)
    before = links.stamp(picture)
    beside = next((path for path in request.sidecars if Path(path).exists()), "")
    file = open_file(Path(beside) if beside else picture, context.blocks, context, picture)
    state, notices = file.state, file.notices
    said = sidecars.summary(state.extra)
    if not beside:
        for block in blocks_in(tuple(state.layers.values())):
            links.follow(block, picture, before)
    elif file.link is links.Linked.NONE:
        notices += _changed(picture, before, said)
    if not beside or said.picture is None or file.link is links.Linked.SAME:
        said = msgspec.structs.replace(said, picture=before)
    elif file.link is links.Linked.CHANGED:  # what was found on other pixels is to be found again
        said = msgspec.structs.replace(said, picture=before, runs=())
    extra = sidecars.noted(state.extra, said)
    # A copied sidecar may carry the id of another picture's document.
    state = msgspec.structs.replace(state, name=picture.name, image=picture.name, extra=extra)
    return OpenedImage(state, notices, beside, file.read_only)


def _changed(picture: Path, now: Stamp | None, said: Summary) -> tuple[Text, ...]:
    """What a person should know when the picture is not what it was."""
    if now is None:
        return (text("The file {name} is gone; this is the picture as it was.", name=picture.name),)
    if said.picture is None or said.picture == now:
        return ()
    return (
        text(
            "The file {name} changed since; this is the picture as it was annotated.",
            name=picture.name,
        ),
    )
