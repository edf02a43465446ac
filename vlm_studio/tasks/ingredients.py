"""What a painting was made from besides words: remembered, and taken again from the layers that it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import msgspec

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import Control, ControlKind, PaintRequest, Place
from vlm_studio.tasks.following import FOLLOWED, can_follow, taken
from vlm_studio.words import Text, text

PIXELS = ("picture", "mask", "controls")
"""What is remembered of pixels, by its name among the parameters of a painting."""
BEGAN = text("the picture that it began with")

_Artboard = tuple[int, int, int, int]


class Began(msgspec.Struct, frozen=True, omit_defaults=True):
    """The picture that a painting began with: the checksum of its RGBA pixels, and the layers ``sources`` it was taken
    from with their frame in the document, if it was.
    """

    crc32: str
    sources: tuple[str, ...] = ()
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


class Followed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that a painting followed: the checksum of what its model saw of it, and the ``layer`` it was taken from
    when the artboard lay at ``x, y`` of the document, if it was.
    """

    kind: ControlKind
    model: str
    strength: float
    crc32: str = ""
    layer: str = ""
    x: int = 0
    y: int = 0


class _Had(msgspec.Struct, frozen=True):
    picture: Began | None = None
    mask: Mask | None = None
    controls: tuple[Followed, ...] = ()

    @property
    def of_document(self) -> bool:
        """Whether all of it was taken from layers."""
        return (self.picture is None or bool(self.picture.sources)) and all(
            one.layer for one in self.controls
        )


def in_document(request: PaintRequest, provenance: Provenance, document: Document) -> PaintRequest:
    """``request`` with the picture and the mask that it had and what it followed, as they are in ``document`` now.

    Raises :class:`StudioError` that names what is not there.
    """
    had = _had(provenance)
    picture = _picture(had.picture, document) if had.picture is not None else None
    place = Place(had.controls[0].x, had.controls[0].y) if had.controls else None
    artboard = _artboard(request, picture, place)
    controls = [_control(one, document, artboard) for one in had.controls]
    gone = [BEGAN] if had.picture is not None and picture is None else []
    gone += [FOLLOWED[one.kind] for one, now in zip(had.controls, controls) if now is None]
    if gone:
        raise StudioError(
            text(
                "This cannot be made again, because this is gone or hidden: {what}. Use its words, and choose others.",
                what=listed(gone),
            )
        )
    return msgspec.structs.replace(
        request,
        picture=picture,
        inside=(had.mask,) if had.mask is not None else (),
        controls=tuple(one for one in controls if one is not None),
        place=None if picture is not None else place,
    )


def changed(then: Provenance, now: Provenance) -> Iterator[Text]:
    """Which of what was taken is not as it was; nothing of what was not remembered."""
    if _checksum(then) != _checksum(now):
        yield BEGAN
    for before, after in zip(followed(then), followed(now)):
        if before.crc32 and before.crc32 != after.crc32:
            yield FOLLOWED[before.kind]


def followed(provenance: Provenance) -> tuple[Followed, ...]:
    """What the painting from there followed; nothing when that is not said, or damaged."""
    try:
        return msgspec.convert(provenance.parameters.get("controls", ()), tuple[Followed, ...])
    except msgspec.ValidationError:
        return ()


def listed(several: Sequence[Text]) -> Text:
    """All of them, each once, in one line."""
    unlike = [each for i, each in enumerate(several) if each not in several[:i]]
    return reduce(lambda first, other: text("{first}, {next}", first=first, next=other), unlike)


def _had(provenance: Provenance) -> _Had:
    """Raises :class:`StudioError` where not all of it was taken from a document."""
    said = provenance.parameters
    try:
        had = msgspec.convert({name: said[name] for name in PIXELS if name in said}, _Had)
    except msgspec.ValidationError:
        had = None
    if had is None or not had.of_document:
        raise StudioError(
            text(
                "This was made from a picture, which is not kept with it. Use its words, and start from that picture."
            )
        )
    return had


def _artboard(request: PaintRequest, picture: PictureRef | None, place: Place | None) -> _Artboard:
    if picture is not None:
        return _frame(picture)
    return (place.x if place else 0, place.y if place else 0, request.width, request.height)


def _control(one: Followed, document: Document, artboard: _Artboard) -> Control | None:
    layer = document.layers.get(one.layer)
    if layer is None or not can_follow(one.kind, document, layer):
        return None
    control = Control(one.kind, model=one.model, strength=one.strength)
    return taken(control, document, layer, artboard)


def _picture(began: Began, document: Document) -> PictureRef | None:
    if len(began.sources) == 1 and began.sources[0] in document.layers:
        alone = document.picture(began.sources[0])
        if alone is not None and _frame(alone) == _frame(began):
            return alone
    found = [
        (layer, faded)
        for layer, faded in document.shown()
        if isinstance(layer, RasterLayer) and layer.id in began.sources
    ]
    if {layer.id for layer, _ in found} != set(began.sources):
        return None
    placed = tuple(PlacedBlock(r.block, r.x, r.y, faded, r.blend) for r, faded in found)
    return PictureRef(placed, *_frame(began), began.sources)


def _frame(of: PictureRef | Began) -> _Artboard:
    return of.x, of.y, of.width, of.height


def _checksum(provenance: Provenance) -> object:
    picture = provenance.parameters.get("picture")
    return picture.get("crc32") if isinstance(picture, dict) else None
