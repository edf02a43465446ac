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
from vlm_studio.formats.svg_frames import frame, inner
from vlm_studio.formats.svg_groups import Groups, Thing, credit
from vlm_studio.formats.svg_paints import gradients
from vlm_studio.formats.svg_shapes import shape_of
from vlm_studio.formats.svg_sheet import Sheet
from vlm_studio.formats.svg_style import Style, declared, inherited
from vlm_studio.formats.svg_values import length, transform
from vlm_studio.sketch.svgpath import at_least
from vlm_studio.words import Text, plural_text, text

MAX_BYTES = 16 * 2**20
_MAX_ELEMENTS = 50_000
_MAX_USES = 2_000
"""Elements that may be used again where others stand; a few of them can stand for millions of shapes."""
_GRADIENTS = frozenset(("linearGradient", "radialGradient"))
_GROUPS = {"svg", "g", "a", "switch", "symbol"}
_SILENT = {"title", "desc", "metadata", "defs", "namedview", "script", "style", *_GRADIENTS}
"""What paints nothing itself; scripts are not run."""


class Drawing(msgspec.Struct, frozen=True):
    """What an SVG file draws, in pixels of a picture of that size; ``credit`` as a vector layer has it."""

    objects: tuple[VectorObject, ...]
    width: int
    height: int
    notices: tuple[Text, ...] = ()
    credit: str = ""


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
        root = read_xml(data, _MAX_ELEMENTS, doctype=True)
    except DoctypeError as error:
        message = text("{name} defines entities in its DOCTYPE, which are not read.", name=name)
        raise StudioError(message) from error
    except ContentError as error:
        raise StudioError(text("{name} is damaged, or no SVG file.", name=name)) from error
    if _tag(root) != "svg":
        raise StudioError(text("{name} is damaged, or no SVG file.", name=name))
    width, height, by = frame(root.attrib)
    check_size((width, height), name)
    reader = _Reader(root, name, (width, height))
    reader.read(root, by)
    return Drawing(tuple(reader.objects), width, height, reader.notices(), credit(root))


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
        self._groups = Groups(root, _drawn, lambda each: _tag(each) in _GROUPS)
        self._sheet = Sheet(root, _tags("style"))
        self._paints = gradients(self._ids, _tags(*_GRADIENTS), _tags("stop"), self._sheet)
        self._visited = self._uses = self._segments = 0

    def notices(self) -> tuple[Text, ...]:
        """One sentence about all that was left out, and one about what was simplified."""
        simpler = self._unknown.pop("gradient", 0)
        if self._sheet.left_out:
            self._unknown["style"] += self._sheet.left_out
        said = []
        if self._unknown:
            said.append(
                plural_text(
                    "{n} thing in {name} is not understood and was left out: {what}.",
                    "{n} things in {name} are not understood and were left out: {what}.",
                    self._unknown.total(),
                    name=self._name,
                    what=", ".join(sorted(self._unknown)[:8]),
                )
            )
        if simpler:
            said.append(
                plural_text(
                    "{n} gradient in {name} became a single colour.",
                    "{n} gradients in {name} became single colours.",
                    simpler,
                    name=self._name,
                )
            )
        return tuple(said)

    def read(self, root: ElementTree.Element, by: Affine) -> None:
        """Everything in ``root``."""
        if _segments(root) > MAX_SEGMENTS:
            raise self._too_much()
        said = self._declared("svg", root)
        self._members(root, by, self._styled(Style(), said), Thing(), 1)

    def _declared(self, tag: str, element: ElementTree.Element) -> Mapping[str, str]:
        """What an element says itself: attributes, rules for it over them, and its own style over these."""
        return declared(self._sheet.declared(tag, element.attrib))

    def _styled(self, around: Style, said: Mapping[str, str]) -> Style:
        return inherited(around, said, self._unknown, self._paints)

    def _members(
        self, group: ElementTree.Element, by: Affine, style: Style, thing: Thing, depth: int
    ) -> None:
        for element in group:
            self._element(element, by, style, thing, depth)

    def _element(
        self, element: ElementTree.Element, by: Affine, around: Style, thing: Thing, depth: int
    ) -> None:
        self._visited += 1
        if depth > MAX_DEPTH or self._visited > MAX_OBJECTS:
            raise self._too_much()
        tag = _tag(element)
        if tag is None or tag in _SILENT:
            return
        said = self._declared(tag, element)
        if said.get("display") == "none":
            return
        try:
            inside = affine.after(by, transform(said.get("transform")))
        except (ValueError, OverflowError):
            self._unknown["transform"] += 1
            return
        style = self._styled(around, said)
        name = said.get("aria-label") or said.get("label") or said.get("id") or thing.name
        if tag in _GROUPS and not (tag == "symbol" and depth == 1):
            if tag == "svg":
                inside = affine.after(inside, inner(said, self._size))
            thing = self._groups.inside(element, thing, name)
            self._members(element, inside, style, thing, depth + 1)
        elif tag == "use":
            self._use(said, inside, style, Thing(name, thing.group), depth)
        else:
            self._shape(element, tag, said, inside, style, Thing(name, thing.group))

    def _use(
        self, said: Mapping[str, str], by: Affine, style: Style, thing: Thing, depth: int
    ) -> None:
        address = said.get("href") or said.get("xlink:href") or ""
        self._uses += 1
        if self._uses > _MAX_USES:
            raise self._too_much()
        target = self._ids.get(address[1:]) if address.startswith("#") and address[1:] else None
        if target is None:
            self._unknown["use"] += 1
            return
        across, down = self._size
        by = affine.after(
            by, affine.move(length(said.get("x"), across), length(said.get("y"), down))
        )
        if _tag(target) == "symbol":
            own = {name: said.get(name, target.get(name, "100%")) for name in ("width", "height")}
            by = affine.after(by, inner({**target.attrib, **own, "x": "0", "y": "0"}, self._size))
        self._element(target, by, style, thing, depth + 1)

    def _shape(
        self,
        element: ElementTree.Element,
        tag: str,
        said: Mapping[str, str],
        by: Affine,
        style: Style,
        thing: Thing,
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
            self._add(shape, by, style, thing)

    def _add(self, shape: VectorShape, by: Affine, style: Style, thing: Thing) -> None:
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
            dash=style.dashes() if stroke is not None else (),
            rule=style.rule,
            opacity=style.opacity,
            name=thing.name[:200],
            group=thing.group,
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


def _tags(*names: str) -> frozenset[str]:
    """The tags that elements of these names may have."""
    return frozenset(each for name in names for each in (name, f"svg:{name}"))


def _drawn(element: ElementTree.Element) -> bool:
    """Whether it could paint something."""
    tag = _tag(element)
    shown = tag is not None and tag not in _SILENT
    return shown and declared(element.attrib).get("display") != "none"


def _segments(element: ElementTree.Element) -> int:
    """About how many lines and curves its paths have, or little over the limit: reading them takes much longer."""
    count = 0
    for each in filter(_drawn, element):
        if count > MAX_SEGMENTS:
            break
        tag = _tag(each)
        if tag == "path":
            count += at_least(each.get("d", ""), MAX_SEGMENTS)
        elif tag != "symbol":
            count += _segments(each)
    return count


def _tag(element: ElementTree.Element) -> str | None:
    """The name of an element of SVG; ``None`` for one of another language."""
    prefix, colon, name = element.tag.rpartition(":")
    return name if not colon or prefix == "svg" else None
