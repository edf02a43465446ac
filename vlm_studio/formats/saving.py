"""Writing projects: a valid OpenRaster archive with ``document.json``, which is the truth."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

import vlm_studio
from vlm_studio.document.blocks import Block, MappedBlock
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops, reuse
from vlm_studio.formats.links import Links, links
from vlm_studio.formats.merged import merged, thumbnail
from vlm_studio.formats.openraster import MIMETYPE, Placed, stack_xml
from vlm_studio.formats.painter import Look, Painter
from vlm_studio.formats.png import write_png
from vlm_studio.formats.small import small_picture
from vlm_studio.formats.values import Provenances, encode_annotations, pack
from vlm_studio.tasks.context import Context
from vlm_studio.words import text

VERSION = 2
"""Of ``document.json``; a change that older programs would misread makes it greater."""
_PLAIN = 1
"""What a project is that needs no other file and holds no vectors: older programs write to it, too."""

Pixels = NDArray[np.uint8]
Pictures = dict[str, tuple[str, str]]
"""PNG member and SHA-256 by the path of the block."""


def save(
    state: DocumentState,
    path: Path,
    painter: Painter,
    ops: fileops.FileOps | None = None,
    context: Context | None = None,
) -> None:
    """Write ``state`` to ``path`` in one step, keeping what was there as ``NAME~``.

    In a sidecar a layer that shows the picture file itself is a link to it. Raises
    :class:`~vlm_studio.errors.StudioError`; then the old file is untouched.
    """
    pictures: Pictures = {}
    linked = links(state, path, context)
    fileops.save(
        path,
        lambda stream: pictures.update(write_project(state, stream, painter, context, linked)),
        ops,
        check=lambda written: _check(written, state),
        backup=True,
    )
    for block, (src, sha256) in pictures.items():
        reuse.remember(block, reuse.Written(path.resolve(), src, sha256))


def write_project(
    state: DocumentState,
    stream: IO[bytes],
    painter: Painter,
    context: Context | None = None,
    linked: Links = MappingProxyType({}),
) -> Pictures:
    """The archive of ``state``; returns where the pixels of its blocks stand in it.

    With ``linked`` layers it holds only what cannot be made again, and a thumbnail.
    """
    with zipfile.ZipFile(stream, "w") as archive:
        _put(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)
        writer = _Writer(archive, state, painter, context, linked)
        layers = writer.layers(ROOT)
        _put(archive, "document.json", _document_json(state, layers, writer))
        _put(archive, "stack.xml", stack_xml(state, writer.placed))
        if linked:
            small = small_picture(state, painter)
        else:
            picture = merged(state, painter)
            _put_picture(archive, "mergedimage.png", picture)
            small = thumbnail(picture)
        _put_picture(archive, "Thumbnails/thumbnail.png", small)
    return writer.pictures


def _document_json(state: DocumentState, layers: list[dict[str, Any]], writer: _Writer) -> bytes:
    bare = msgspec.structs.replace(state, layers={}, children={}, annotations={})
    return msgspec.json.format(
        msgspec.json.encode(
            pack(
                bare,
                version=VERSION if writer.linked or _has_vectors(state) else _PLAIN,
                program=f"vlm_studio {vlm_studio.__version__}",
                provenances=msgspec.to_builtins(writer.provenances.values, order="deterministic"),
                layers=layers,
            )
        ),
        indent=1,
    )


def _has_vectors(state: DocumentState) -> bool:
    return any(isinstance(layer, VectorLayer) for layer in state.layers.values())


class _Writer:
    """Puts the pictures and annotations of every layer into the archive and remembers where."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        state: DocumentState,
        painter: Painter,
        context: Context | None,
        linked: Links,
    ) -> None:
        self.linked = linked
        self.provenances = Provenances()
        self.placed: dict[str, Placed] = {}
        self._archive = archive
        self._state = state
        self._painter = painter
        self._context = context
        self.pictures: Pictures = {}
        self._count = 0

    def layers(self, parent: str) -> list[dict[str, Any]]:
        """The layers in ``parent``, from the bottom up, as they stand in ``document.json``."""
        return [self._layer(self._state.layers[id]) for id in self._state.children.get(parent, ())]

    def _layer(self, layer: Layer) -> dict[str, Any]:
        self._count += 1
        if self._context is not None:
            self._context.checkpoint(self._count / (len(self._state.layers) + 2))
        match layer:
            case RasterLayer():
                return self._raster(layer)
            case AnnotationLayer():
                return self._annotations(layer)
            case VectorLayer():
                return self._vectors(layer)
            case GroupLayer():
                return pack(layer, layers=self.layers(layer.id))

    def _raster(self, layer: RasterLayer) -> dict[str, Any]:
        block = layer.block
        link = self.linked.get(block.path)
        if link is not None:
            return self._pixels(layer, link=msgspec.to_builtins(link))
        if block.path not in self.pictures:
            self.pictures[block.path] = self._block(block)
        src, sha256 = self.pictures[block.path]
        self.placed[layer.id] = Placed(src, layer.x, layer.y)
        return self._pixels(layer, src=src, sha256=sha256)

    def _pixels(self, layer: RasterLayer, **where: Any) -> dict[str, Any]:
        packed = self._with_origin(layer) | where
        del packed["block"]
        return packed

    def _with_origin(self, layer: RasterLayer | VectorLayer) -> dict[str, Any]:
        packed = pack(layer)
        if layer.provenance is not None:
            packed["provenance"] = self.provenances.place(layer.provenance)
        return packed

    def _annotations(self, layer: AnnotationLayer) -> dict[str, Any]:
        member = f"annotations/{self._count:04}.json"
        annotations = self._state.annotations.get(layer.id, ())
        data = encode_annotations(annotations, layer.removed, self.provenances)
        _put(self._archive, member, data)
        packed = pack(layer, annotations=member)
        packed.pop("removed", None)
        if self.linked:
            return packed
        solid = msgspec.structs.replace(layer, opacity=1.0)
        return packed | self._drawn(layer.id, self._painter.draw(self._state, [solid], Look()))

    def _vectors(self, layer: VectorLayer) -> dict[str, Any]:
        packed = self._with_origin(layer)
        if self.linked:
            return packed
        solid = msgspec.structs.replace(layer, opacity=1.0)
        return packed | self._drawn(layer.id, self._painter.draw_vectors(self._state, solid))

    def _drawn(self, id: str, drawn: tuple[Pixels, int, int] | None) -> dict[str, str]:
        """Put what the layer ``id`` looks like into the archive; what ``document.json`` has to say of that."""
        if drawn is None:
            return {}
        pixels, x, y = drawn
        src, sha256 = self._picture(pixels)
        self.placed[id] = Placed(src, x, y)
        return {"src": src, "sha256": sha256}

    def _block(self, block: Block) -> tuple[str, str]:
        known = reuse.find(block.path)
        if known is None:
            return self._picture(MappedBlock(block).array())
        data, sha256 = known
        src = f"data/{self._count:04}.png"
        self._archive.writestr(_entry(src, zipfile.ZIP_STORED), data)
        return src, sha256

    def _picture(self, pixels: Pixels) -> tuple[str, str]:
        src = f"data/{self._count:04}.png"
        return src, _put_picture(self._archive, src, pixels)


