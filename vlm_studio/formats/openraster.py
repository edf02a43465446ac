"""``stack.xml`` of OpenRaster archives: the tree of layers, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree

import msgspec

from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import GroupLayer, Layer, RasterLayer
from vlm_studio.formats.readers import ContentError, read_xml

MIMETYPE = b"image/openraster"
NAMESPACE = "urn:vlm-studio"
_ID = "vlm-studio:id"


class Placed(NamedTuple):
    """A PNG member and where its top-left pixel stands in the document."""

    src: str
    x: int
    y: int


class StackLayer(msgspec.Struct, frozen=True):
    """A layer as ``stack.xml`` says; ``src`` is its PNG, ``None`` in a group."""

    name: str
    src: str | None
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    blend: str = "svg:src-over"
    members: tuple[StackLayer, ...] = ()
    """From the bottom up."""


class Stack(msgspec.Struct, frozen=True):
    width: int
    height: int
    layers: tuple[StackLayer, ...]
    """From the bottom up."""


def stack_xml(state: DocumentState, pictures: Mapping[str, Placed]) -> bytes:
    """``stack.xml`` for ``state``; ``pictures`` by layer id. A layer of annotations or vectors without one is left out."""
    image = ElementTree.Element(
        "image",
        {
            "xmlns:vlm-studio": NAMESPACE,
            "version": "0.0.5",
            "w": str(state.width),
            "h": str(state.height),
            "name": _plain(state.name),
        },
    )
    _add_members(ElementTree.SubElement(image, "stack"), state, ROOT, pictures)
    return bytes(ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True))


def _add_members(
    parent: ElementTree.Element, state: DocumentState, id: str, pictures: Mapping[str, Placed]
) -> None:
    for child in reversed(state.children.get(id, ())):
        layer = state.layers[child]
        if isinstance(layer, GroupLayer):
            element = ElementTree.SubElement(parent, "stack", _attributes(layer))
            _add_members(element, state, child, pictures)
        elif child in pictures:
            src, x, y = pictures[child]
            place = {"src": src, "x": str(x), "y": str(y)}
            ElementTree.SubElement(parent, "layer", {**_attributes(layer), **place})


def _attributes(layer: Layer) -> dict[str, str]:
    attributes = {
        "name": _plain(layer.name),
        "opacity": f"{layer.opacity:.6g}",
        "visibility": "visible" if layer.visible else "hidden",
        "composite-op": _plain(getattr(layer, "blend", "svg:src-over")),
        _ID: _plain(layer.id),
    }
    return {**attributes, "edit-locked": "true"} if layer.locked else attributes


def _plain(words: str) -> str:
    """``words`` without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in words)


def read_stack(data: bytes) -> Stack:
    """Raises :class:`ContentError` when ``data`` is not a stack of layers."""
    image = read_xml(data)
    stack = image.find("stack")
    if image.tag != "image" or stack is None:
        raise ContentError("no image with a stack")
    try:
        return Stack(int(image.get("w", "")), int(image.get("h", "")), _members(stack))
    except ValueError as error:
        raise ContentError("the image has no size") from error


def _members(stack: ElementTree.Element) -> tuple[StackLayer, ...]:
    found = [_layer(element) for element in stack if element.tag in ("stack", "layer")]
    return tuple(reversed(found))


def _layer(element: ElementTree.Element) -> StackLayer:
    group = element.tag == "stack"
    return StackLayer(
        name=element.get("name", ""),
        src=None if group else element.get("src", ""),
        x=_whole(element.get("x")),
        y=_whole(element.get("y")),
        opacity=_fraction(element.get("opacity")),
        visible=element.get("visibility", "visible") != "hidden",
        locked=element.get("edit-locked") == "true",
        blend=element.get("composite-op", "svg:src-over"),
        members=_members(element) if group else (),
    )


def _whole(word: str | None) -> int:
    try:
        number = int(float(word or 0))
    except (ValueError, OverflowError):
        return 0
    return max(-1_000_000, min(1_000_000, number))


def _fraction(word: str | None) -> float:
    try:
        number = float(word or 1)
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, number)) if number == number else 1.0


def raster(layer: StackLayer, values: dict[str, object]) -> RasterLayer:
    """The raster layer for ``layer``; ``values`` are its other fields."""
    return msgspec.convert(
        {
            "name": layer.name,
            "x": layer.x,
            "y": layer.y,
            "opacity": layer.opacity,
            "visible": layer.visible,
            "locked": layer.locked,
            "blend": layer.blend,
            **values,
        },
        RasterLayer,
    )
