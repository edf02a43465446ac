"""SVG files in, as vector objects. Nothing outside the file is looked at; what is not understood is counted and said.

Elements, attributes and their meaning are those of https://www.w3.org/TR/SVG2/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path as FilePath
from xml.etree import ElementTree

import msgspec

from vlm_studio.document import affine
from vlm_studio.document.affine import Affine
from vlm_studio.document.vectors import (
    MAX_OBJECTS,
    MAX_SEGMENTS,
    VectorObject,
    VectorShape,
    segments,
    sound,
)
from vlm_studio.errors import StudioError
from vlm_studio.formats.images import check_size, reading
from vlm_studio.formats.readers import MAX_DEPTH, ContentError, DoctypeError, read_xml
from vlm_studio.formats.svg_shapes import shape_of
from vlm_studio.formats.svg_style import Style, declared, inherited
from vlm_studio.formats.svg_values import length, numbers, transform
from vlm_studio.words import Text, plural_text, text

MAX_BYTES = 16 * 2**20
_MAX_ELEMENTS = 50_000
_MAX_USES = 2_000
"""Elements that may be used again where others stand; a few of them can stand for millions of shapes."""
_GROUPS = {"svg", "g", "a", "switch", "symbol"}
_SILENT = {"title", "desc", "metadata", "defs", "namedview", "script"}
"""What paints nothing; scripts are not run."""
_DEFAULT = 300.0, 150.0
"""Pixels of a picture that does not say how large it is, as in a browser."""


class Drawing(msgspec.Struct, frozen=True):
    """What an SVG file draws, in pixels of a picture of that size."""

    objects: tuple[VectorObject, ...]
    width: int
    height: int
    notices: tuple[Text, ...] = ()


def read_svg_file(path: FilePath) -> Drawing:
    """The drawing in the SVG file ``path``. Raises :class:`~vlm_studio.errors.StudioError`."""
    with reading(path) as file:
        data = file.read(MAX_BYTES + 1)
    return read_svg(data, path.name)


def read_svg(data: bytes, name: str) -> Drawing:
    """The drawing in ``data``, which sentences call ``name``. Raises :class:`~vlm_studio.errors.StudioError`."""
    if len(data) > MAX_BYTES:
        raise StudioError(text("{name} is too large to be read.", name=name))
    try:
        root = read_xml(data, _MAX_ELEMENTS)
    except DoctypeError as error:
        message = text("{name} has a document type (DOCTYPE), which is not read.", name=name)
        raise StudioError(message) from error
    except ContentError as error:
        raise StudioError(text("{name} is damaged, or no SVG file.", name=name)) from error
    if _tag(root) != "svg":
        raise StudioError(text("{name} is damaged, or no SVG file.", name=name))
    width, height, by = _frame(root)
    check_size((width, height), name)
    reader = _Reader(root, name, (width, height))
    reader.read(root, by)
    return Drawing(tuple(reader.objects), width, height, reader.notices())


class _Reader:
    """Walks through the elements and gathers objects."""

    def __init__(self, root: ElementTree.Element, name: str, size: tuple[int, int]) -> None:
        self.objects: list[VectorObject] = []
        self._name = name
        self._size = size
        self._unknown: Counter[str] = Counter()
        self._ids: dict[str, ElementTree.Element] = {}
        for element in root.iter():
            self._ids.setdefault(element.get("id", ""), element)
        self._visited = self._uses = self._segments = 0

    def notices(self) -> tuple[Text, ...]:
        """One sentence about all that was left out or simplified."""
        if not self._unknown:
            return ()
        return (
            plural_text(
                "{n} thing in {name} is not understood and was left out: {what}.",
                "{n} things in {name} are not understood and were left out: {what}.",
                self._unknown.total(),
                name=self._name,
                what=", ".join(sorted(self._unknown)[:8]),
            ),
        )

    def read(self, root: ElementTree.Element, by: Affine) -> None:
        """Everything in ``root``."""
        said = declared(root.attrib)
        self._members(root, by, inherited(Style(), said, self._unknown), "", 1)

    def _members(
        self, group: ElementTree.Element, by: Affine, style: Style, name: str, depth: int
    ) -> None:
        for element in group:
            self._element(element, by, style, name, depth)

    def _element(
        self, element: ElementTree.Element, by: Affine, around: Style, name: str, depth: int
    ) -> None:
        self._visited += 1
        if depth > MAX_DEPTH or self._visited > MAX_OBJECTS:
            raise self._too_much()
        tag, said = _tag(element), declared(element.attrib)
        if tag is None or tag in _SILENT or said.get("display") == "none":
            return
        try:
            inside = affine.after(by, transform(said.get("transform")))
        except (ValueError, OverflowError):
            self._unknown["transform"] += 1
            return
        style = inherited(around, said, self._unknown)
        name = said.get("aria-label") or said.get("label") or said.get("id") or name
        if tag in _GROUPS and not (tag == "symbol" and depth == 1):
            self._group(element, tag, said, inside, style, name, depth)
        elif tag == "use":
            self._use(said, inside, style, name, depth)
        else:
            self._shape(element, tag, said, inside, style, name)

    def _group(
        self,
        element: ElementTree.Element,
        tag: str,
        said: Mapping[str, str],
        by: Affine,
        style: Style,
        name: str,
        depth: int,
    ) -> None:
        if tag in ("svg", "symbol") and "viewBox" in said:
            self._unknown["viewBox"] += 1
        if tag == "svg":
            by = affine.after(by, self._step(said))
        self._members(element, by, style, name, depth + 1)

    def _use(
        self, said: Mapping[str, str], by: Affine, style: Style, name: str, depth: int
    ) -> None:
        address = said.get("href") or said.get("xlink:href") or ""
        self._uses += 1
        if self._uses > _MAX_USES:
            raise self._too_much()
        target = self._ids.get(address[1:]) if address.startswith("#") and address[1:] else None
        if target is None:
            self._unknown["use"] += 1
            return
        self._element(target, affine.after(by, self._step(said)), style, name, depth + 1)

    def _step(self, said: Mapping[str, str]) -> Affine:
        across, down = self._size
        return affine.move(length(said.get("x"), across), length(said.get("y"), down))

    def _shape(
        self,
        element: ElementTree.Element,
        tag: str,
        said: Mapping[str, str],
        by: Affine,
        style: Style,
        name: str,
    ) -> None:
        try:
            found = shape_of(element, tag, said, style, self._size)
            shape = None if found is None else found.mapped(by)
        except KeyError:
            self._unknown[tag] += 1
            return
        except OverflowError as error:
            raise self._too_much() from error
        except (StudioError, ValueError, ArithmeticError):
            self._unknown["path" if tag == "path" else "number"] += 1
            return
        if len(element) > 1:
            self._unknown["tspan"] += 1  # its letters are there, all in one line
        if shape is not None and style.visible:
            self._add(shape, by, style, name)

    def _add(self, shape: VectorShape, by: Affine, style: Style, name: str) -> None:
        fill, stroke = style.paint("fill"), style.paint("stroke")
        if not style.width:
            stroke = None
        if fill is None and stroke is None:
            return
        made = VectorObject(
            id=len(self.objects) + 1,
            shape=shape,
            fill=fill,
            stroke=stroke,
            width=style.width * affine.size(by) if stroke is not None else 1.0,
            cap=style.cap,
            join=style.join,
            rule=style.rule,
            opacity=style.opacity,
            name=name[:200],
        )
        self._segments += segments([made])
        if self._segments > MAX_SEGMENTS:
            raise self._too_much()
        if sound(made):
            self.objects.append(made)
        else:
            self._unknown["number"] += 1

    def _too_much(self) -> StudioError:
        return StudioError(text("{name} holds too many shapes to be opened.", name=self._name))


def _tag(element: ElementTree.Element) -> str | None:
    """The name of an element of SVG; ``None`` for one of another language."""
    prefix, colon, name = element.tag.rpartition(":")
    return name if not colon or prefix == "svg" else None


def _frame(root: ElementTree.Element) -> tuple[int, int, Affine]:
    """Width and height in whole pixels, and the map from the units of the picture to them."""
    box = _view_box(root.get("viewBox"))
    whole = (box[2], box[3]) if box else _DEFAULT
    width = length(root.get("width"), whole[0], 0.0)
    height = length(root.get("height"), whole[1], 0.0)
    if width <= 0 and height <= 0:
        width, height = whole
    elif width <= 0 or height <= 0:
        ratio = whole[0] / whole[1]
        width, height = (width or height * ratio), (height or width / ratio)
    pixels = max(1, min(10**9, round(width))), max(1, min(10**9, round(height)))
    if box is None:
        return *pixels, affine.IDENTITY
    across, down = width / box[2], height / box[3]
    if "none" not in root.get("preserveAspectRatio", ""):
        across = down = min(across, down)
    shift = affine.move(
        (width - box[2] * across) / 2 - box[0] * across,
        (height - box[3] * down) / 2 - box[1] * down,
    )
    return *pixels, affine.after(shift, affine.scale(across, down))


def _view_box(words: str | None) -> tuple[float, float, float, float] | None:
    try:
        x, y, width, height = numbers(words or "", 4)
    except ValueError:
        return None
    return (x, y, width, height) if 0 < width < 1e9 and 0 < height < 1e9 else None
