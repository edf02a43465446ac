"""SVG: what is not understood, hidden or dangerous is left out or refused, in one sentence."""

from __future__ import annotations

import pytest

from tests.unit.formats.svg_help import read
from vlm_studio.document.vectors import Rectangle
from vlm_studio.errors import StudioError
from vlm_studio.formats.svg_reading import read_svg

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC '
    '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
)


def test_a_document_type_as_other_programs_write_it_is_passed_over_but_entities_are_refused() -> (
    None
):
    data = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="3"/></svg>'
    assert len(read_svg((DOCTYPE + data).encode(), "x.svg").objects) == 1
    with pytest.raises(StudioError, match=r"x\.svg defines entities in its DOCTYPE"):
        read_svg(f'<!DOCTYPE svg [<!ENTITY a "b">]>{data}'.encode(), "x.svg")


def test_a_document_type_gives_no_attributes_to_elements() -> None:
    """A long one would take memory as many times as there are elements."""
    data = (
        '<!DOCTYPE svg [<!ATTLIST rect width CDATA "900" fill CDATA "#ff0000">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="4"/></svg>'
    )
    [each] = read_svg(data.encode(), "x.svg").objects
    assert (each.shape, each.fill) == (Rectangle(0, 0, 5, 4), "#000000")


def test_what_is_not_understood_is_said_in_one_sentence() -> None:
    found = read(
        '<filter id="f"/><rect width="9" height="9" filter="url(#f)"/><foreignObject/>'
        '<path d="M0 0 nonsense"/>'
    )
    assert len(found.objects) == 1
    [notice] = found.notices
    assert str(notice) == (
        "4 things in x.svg are not understood and were left out: filter, foreignObject, path."
    )


def test_what_is_hidden_or_paints_nothing_is_not_there() -> None:
    found = read(
        '<rect width="9" height="9" display="none"/><g visibility="hidden"><path d="M0 0h9v9z"/></g>'
        '<rect width="9" height="9" fill="none"/><rect width="0" height="9"/><title>words</title>'
    )
    assert (found.objects, found.notices) == ((), ())


@pytest.mark.parametrize("data", [b"<svg", b"<html></html>", b"<svg><g></svg>", b"\xff\xfe"])
def test_what_is_no_svg_file_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(StudioError, match=r"x\.svg is damaged, or no SVG file\."):
        read_svg(data, "x.svg")
