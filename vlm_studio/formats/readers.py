"""XML and JSON from files nobody vouches for."""

from __future__ import annotations

from typing import Any, TypeVar
from xml.etree import ElementTree
from xml.parsers import expat

import msgspec

T = TypeVar("T")

MAX_DEPTH = 64
MAX_VALUES = 8_000_000
"""More values in one JSON document are refused: they would take hundreds of MiB."""


MAX_ELEMENTS = 200_000
"""Of one XML document."""


class ContentError(ValueError):
    """It is not well formed, or built to exhaust its reader."""


class DoctypeError(ContentError):
    """It has a document type, or entities in one, with which files from elsewhere come in."""


def read_xml(
    data: bytes, most: int = MAX_ELEMENTS, *, doctype: bool = False
) -> ElementTree.Element:
    """The root element: at most :data:`MAX_DEPTH` levels, and ``most`` elements; never any entities.

    Where a ``doctype`` may be, it may only be named: nothing is fetched. Raises :class:`ContentError`.
    """
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > most:
            raise ContentError("too many levels or elements")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> None:
        raise DoctypeError("a document type is not accepted")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.buffer_text = True
    # A document type can give attributes to every element, each time anew.
    parser.specified_attributes = True
    if doctype:
        parser.EntityDeclHandler = refuse
    else:
        parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise ContentError(str(error)) from error


def read_json(data: bytes, kind: type[T] | Any = Any) -> T:
    """``data`` as a value of ``kind``. Raises :class:`ContentError`, ``msgspec.ValidationError`` when only the kind is wrong."""
    if data.count(b",") > MAX_VALUES:
        raise ContentError("too many values")
    try:
        value: T = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ContentError(str(error)) from error
    return value