class _Hashing:
    """Hands bytes on and remembers their hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.hash.update(data)
        self._file.write(data)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980: the same state gives the same bytes
    entry.compress_type = compression
    entry.external_attr = 0o100644 << 16
    return entry


def _put(
    archive: zipfile.ZipFile, name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    archive.writestr(_entry(name, compression), data, compresslevel=6)


def _put_picture(archive: zipfile.ZipFile, name: str, pixels: Pixels) -> str:
    """Write ``pixels`` as a PNG member; returns its SHA-256."""
    large = pixels.nbytes > 1 << 30
    with archive.open(_entry(name, zipfile.ZIP_STORED), "w", force_zip64=large) as member:
        hashing = _Hashing(member)
        write_png(pixels, hashing)
    return hashing.hash.hexdigest()


class _Count(msgspec.Struct):
    annotations: list[msgspec.Raw]


def _check(path: Path, state: DocumentState) -> None:
    """Read a written project back: every checksum, the document, and the number of its annotations."""
    try:
        with zipfile.ZipFile(path) as archive:
            right = archive.testzip() is None and _holds(archive, state)
    except (zipfile.BadZipFile, msgspec.DecodeError, KeyError, EOFError) as error:
        raise _unreadable(path) from error
    if not right:
        raise _unreadable(path)


def _holds(archive: zipfile.ZipFile, state: DocumentState) -> bool:
    document: Mapping[str, Any] = msgspec.json.decode(archive.read("document.json"))
    members = [name for name in archive.namelist() if name.startswith("annotations/")]
    counts = [
        len(msgspec.json.decode(archive.read(name), type=_Count).annotations) for name in members
    ]
    wanted = sum(
        len(state.annotations.get(layer.id, ()))
        for layer in state.walk()
        if isinstance(layer, AnnotationLayer)
    )
    return document["id"] == state.id and sum(counts) == wanted


def _unreadable(path: Path) -> StudioError:
    return StudioError(
        text(
            "The project was not saved: what was written to {folder} could not be read back.",
            folder=str(path.parent),
        )
    )
