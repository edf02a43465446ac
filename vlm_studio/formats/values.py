"""Values of the document as plain JSON objects and back, with the fields that this version does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from vlm_studio.document.annotations import Annotation, Provenance, Shape
from vlm_studio.document.blocks import MAX_SIDE
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask, decode_counts
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.formats.readers import ContentError, read_json

S = TypeVar("S", bound=msgspec.Struct)

_FAR = 10.0 * MAX_SIDE


def pack(value: msgspec.Struct, **more: Any) -> dict[str, Any]:
    """``value`` as a JSON object: its unknown fields (``extra``), its own, and ``more``, later ones winning."""
    known = msgspec.to_builtins(value, order="deterministic")
    extra = known.pop("extra", {})
    return {**extra, **known, **more}


def unpack(data: Mapping[str, Any], kind: type[S], also: Iterable[str] = (), **given: Any) -> S:
    """The ``kind`` that :func:`pack` wrote; fields neither known nor named in ``also`` go to its ``extra``.

    ``given`` are fields that come from elsewhere. Raises ``msgspec.ValidationError``.
    """
    fields = {field.name for field in msgspec.structs.fields(kind)} - {"extra"}
    known = {name: value for name, value in data.items() if name in fields}
    strange = fields | set(also) | {"type"}
    extra = {name: value for name, value in data.items() if name not in strange}
    return msgspec.convert({**known, **given, "extra": extra}, kind)


class Provenances:
    """Every provenance of a document once; annotations name theirs by its place in ``values``."""

    def __init__(self, values: Iterable[Provenance] = ()) -> None:
        self.values = list(values)
        self._places: dict[bytes, int] = {}

    def place(self, provenance: Provenance | None) -> int | None:
        """Where ``provenance`` stands in :attr:`values`, appended if it is new."""
        if provenance is None:
            return None
        key = msgspec.json.encode(provenance, order="deterministic")
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(provenance)
        return self._places[key]

    def at(self, place: int | None) -> Provenance | None:
        """The provenance at ``place``. Raises ``IndexError``."""
        if place is None:
            return None
        if place < 0:
            raise IndexError(place)
        return self.values[place]


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An annotation in the file: its provenance is a place in the document's list."""

    id: int
    label: str
    shape: Shape
    score: float | None = None
    provenance: int | None = None
    edited: bool = False


class _Member(msgspec.Struct, frozen=True):
    annotations: list[_Stored]
    removed: list[_Stored] = []


class _LooseMember(msgspec.Struct, frozen=True):
    annotations: list[dict[str, Any]]
    removed: list[dict[str, Any]] = []


class LayerAnnotations(msgspec.Struct, frozen=True):
    """The annotations of a layer, those a person deleted, and how many could not be understood."""

    annotations: tuple[Annotation, ...] = ()
    removed: tuple[Annotation, ...] = ()
    lost: int = 0


def encode_annotations(
    annotations: Iterable[Annotation], removed: Iterable[Annotation], provenances: Provenances
) -> bytes:
    """The member of one layer, as JSON."""
    return msgspec.json.encode(
        {
            "annotations": [_store(a, provenances) for a in annotations],
            "removed": [_store(a, provenances) for a in removed],
        }
    )


def _store(a: Annotation, provenances: Provenances) -> _Stored | dict[str, Any]:
    stored = _Stored(a.id, a.label, a.shape, a.score, provenances.place(a.provenance), a.edited)
    return {**a.extra, **msgspec.to_builtins(stored)} if a.extra else stored


def decode_annotations(data: bytes, provenances: Provenances) -> LayerAnnotations:
    """What :func:`encode_annotations` wrote. Raises :class:`ContentError` when it is no such member at all."""
    try:
        strict: _Member = read_json(data, _Member)
    except msgspec.ValidationError:
        return _decode_loosely(data, provenances)
    return _gathered(
        [_restore(stored, {}, provenances) for stored in strict.annotations],
        [_restore(stored, {}, provenances) for stored in strict.removed],
    )


def _decode_loosely(data: bytes, provenances: Provenances) -> LayerAnnotations:
    """One by one, for a file of another version: strange fields are kept, strange annotations are counted."""
    try:
        loose: _LooseMember = read_json(data, _LooseMember)
    except msgspec.ValidationError as error:
        raise ContentError(str(error)) from error
    return _gathered(
        [_restore_loosely(found, provenances) for found in loose.annotations],
        [_restore_loosely(found, provenances) for found in loose.removed],
    )


_KNOWN = {field.name for field in msgspec.structs.fields(_Stored)}


def _restore_loosely(found: dict[str, Any], provenances: Provenances) -> Annotation | None:
    try:
        known = {name: value for name, value in found.items() if name in _KNOWN}
        stored = msgspec.convert(known, _Stored)
    except msgspec.ValidationError:
        return None
    extra = {name: value for name, value in found.items() if name not in _KNOWN}
    return _restore(stored, extra, provenances)


def _restore(stored: _Stored, extra: dict[str, Any], provenances: Provenances) -> Annotation | None:
    try:
        provenance = provenances.at(stored.provenance)
    except IndexError:
        return None
    if not sound(stored.shape) or not (stored.score is None or 0 <= stored.score <= 1):
        return None
    return Annotation(
        stored.id, stored.label, stored.shape, stored.score, provenance, stored.edited, extra
    )


def _gathered(
    annotations: list[Annotation | None], removed: list[Annotation | None]
) -> LayerAnnotations:
    by_id = {a.id: a for a in reversed(annotations) if a is not None}
    kept = tuple(by_id[id] for id in sorted(by_id))
    gone = tuple(a for a in removed if a is not None)
    return LayerAnnotations(kept, gone, len(annotations) + len(removed) - len(kept) - len(gone))


def sound(shape: Shape) -> bool:
    """Whether a shape from a file can be drawn and counted without surprises."""
    match shape:
        case Mask():
            return _sound_mask(shape)
        case Polygon(points=points):
            return len(points) >= 3 and all(_near(p.x) and _near(p.y) for p in points)
        case Pose(skeleton=skeleton, joints=joints):
            known = SKELETONS.get(skeleton)
            return (
                known is not None
                and len(joints) == len(known.joints)
                and all(_near(j.x) and _near(j.y) and 0 <= j.score <= 1 for j in joints)
            )
        case (
            Box(x=x, y=y, width=width, height=height)
            | Ellipse(x=x, y=y, width=width, height=height)
        ):
            return width >= 0 and height >= 0 and all(map(_near, (x, y, width, height)))


def _sound_mask(mask: Mask) -> bool:
    if not (0 < mask.width <= MAX_SIDE and 0 < mask.height <= MAX_SIDE):
        return False
    if not (_near(mask.x) and _near(mask.y)):
        return False
    try:
        lengths = decode_counts(mask.counts)
    except ValueError:
        return False
    return bool((lengths >= 0).all() and lengths.sum() == mask.width * mask.height)


def _near(number: float) -> bool:
    return -_FAR <= number <= _FAR
