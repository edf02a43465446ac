"""Reading projects and other OpenRaster archives; what is damaged is left out and named."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, new_id
from vlm_studio.errors import StudioError
from vlm_studio.formats.archive import MAX_MEMBERS, Archive, MemberError
from vlm_studio.formats.fileops import remove_leftovers
from vlm_studio.formats.images import MAX_PIXELS, check_size, decode_stream, reading
from vlm_studio.formats.openraster import Stack, StackLayer, raster, read_stack
from vlm_studio.formats.png import png_size
from vlm_studio.formats.readers import MAX_DEPTH, ContentError, read_json
from vlm_studio.formats.saving import VERSION
from vlm_studio.formats.values import Provenances, decode_annotations, unpack
from vlm_studio.log import logger
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, plural_text, text

MAX_TOTAL_PIXELS = 4 * MAX_PIXELS
"""Of all pictures in a project together."""

_MAX_JSON = 512 << 20
_MAX_XML = 16 << 20
_MAX_PNG = 2 << 30
_FAR = 1_000_000


class OpenedFile(msgspec.Struct, frozen=True):
    """A document with its pixels in blocks; ``notices`` say what was converted, left out or recovered.

    ``project`` says that Save may write to the file it came from, unless it is ``read_only``: of a newer version,
    or damaged, so that saving there would lose the rest.
    """

    state: DocumentState
    notices: tuple[Text, ...] = ()
    project: bool = False
    read_only: bool = False


def load(path: Path, blocks: BlockFolder, context: Context | None = None) -> OpenedFile:
    """Read the project or OpenRaster archive at ``path``.

    Raises :class:`~vlm_studio.errors.StudioError` when nothing of it can be read.
    """
    remove_leftovers(path)
    with reading(path) as file:
        try:
            archive = Archive(file, path.name)
        except StudioError as error:
            raise _with_backup(path, error) from error
        loader = _Loader(archive, path, blocks, context)
        try:
            opened = loader.run()
        except BaseException:
            loader.discard()
            raise
    return opened


def _with_backup(path: Path, error: StudioError) -> StudioError:
    backup = path.with_name(path.name + "~")
    if not backup.exists():
        return error
    return StudioError(
        text("{error} The version before it is {backup}.", error=error.text, backup=backup.name)
    )


class _Loader:
    """One reading of one archive."""

    def __init__(
        self, archive: Archive, path: Path, blocks: BlockFolder, context: Context | None
    ) -> None:
        self._archive = archive
        self._path = path
        self._blocks = blocks
        self._context = context
        self._notices: list[Text] = []
        self._damaged = False
        self._provenances = Provenances()
        self._pictures: dict[str, tuple[Block, str] | None] = {}
        self._layers: dict[str, Layer] = {}
        self._children: dict[str, tuple[str, ...]] = {}
        self._annotations: dict[str, tuple[Annotation, ...]] = {}

    def run(self) -> OpenedFile:
        self._name_left_out()
        self._check_room()
        document = self._document()
        if document is None:
            return self._plain()
        newer = document["version"] > VERSION
        if newer:
            self._notices.insert(
                0,
                text(
                    "{name} was made by a newer version: it can be looked at and saved under another name.",
                    name=self._path.name,
                ),
            )
        state = self._state(document)
        if self._damaged:
            self._notices.append(self._recovered())
        read_only = newer or self._damaged
        return OpenedFile(state, tuple(self._notices), project=True, read_only=read_only)

    def discard(self) -> None:
        """Delete the blocks made so far."""
        for found in self._pictures.values():
            if found is not None:
                Path(found[0].path).unlink(missing_ok=True)

    # The document -----------------------------------------------------------------------------

    def _document(self) -> dict[str, Any] | None:
        """``document.json`` if it is there and sound in its main lines."""
        if "document.json" not in self._archive:
            return None
        try:
            document: dict[str, Any] = read_json(
                self._archive.read("document.json", _MAX_JSON), dict[str, Any]
            )
            kinds = {"version": int, "width": int, "height": int, "layers": list, "id": str}
            if not all(isinstance(document.get(key), kind) for key, kind in kinds.items()):
                raise ContentError("not a document")
            values = msgspec.convert(document.get("provenances", []), list[Provenance])
        except (MemberError, ContentError, msgspec.ValidationError):
            logger.warning("damaged document.json", exc_info=True)
            self._lose(
                text(
                    "The annotations of this project are damaged; only its pictures were recovered."
                )
            )
            return None
        self._provenances = Provenances(values)
        return document

    def _state(self, document: dict[str, Any]) -> DocumentState:
        check_size((document["width"], document["height"]), self._path.name)
        self._children[ROOT] = self._members(document["layers"], 1)
        try:
            return unpack(
                document,
                DocumentState,
                also=("version", "program", "provenances"),
                layers=self._layers,
                children={id: ids for id, ids in self._children.items() if ids},
                annotations=self._annotations,
            )
        except msgspec.ValidationError as error:
            raise self._hopeless() from error

    def _members(self, items: list[Any], depth: int) -> tuple[str, ...]:
        """Ids of the layers that could be read from ``items``, from the bottom up."""
        if depth > MAX_DEPTH:
            raise self._hopeless()
        return tuple(id for item in items for id in self._member(item, depth))

    def _member(self, item: Any, depth: int) -> tuple[str, ...]:
        if not isinstance(item, dict) or len(self._layers) >= MAX_MEMBERS:
            raise self._hopeless()
        self._checkpoint()
        item = {**item, "name": str(item.get("name", "")), "id": self._id(item)}
        try:
            match item.get("type"):
                case "raster":
                    return self._raster(item)
                case "annotation":
                    return self._annotation_layer(item)
                case "group":
                    group = unpack(item, GroupLayer, also=("layers",))
                    self._layers[group.id] = group
                    members = item.get("layers")
                    self._children[group.id] = self._members(
                        members if isinstance(members, list) else [], depth + 1
                    )
                    return (group.id,)
        except (msgspec.ValidationError, IndexError):
            logger.warning("a layer could not be read", exc_info=True)
        self._lose(
            text(
                "The layer {layer} is of an unknown kind or damaged and was left out.",
                layer=item["name"],
            )
        )
        return ()

    def _id(self, item: dict[str, Any]) -> str:
        id = item.get("id")
        return id if isinstance(id, str) and id and id not in self._layers else new_id()

    def _raster(self, item: dict[str, Any]) -> tuple[str, ...]:
        picture = self._picture(item["name"], item.get("src"))
        if picture is None:
            return ()
        block, sha256 = picture
        provenance = self._provenances.at(item.get("provenance"))
        layer = unpack(
            item, RasterLayer, also=("src", "sha256"), block=block, provenance=provenance
        )
        layer = _within(layer)
        if sha256 != item.get("sha256"):
            # Other pixels are another layer: what a model said of the old ones does not hold for them.
            layer = msgspec.structs.replace(layer, id=new_id(), provenance=None)
            self._changed_elsewhere(layer.name)
        return self._keep(layer)

    def _annotation_layer(self, item: dict[str, Any]) -> tuple[str, ...]:
        also = ("src", "sha256", "annotations")
        layer = unpack(item, AnnotationLayer, also=also, removed=())
        found = self._read_annotations(layer.name, item.get("annotations"))
        annotations, removed = found
        layer = msgspec.structs.replace(layer, removed=removed)
        kept = self._keep(layer)
        if annotations:
            self._annotations[layer.id] = annotations
        return kept + self._painted_over(item)

    def _read_annotations(
        self, layer: str, member: Any
    ) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...]]:
        try:
            data = self._archive.read(str(member), _MAX_JSON)
            found = decode_annotations(data, self._provenances)
        except (MemberError, ContentError):
            logger.warning("damaged annotations", exc_info=True)
            self._lose(
                text("The annotations of {layer} are damaged and were left out.", layer=layer)
            )
            return (), ()
        if found.lost:
            self._lose(
                plural_text(
                    "{n} annotation of {layer} could not be understood and was left out.",
                    "{n} annotations of {layer} could not be understood and were left out.",
                    found.lost,
                    layer=layer,
                )
            )
        return found.annotations, found.removed

    def _painted_over(self, item: dict[str, Any]) -> tuple[str, ...]:
        """A raster layer for the picture of an annotation layer, if another program changed it."""
        src, name = item.get("src"), item["name"]
        if not isinstance(src, str):
            return ()
        with contextlib.suppress(MemberError):
            if hashlib.sha256(self._archive.read(src, _MAX_PNG)).hexdigest() == item.get("sha256"):
                return ()
            picture = self._picture(name, src)
            place = self._placed_in_stack(src)
            if picture is None or place is None:
                return ()
            self._changed_elsewhere(name)
            return self._keep(raster(place, {"name": name, "block": picture[0]}))
        return ()  # it can be drawn again from the annotations

    def _placed_in_stack(self, src: str) -> StackLayer | None:
        try:
            stack = self._stack()
        except (MemberError, ContentError):
            return None
        waiting = list(stack.layers)
        while waiting:
            layer = waiting.pop()
            if layer.src == src:
                return layer
            waiting += layer.members
        return None

    # Plain OpenRaster -------------------------------------------------------------------------

    def _plain(self) -> OpenedFile:
        try:
            stack = self._stack()
        except (MemberError, ContentError) as error:
            if "stack.xml" in self._archive or "document.json" in self._archive:
                raise self._hopeless() from error
            message = text("{name} is an archive, but not a project.", name=self._path.name)
            raise StudioError(message) from error
        check_size((stack.width, stack.height), self._path.name)
        self._children[ROOT] = self._stacked(stack.layers)
        state = DocumentState(
            id=new_id(),
            name=self._path.stem,
            width=stack.width,
            height=stack.height,
            layers=self._layers,
            children={id: ids for id, ids in self._children.items() if ids},
            image=self._path.name,
        )
        if self._damaged:
            self._notices.append(self._recovered())
        return OpenedFile(state, tuple(self._notices))

    def _stack(self) -> Stack:
        return read_stack(self._archive.read("stack.xml", _MAX_XML))

    def _stacked(self, layers: tuple[StackLayer, ...]) -> tuple[str, ...]:
        return tuple(id for layer in layers for id in self._stacked_layer(layer))

    def _stacked_layer(self, layer: StackLayer) -> tuple[str, ...]:
        self._checkpoint()
        if len(self._layers) >= MAX_MEMBERS:
            raise self._hopeless()
        if layer.src is None:
            group = GroupLayer(
                name=layer.name,
                visible=layer.visible,
                opacity=layer.opacity,
                locked=layer.locked,
                blend=layer.blend,
            )
            self._layers[group.id] = group
            self._children[group.id] = self._stacked(layer.members)
            return (group.id,)
        picture = self._picture(layer.name, layer.src)
        if picture is None:
            return ()
        return self._keep(raster(layer, {"block": picture[0]}))

    # Pieces -----------------------------------------------------------------------------------

    def _keep(self, layer: Layer) -> tuple[str, ...]:
        self._layers[layer.id] = layer
        return (layer.id,)

    def _picture(self, layer: str, src: Any) -> tuple[Block, str] | None:
        """Block and SHA-256 of a PNG member, decoded once; ``None`` when it is damaged."""
        if src not in self._pictures:
            self._pictures[src] = self._decoded(layer, str(src))
        return self._pictures[src]

    def _decoded(self, layer: str, src: str) -> tuple[Block, str] | None:
        try:
            data = self._archive.read(src, _MAX_PNG)
            if png_size(data) is None:
                raise MemberError(f"{src} is not a PNG")
            decoded = decode_stream(io.BytesIO(data), src, self._blocks)
        except (MemberError, StudioError) as error:
            logger.warning("damaged pixels: %s", error)
            self._lose(
                text("The pixels of {layer} are damaged; the layer was left out.", layer=layer)
            )
            return None
        return decoded.block, hashlib.sha256(data).hexdigest()

    def _name_left_out(self) -> None:
        if names := self._archive.left_out:
            self._lose(
                plural_text(
                    "{n} file in the archive was left out because it may not be there: {names}",
                    "{n} files in the archive were left out because they may not be there: {names}",
                    len(names),
                    names=", ".join(names[:5]),
                )
            )

    def _check_room(self) -> None:
        """Refuse before anything is decoded what would not fit."""
        pixels = 0
        for name in self._archive:
            if name.lower().endswith(".png"):
                with contextlib.suppress(MemberError):
                    width, height = png_size(self._archive.head(name, 24)) or (0, 0)
                    pixels += width * height
        room = shutil.disk_usage(self._blocks.path).free
        if pixels > MAX_TOTAL_PIXELS or pixels * 4 > room:
            size = pixels * 4 // 2**20
            raise StudioError(
                text(
                    "{name} is too large: its layers need {size} MiB.",
                    name=self._path.name,
                    size=size,
                )
            )

    def _checkpoint(self) -> None:
        if self._context is not None:
            self._context.checkpoint(None)

    def _lose(self, notice: Text) -> None:
        self._damaged = True
        self._notices.append(notice)

    def _changed_elsewhere(self, layer: str) -> None:
        self._notices.append(
            text(
                "Another program changed the picture of {layer}; it is now a layer of its own.",
                layer=layer,
            )
        )

    def _recovered(self) -> Text:
        names = [layer.name for layer in self._layers.values()]
        if not names:
            raise self._hopeless()
        return text(
            "Recovered: {names}. Save it under another name to keep the damaged file.",
            names=", ".join(names[:20]),
        )

    def _hopeless(self) -> StudioError:
        message = text("{name} is damaged and cannot be opened.", name=self._path.name)
        return _with_backup(self._path, StudioError(message))


def _within(layer: RasterLayer) -> RasterLayer:
    """``layer`` with its numbers in their ranges."""
    x, y = (max(-_FAR, min(_FAR, number)) for number in (layer.x, layer.y))
    opacity = max(0.0, min(1.0, layer.opacity))
    return msgspec.structs.replace(layer, x=x, y=y, opacity=opacity)
