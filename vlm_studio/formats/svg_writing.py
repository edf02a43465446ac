"""Vector layers as an SVG file: shapes stay shapes and text stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import msgspec

from vlm_studio.document.affine import Affine
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import GroupLayer, VectorLayer
from vlm_studio.document.vectors import Lettering, Oval, Path, Rectangle, VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.formats.exporting import Export
from vlm_studio.formats.svg_groups import CREDIT, MARK
from vlm_studio.formats.svg_paths import write_path
from vlm_studio.sketch.svgpath import number
from vlm_studio.words import text

_NORMAL = "svg:src-over"
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
"""Whose words other programs know as well: layers are layers there."""


def write(export: Export) -> None:
    """One SVG file a document. Raises :class:`~vlm_studio.errors.StudioError` when there is nothing to write."""
    targets = export.targets((".svg",))
    for index, path in enumerate(targets):
        with export.whole(index) as state:
            if not any(isinstance(layer, VectorLayer) for layer, _ in state.shown()):
                message = text("{name} has no visible vector layer to export.", name=state.name)
                raise StudioError(message)
            export.put_bytes(path, svg(state))


def svg(state: DocumentState) -> bytes:
    """The visible vector layers of ``state`` in their groups."""
    width, height = state.width, state.height
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="{_INKSCAPE}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">',
        f"<title>{_content(state.name)}</title>",
        *_members(state, ROOT),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _members(state: DocumentState, parent: str) -> list[str]:
    lines: list[str] = []
    for layer in (state.layers[id] for id in state.children.get(parent, ())):
        if not layer.visible:
            continue
        if isinstance(layer, GroupLayer):
            inside = _members(state, layer.id)
        elif isinstance(layer, VectorLayer):
            inside = [*_credit(layer), *_objects(layer.objects)]
        else:
            continue
        if inside:
            lines += [_opened(layer), *inside, "</g>"]
    return lines


def _credit(layer: VectorLayer) -> list[str]:
    words = f'<desc class="{CREDIT}">{_content(layer.credit)}</desc>'
    return [words] if layer.credit and layer.objects else []


def _opened(layer: GroupLayer | VectorLayer) -> str:
    words = f'<g inkscape:groupmode="layer"{_said("inkscape:label", layer.name)}'
    words += _said("aria-label", layer.name)
    if layer.opacity < 1:
        words += f' opacity="{number(layer.opacity)}"'
    if layer.blend != _NORMAL and layer.blend.startswith("svg:"):
        words += f' style="mix-blend-mode:{escape(layer.blend.removeprefix("svg:"))}"'
    return words + ">"


def _objects(objects: Sequence[VectorObject]) -> Iterator[str]:
    """Those of one group that lie upon each other as one thing."""
    for group, members in groupby(objects, lambda each: each.group):
        if group:
            yield from _thing(group, list(members))
        else:
            yield from map(_element, members)


def _thing(group: int, members: Sequence[VectorObject]) -> Iterator[str]:
    """A group, which has the name if all its ``members`` have the same."""
    name, *others = {each.name for each in members}
    if name and not others:
        yield f'<g {MARK}="{group}"{_said("aria-label", name)}>'
        yield from (_element(msgspec.structs.replace(each, name="")) for each in members)
    else:
        yield f'<g {MARK}="{group}">'
        yield from map(_element, members)
    yield "</g>"


def _element(each: VectorObject) -> str:
    shape, paint = each.shape, _paint(each)
    match shape:
        case Path():
            return f'<path d="{write_path(shape)}"{paint}/>'
        case Rectangle(x=x, y=y, width=width, height=height, radius=radius):
            round = f' rx="{number(radius)}"' if radius else ""
            place = f'x="{number(x)}" y="{number(y)}"'
            size = f'width="{number(width)}" height="{number(height)}"'
            return f"<rect {place} {size}{round}{paint}/>"
        case Oval(x=x, y=y, width=width, height=height):
            centre = f'cx="{number(x + width / 2)}" cy="{number(y + height / 2)}"'
            radii = f'rx="{number(width / 2)}" ry="{number(height / 2)}"'
            return f"<ellipse {centre} {radii}{paint}/>"
        case Lettering():
            return f"<text{_font(shape)}{paint}>{_content(shape.text)}</text>"


def _paint(each: VectorObject) -> str:
    words = _said("aria-label", each.name) if each.name else ""
    words += _colour("fill", each.fill)
    if each.fill is not None and each.rule != "nonzero":
        words += f' fill-rule="{each.rule}"'
    if each.stroke is not None:
        words += f'{_colour("stroke", each.stroke)} stroke-width="{number(each.width)}"'
        words += f' stroke-linecap="{each.cap}" stroke-linejoin="{each.join}"'
        if each.dash:
            parts = " ".join(number(part * each.width) for part in each.dash)
            words += f' stroke-dasharray="{parts}"'
    if each.opacity < 1:
        words += f' opacity="{number(each.opacity)}"'
    return words


def _colour(name: str, colour: str | None) -> str:
    if colour is None:
        return f' {name}="none"'
    words = f' {name}="{colour[:7]}"'
    if len(colour) > 7:
        words += f' {name}-opacity="{number(int(colour[7:], 16) / 255)}"'
    return words


def _font(shape: Lettering) -> str:
    words = f' transform="matrix({_matrix(shape.place)})" font-size="{number(shape.size)}"'
    if shape.family:
        words += _said("font-family", shape.family)
    if shape.bold:
        words += ' font-weight="bold"'
    if shape.italic:
        words += ' font-style="italic"'
    if shape.anchor != "start":
        words += f' text-anchor="{shape.anchor}"'
    return words


def _matrix(place: Affine) -> str:
    return " ".join(f"{value:.6g}" for value in place)


def _said(name: str, words: str) -> str:
    return f" {name}={quoteattr(_printable(words))}"


def _content(words: str) -> str:
    return escape(_printable(words))


def _printable(words: str) -> str:
    """``words`` without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in words)
