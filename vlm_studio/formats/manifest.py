"""Reading ``document.json``: the tree of layers with their annotations, from a file that may be newer or damaged."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer, VectorLayer, new_id
from vlm_studio.document.vectors import MAX_OBJECTS, MAX_SEGMENTS, VectorObject, segments, sound
from vlm_studio.formats.archive import MAX_MEMBERS, MemberError
from vlm_studio.formats.images import check_size
from vlm_studio.formats.links import Link
from vlm_studio.formats.openraster import StackLayer, raster
from vlm_studio.formats.pieces import Pieces
from vlm_studio.formats.readers import MAX_DEPTH, ContentError, read_json
from vlm_studio.formats.reuse import MAX_PNG
from vlm_studio.formats.values import Provenances, decode_annotations, unpack
from vlm_studio.log import logger
from vlm_studio.words import plural_text, text

_MAX_JSON = 512 << 20
_FAR = 1_000_000
_KINDS = {"version": int, "width": int, "height": int, "layers": list, "id": str}


def read_manifest(pieces: Pieces) -> ManifestReader | None:
    """A reader of ``document.json``; ``None`` when there is none, or it is damaged in its main lines."""
    if "document.json" not in pieces.archive:
        return None
    try:
        data = pieces.archive.read("document.json", _MAX_JSON)
        document: dict[str, Any] = read_json(data, dict[str, Any])
        if not all(isinstance(document.get(key), kind) for key, kind in _KINDS.items()):
            raise ContentError("not a document")
        origins = msgspec.convert(document.get("provenances", []), list[Provenance])
    except (MemberError, ContentError, msgspec.ValidationError):
        logger.warning("damaged document.json", exc_info=True)
        pieces.lose(
            text("The annotations of this project are damaged; only its pictures were recovered.")
        )
        return None
    return ManifestReader(pieces, document, Provenances(origins))


class ManifestReader:
    """Turns one ``document.json`` into layers, which it adds to ``pieces``."""

    def __init__(self, pieces: Pieces, document: dict[str, Any], provenances: Provenances) -> None:
        self.version: int = document["version"]
        self._pieces = pieces
        self._document = document
        self._provenances = provenances

    def state(self) -> DocumentState:
        """The whole document. Raises :class:`~vlm_studio.errors.StudioError`."""
        document, pieces = self._document, self._pieces
        check_size((document["width"], document["height"]), pieces.name)
        pieces.children[ROOT] = self._members(document["layers"], 1)
        try:
            return unpack(
                document,
                DocumentState,
                also=("version", "program", "provenances"),
                layers=pieces.layers,
                children=pieces.groups(),
                annotations=pieces.annotations,
            )
        except msgspec.ValidationError as error:
            raise pieces.hopeless() from error

    def _members(self, items: Any, depth: int) -> tuple[str, ...]:
        """Ids of the layers that could be read from ``items``, from the bottom up."""
        if depth > MAX_DEPTH or not isinstance(items, list) or len(items) > MAX_MEMBERS:
            raise self._pieces.hopeless()
        return tuple(id for item in items for id in self._member(item, depth))

    def _member(self, item: Any, depth: int) -> tuple[str, ...]:
        if not isinstance(item, dict):
            raise self._pieces.hopeless()
        item = {**item, "name": str(item.get("name", "")), "id": self._id(item)}
        try:
            match item.get("type"):
                case "raster":
                    return self._raster(item)
                case "annotation":
                    return self._annotation_layer(item)
                case "vector":
                    return self._vector_layer(item)
                case "group":
                    return self._group(item, depth)
        except (msgspec.ValidationError, IndexError, TypeError, ValueError):
            logger.warning("a layer could not be read", exc_info=True)
        self._pieces.lose(
            text(
                "The layer {layer} is of an unknown kind or damaged and was left out.",
                layer=item["name"],
            )
        )
        return ()

    def _id(self, item: dict[str, Any]) -> str:
        id = item.get("id")
        return id if isinstance(id, str) and id and id not in self._pieces.layers else new_id()

    def _group(self, item: dict[str, Any], depth: int) -> tuple[str, ...]:
        group = unpack(item, GroupLayer, also=("layers",), opacity=_opacity(item))
        self._pieces.keep(group)
        self._pieces.children[group.id] = self._members(item.get("layers", []), depth + 1)
        return (group.id,)

    def _raster(self, item: dict[str, Any]) -> tuple[str, ...]:
        if "link" in item:
            return self._linked(item)
        picture = self._pieces.picture(item["name"], str(item.get("src")))
        if picture is None:
            return ()
        block, sha256 = picture
        layer = self._raster_layer(item, block)
        if self._pieces.with_pixels and sha256 != item.get("sha256"):
            # Other pixels are another layer: what a model said of the old ones does not hold for them.
            layer = msgspec.structs.replace(layer, id=new_id(), provenance=None)
            self._changed_elsewhere(layer.name)
        return self._pieces.keep(layer)

    def _linked(self, item: dict[str, Any]) -> tuple[str, ...]:
        block = self._pieces.linked(msgspec.convert(item["link"], Link))
        return () if block is None else self._pieces.keep(self._raster_layer(item, block))

    def _raster_layer(self, item: dict[str, Any], block: Block) -> RasterLayer:
        return unpack(
            item,
            RasterLayer,
            also=("src", "sha256", "link"),
            block=block,
            provenance=self._provenances.at(item.get("provenance")),
            x=_place(item.get("x", 0)),
            y=_place(item.get("y", 0)),
            opacity=_opacity(item),
        )

    def _annotation_layer(self, item: dict[str, Any]) -> tuple[str, ...]:
        also = ("src", "sha256", "annotations")
        layer = unpack(item, AnnotationLayer, also=also, removed=(), opacity=_opacity(item))
        annotations, removed = self._annotations(layer.name, str(item.get("annotations")))
        self._pieces.keep(msgspec.structs.replace(layer, removed=removed))
        if annotations:
            self._pieces.annotations[layer.id] = annotations
        return (layer.id, *self._painted_over(item))

    def _vector_layer(self, item: dict[str, Any]) -> tuple[str, ...]:
        written = item.get("objects", [])
        objects = [each for each in map(_object, written) if each is not None]
        if len(objects) > MAX_OBJECTS or segments(objects) > MAX_SEGMENTS:
            raise ValueError("too many objects")
        by_id = {each.id: each for each in objects}
        also = ("src", "sha256")
        layer = unpack(
            item,
            VectorLayer,
            also=also,
            objects=tuple(by_id.values()),
            provenance=self._provenances.at(item.get("provenance")),
            credit=str(item.get("credit", "")),
            opacity=_opacity(item),
        )
        self._lose_objects(layer, len(written) - len(by_id))
        self._pieces.keep(layer)
        return (layer.id, *self._painted_over(item))

    def _lose_objects(self, layer: VectorLayer, lost: int) -> None:
        if lost:
            self._pieces.lose(
                plural_text(
                    "{n} object of {layer} could not be understood and was left out.",
                    "{n} objects of {layer} could not be understood and were left out.",
                    lost,
                    layer=layer.name,
                )
            )

    def _annotations(
        self, layer: str, member: str
    ) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...]]:
        try:
            data = self._pieces.archive.read(member, _MAX_JSON)
            found = decode_annotations(data, self._provenances)
        except (MemberError, ContentError):
            logger.warning("damaged annotations", exc_info=True)
            self._pieces.lose(
                text("The annotations of {layer} are damaged and were left out.", layer=layer)
            )
            return (), ()
        if found.lost:
            self._pieces.lose(
                plural_text(
                    "{n} annotation of {layer} could not be understood and was left out.",
                    "{n} annotations of {layer} could not be understood and were left out.",
                    found.lost,
                    layer=layer,
                )
            )
        return found.annotations, found.removed

    def _painted_over(self, item: dict[str, Any]) -> tuple[str, ...]:
        """A raster layer for the picture of an annotation or vector layer, if another program changed it."""
        src, name = str(item.get("src")), item["name"]
        if not self._pieces.with_pixels:
            return ()
        try:
            data = self._pieces.archive.read(src, MAX_PNG)
        except MemberError:
            return ()  # it can be drawn again from what is in the layer
        place = self._placed(src)
        if hashlib.sha256(data).hexdigest() == item.get("sha256") or place is None:
            return ()
        picture = self._pieces.picture(name, src)
        if picture is None:
            return ()
        self._changed_elsewhere(name)
        return self._pieces.keep(raster(place, {"name": name, "block": picture[0]}))

    def _placed(self, src: str) -> StackLayer | None:
        """The layer of ``stack.xml`` that shows the picture ``src``."""
        try:
            waiting = list(self._pieces.stack().layers)
        except (MemberError, ContentError):
            return None
        while waiting:
            layer = waiting.pop()
            if layer.src == src:
                return layer
            waiting += layer.members
        return None

    def _changed_elsewhere(self, layer: str) -> None:
        self._pieces.notices.append(
            text(
                "Another program changed the picture of {layer}; it is now a layer of its own.",
                layer=layer,
            )
        )


def _object(written: Any) -> VectorObject | None:
    try:
        object = msgspec.convert(written, VectorObject)
    except msgspec.ValidationError:
        return None
    return object if sound(object) else None


def _place(number: Any) -> int:
    return max(-_FAR, min(_FAR, int(number)))


def _opacity(item: dict[str, Any]) -> float:
    return max(0.0, min(1.0, float(item.get("opacity", 1.0))))
