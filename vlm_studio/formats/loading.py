"""Reading projects and other OpenRaster archives; what is damaged is left out and named."""

from __future__ import annotations

from pathlib import Path

import msgspec

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import GroupLayer, new_id
from vlm_studio.errors import StudioError
from vlm_studio.formats.archive import Archive, MemberError
from vlm_studio.formats.fileops import remove_leftovers
from vlm_studio.formats.images import check_size, reading
from vlm_studio.formats.links import Linked
from vlm_studio.formats.manifest import ManifestReader, read_manifest
from vlm_studio.formats.openraster import StackLayer, raster
from vlm_studio.formats.pieces import Pieces
from vlm_studio.formats.readers import ContentError
from vlm_studio.formats.saving import VERSION
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, text


class OpenedFile(msgspec.Struct, frozen=True):
    """A document with its pixels in blocks; ``notices`` say what was converted, left out or recovered.

    ``project`` says that Save may write to the file it came from, unless it is ``read_only``: of a newer version,
    or damaged, so that saving there would lose the rest. ``link`` tells of the picture file that a layer shows.
    """

    state: DocumentState
    notices: tuple[Text, ...] = ()
    project: bool = False
    read_only: bool = False
    link: Linked = Linked.NONE


def load(
    path: Path,
    blocks: BlockFolder,
    context: Context | None = None,
    picture: Path | None = None,
    *,
    with_pixels: bool = True,
) -> OpenedFile:
    """Read the project or OpenRaster archive at ``path``; for ``picture`` and ``with_pixels`` see :class:`Pieces`.

    Raises :class:`~vlm_studio.errors.StudioError` when nothing of it can be read.
    """
    remove_leftovers(path)
    with reading(path) as file:
        try:
            archive = Archive(file, path.name)
            pieces = Pieces(archive, path, blocks, context, picture, with_pixels=with_pixels)
            return _gather(pieces, path)
        except StudioError as error:
            raise _with_backup(path, error) from error


def _gather(pieces: Pieces, path: Path) -> OpenedFile:
    try:
        manifest = read_manifest(pieces)
        opened = _plain(pieces, path) if manifest is None else _project(manifest, pieces)
        if pieces.damaged:
            notices = (*opened.notices, pieces.recovered())
            return msgspec.structs.replace(opened, notices=notices, read_only=opened.project)
    except BaseException:
        pieces.discard()
        raise
    return opened


def _with_backup(path: Path, error: StudioError) -> StudioError:
    backup = path.with_name(path.name + "~")
    if not backup.exists():
        return error
    return StudioError(
        text("{error} The version before it is {backup}.", error=error.text, backup=backup.name)
    )


def _project(manifest: ManifestReader, pieces: Pieces) -> OpenedFile:
    state = manifest.state()
    newer, missing = manifest.version > VERSION, pieces.link is Linked.MISSING
    if newer:
        notice = text(
            "{name} was made by a newer version: it can be looked at and saved under another name.",
            name=pieces.name,
        )
        pieces.notices.insert(0, notice)
    return OpenedFile(state, tuple(pieces.notices), True, newer or missing, pieces.link)


def _plain(pieces: Pieces, path: Path) -> OpenedFile:
    """An archive without (sound) ``document.json``: rasters and groups."""
    try:
        stack = pieces.stack()
    except (MemberError, ContentError) as error:
        if pieces.damaged or "stack.xml" in pieces.archive:
            raise pieces.hopeless() from error
        message = text("{name} is an archive, but not a project.", name=pieces.name)
        raise StudioError(message) from error
    check_size((stack.width, stack.height), pieces.name)
    pieces.children[ROOT] = _stacked(stack.layers, pieces)
    state = DocumentState(
        id=new_id(),
        name=path.stem,
        width=stack.width,
        height=stack.height,
        layers=pieces.layers,
        children=pieces.groups(),
        image=path.name,
    )
    return OpenedFile(state, tuple(pieces.notices))


def _stacked(layers: tuple[StackLayer, ...], pieces: Pieces) -> tuple[str, ...]:
    return tuple(id for layer in layers for id in _stacked_layer(layer, pieces))


def _stacked_layer(layer: StackLayer, pieces: Pieces) -> tuple[str, ...]:
    if layer.src is not None:
        picture = pieces.picture(layer.name, layer.src)
        return () if picture is None else pieces.keep(raster(layer, {"block": picture[0]}))
    group = GroupLayer(
        name=layer.name,
        visible=layer.visible,
        opacity=layer.opacity,
        locked=layer.locked,
        blend=layer.blend,
    )
    pieces.keep(group)
    pieces.children[group.id] = _stacked(layer.members, pieces)
    return (group.id,)
