"""SVG: what other programs write is read, and what we write is read by others and by us."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.fakes.archives import Entry, archive, entries_of
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, VectorLayer
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    LineTo,
    Oval,
    Rectangle,
    Subpath,
    VectorObject,
)
from vlm_studio.document.vectors import Path as VectorPath
from vlm_studio.errors import StudioError
from vlm_studio.formats import svg_sheet
from vlm_studio.formats.export import export
from vlm_studio.formats.open import open_file
from vlm_studio.formats.png import png_size
from vlm_studio.formats.project import save
from vlm_studio.formats.svg_reading import Drawing, read_svg
from vlm_studio.formats.table import losses

SVG = "{http://www.w3.org/2000/svg}"


def read(inside: str, size: str = 'width="100" height="80"') -> Drawing:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return read_svg(f"{head}{inside}</svg>".encode(), "x.svg")


def only(inside: str, size: str = 'width="100" height="80"') -> VectorObject:
    [found] = read(inside, size).objects
    return found


def near(box: Box) -> tuple[float, ...]:
    return tuple(round(each, 3) for each in (box.x, box.y, box.width, box.height))


def test_basic_shapes_keep_their_kind() -> None:
    found = read(
        '<rect x="1" y="2" width="30" height="40" rx="5"/>'
        '<circle cx="10" cy="20" r="5"/><ellipse cx="10" cy="20" rx="5" ry="3"/>'
        '<text x="4" y="30" font-size="12" font-weight="bold">Jazz &amp; <tspan>Night</tspan></text>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(1, 2, 30, 40, 5),
        Oval(5, 15, 10, 10),
        Oval(5, 17, 10, 6),
        Lettering("Jazz & Night", 12, bold=True, place=(1, 0, 0, 1, 4, 30)),
    ]
    assert (found.width, found.height, found.notices) == (100, 80, ())


def test_lines_and_polygons_are_paths() -> None:
    found = read(
        '<line x1="1" y1="2" x2="3" y2="4" stroke="red"/>'
        '<polyline points="0,0 10,0 10,10"/><polygon points="0 0 10 0 10 10"/>'
    )
    shapes = [each.shape for each in found.objects]
    corners = (LineTo(Point(10, 0)), LineTo(Point(10, 10)))
    assert shapes == [
        VectorPath((Subpath(Point(1, 2), (LineTo(Point(3, 4)),)),)),
        VectorPath((Subpath(Point(0, 0), corners),)),
        VectorPath((Subpath(Point(0, 0), corners, True),)),
    ]


def test_paths_with_relative_commands_and_several_parts() -> None:
    shape = only('<path d="m10 10h5v5z m20 0 c0 5 5 5 5 0 s5 -5 5 0"/>').shape
    assert isinstance(shape, VectorPath)
    first, second = shape.subpaths
    assert first == Subpath(Point(10, 10), (LineTo(Point(15, 10)), LineTo(Point(15, 15))), True)
    assert second.start == Point(30, 10)
    assert second.segments == (
        CurveTo(Point(30, 15), Point(35, 15), Point(35, 10)),
        CurveTo(Point(35, 5), Point(40, 5), Point(40, 10)),
    )


@pytest.mark.parametrize("large", [0, 1])
@pytest.mark.parametrize("sweep", [0, 1])
def test_arcs_of_circles_become_curves_on_the_circle(large: int, sweep: int) -> None:
    shape = only(f'<path d="M0 0A10 10 0 {large} {sweep} 10 10"/>').shape
    assert isinstance(shape, VectorPath)
    [subpath] = shape.subpaths
    assert subpath.segments[-1].end == Point(10, 10)
    # Two circles of radius 10 go through both ends; the flags say which side and which way.
    centre = Point(10, 0) if (large, sweep) in ((0, 0), (1, 1)) else Point(0, 10)
    assert len(subpath.segments) == (3 if large else 1)
    at = subpath.start
    for segment in subpath.segments:
        assert isinstance(segment, CurveTo)
        middle = Point(
            (at.x + 3 * segment.first.x + 3 * segment.second.x + segment.end.x) / 8,
            (at.y + 3 * segment.first.y + 3 * segment.second.y + segment.end.y) / 8,
        )
        assert segment.end.distance(centre) == pytest.approx(10, abs=1e-6)
        assert middle.distance(centre) == pytest.approx(10, abs=0.01)
        at = segment.end


def test_how_shapes_are_painted() -> None:
    found = only(
        '<rect width="9" height="9" fill="#0f0" stroke="rgb(255, 0, 0)" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="bevel" opacity="0.5" stroke-opacity="50%"/>'
    )
    assert (found.fill, found.stroke, found.width) == ("#00ff00", "#ff000080", 2)
    assert (found.cap, found.join, found.opacity) == ("round", "bevel", 0.5)
    styled = only('<path d="M0 0L9 9" style="fill: none; stroke: Tomato; fill-rule: evenodd"/>')
    assert (styled.fill, styled.stroke, styled.rule) == (None, "#ff6347", "evenodd")
    assert only('<rect width="9" height="9"/>').fill == "#000000"
    assert only('<g color="#123456"><rect width="9" height="9" fill="currentColor"/></g>').fill == (
        "#123456"
    )
    half = only('<rect width="9" height="9" fill="rgba(0, 0, 255, 0.5)"/>')
    assert half.fill == "#0000ff80"


@pytest.mark.parametrize(
    ("words", "dash"),
    [
        ("6 3", (3, 1.5)),
        ("4,2, 1px", (2, 1, 0.5, 2, 1, 0.5)),
        ("none", ()),
        ("0 0", ()),
        ("3", (1.5, 1.5)),
    ],
)
def test_dashes_count_in_widths_of_the_stroke(words: str, dash: tuple[float, ...]) -> None:
    stroke = f'stroke="red" stroke-width="2" stroke-dasharray="{words}"'
    for place in ("", 'transform="scale(3)"'):
        found = only(f'<g {stroke}><path d="M0 0h9" {place}/></g>')
        assert found.dash == dash


@pytest.mark.parametrize("words", ["-1 2", "1 x", "1 " * 17])
def test_dashes_that_make_no_sense_are_left_out_and_that_is_said(words: str) -> None:
    found = read(f'<path d="M0 0h9" stroke="red" stroke-dasharray="{words}"/>')
    assert [each.dash for each in found.objects] == [()]
    assert "stroke-dasharray" in " ".join(map(str, found.notices))


def test_groups_hand_on_their_style_and_place() -> None:
    found = only(
        '<g transform="translate(10 20) scale(2)" stroke="blue" opacity="0.5">'
        '<g opacity="0.5"><rect x="1" y="1" width="5" height="5" fill="none"/></g></g>'
    )
    assert found.shape == Rectangle(12, 22, 10, 10)
    assert (found.stroke, found.width, found.opacity) == ("#0000ff", 2, 0.25)


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ("rotate(90)", (-6, 0, 6, 4)),
        ("rotate(180 2 3)", (0, 0, 4, 6)),
        ("matrix(1 0 0 1 5 6)", (5, 6, 4, 6)),
        ("skewX(45)", (0, 0, 10, 6)),
        ("translate(3), scale(2 -1)", (3, -6, 8, 6)),
    ],
)
def test_transforms(words: str, box: tuple[float, ...]) -> None:
    found = only(f'<rect width="4" height="6" transform="{words}"/>')
    assert near(found.shape.bounds()) == pytest.approx(box)


def test_the_view_box_fits_the_picture_into_its_size() -> None:
    rectangle = '<rect width="24" height="24"/>'
    assert only(rectangle, 'viewBox="0 0 24 24" width="48" height="96"').shape == (
        Rectangle(0, 24, 48, 48)
    )
    assert only(rectangle, 'viewBox="-24 0 48 24"').shape == Rectangle(24, 0, 24, 24)
    stretched = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="none"'
    assert only(rectangle, stretched).shape == Rectangle(0, 0, 48, 96)
    assert read(rectangle, 'viewBox="0 0 30 20" width="10cm"').width == round(10 * 96 / 2.54)


def test_what_is_defined_once_can_be_used_often() -> None:
    found = read(
        '<defs><symbol id="s"><rect id="r" width="4" height="4"/></symbol></defs>'
        '<use href="#s" x="10"/><use href="#r" y="20" fill="red"/>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(10, 0, 4, 4),
        Rectangle(0, 20, 4, 4),
    ]
    assert [each.fill for each in found.objects] == ["#000000", "#ff0000"]


def test_rules_of_a_style_sheet_count_by_what_they_name_and_a_style_of_its_own_goes_before_them() -> (
    None
):
    found = read(
        "<style>/* .a{fill:#111} */ rect { fill: #222222; stroke: none } .a,.b{fill:#333333}"
        " rect.b { fill: #444444 } #one { fill: #555555 } g .a { fill: #666666 }"
        " @media print { .a { fill: #777777 } } .c { stroke: #888888; stroke-width: 3px }</style>"
        '<rect width="9" height="9" fill="#999999"/>'
        '<rect width="9" height="9" class="a"/>'
        '<rect width="9" height="9" class="b c"/>'
        '<rect width="9" height="9" class="b" id="one"/>'
        '<rect width="9" height="9" class="b" style="fill:#abcdef"/>'
        '<g class="c"><path d="M0 0h9" fill="none"/></g>'
    )
    assert [each.fill for each in found.objects] == [
        "#222222", "#333333", "#444444", "#555555", "#abcdef", None
    ]  # fmt: skip
    assert [(each.stroke, each.width) for each in found.objects][2] == ("#888888", 3)
    assert [(each.stroke, each.width) for each in found.objects][5] == ("#888888", 3)
    assert "style" in " ".join(map(str, found.notices))


def test_a_gradient_becomes_its_mean_colour_and_that_is_said() -> None:
    found = read(
        '<defs><linearGradient id="a"><stop stop-color="#000000"/><stop offset="1" '
        'style="stop-color:#ffffff"/></linearGradient><radialGradient id="b" xlink:href="#a"/>'
        '<linearGradient id="c"><stop stop-color="#ff0000" stop-opacity="0.5"/></linearGradient>'
        '<linearGradient id="d" href="#e"/><linearGradient id="e" href="#d"/></defs>'
        + "".join(f'<rect width="9" height="9" fill="url(#{id})"/>' for id in "abc")
        + '<rect width="9" height="9" fill="url(#d) blue"/>'
        + '<rect width="9" height="9" fill="url(\'#a\')" stroke="url(#c)"/>',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
    )
    assert [each.fill for each in found.objects] == [
        "#808080", "#808080", "#ff000080", "#0000ff", "#808080"
    ]  # fmt: skip
    assert found.objects[4].stroke == "#ff000080"
    assert "5 gradients in x.svg became single colours." in map(str, found.notices)


def test_views_within_the_picture_have_units_of_their_own() -> None:
    square = '<rect width="10" height="10"/>'
    assert only(f'<svg x="20" y="30" width="40" height="40" viewBox="0 0 10 10">{square}</svg>').shape == (
        Rectangle(20, 30, 40, 40)
    )  # fmt: skip
    assert only(f'<svg x="5">{square}</svg>').shape == Rectangle(5, 0, 10, 10)
    symbol = f'<symbol id="s" viewBox="0 0 10 10">{square}</symbol>'
    found = read(
        symbol
        + '<use href="#s" x="10" width="20" height="20"/>'
        + '<use href="#s" y="50" width="40" height="20"/>'
        + '<use href="#s" width="20" height="40" transform="scale(2)"/>'
    )
    assert [each.shape for each in found.objects] == [
        Rectangle(10, 0, 20, 20),
        Rectangle(10, 50, 20, 20),
        Rectangle(0, 20, 40, 40),
    ]
    aligned = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="xMinYMax meet"'
    assert only('<rect width="24" height="24"/>', aligned).shape == Rectangle(0, 48, 48, 48)
    sliced = 'viewBox="0 0 24 24" width="48" height="96" preserveAspectRatio="xMidYMid slice"'
    assert only('<rect width="24" height="24"/>', sliced).shape == Rectangle(-24, 0, 96, 96)


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


def test_a_style_sheet_that_would_take_for_ever_counts_no_more_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(svg_sheet, "_TRIES", 2)
    found = read(
        "<style>.a{fill:#111111}.b{fill:#222222}.c{fill:#333333}</style>"
        + "".join(f'<rect width="9" height="9" class="{name}"/>' for name in "abac")
    )
    assert [each.fill for each in found.objects] == ["#111111", "#222222", "#111111", "#000000"]
    assert "style" in " ".join(map(str, found.notices))


def test_only_so_many_different_properties_are_read() -> None:
    many = ";".join(f"p{number}:1" for number in range(290))
    sheet = (
        f"<style>rect{{fill:#111111;{many};a:1;b:1;c:1;d:1;e:1;f:1;g:1;h:1;i:1;stroke:red}}</style>"
    )
    [each] = read(f'{sheet}<rect width="9" height="9"/>').objects
    assert (each.fill, each.stroke) == ("#111111", None)


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


# Out -------------------------------------------------------------------------------------------

WAVE = VectorPath(
    (
        Subpath(Point(1, 2), (CurveTo(Point(3, 4), Point(5, 6), Point(7.5, 8)),)),
        Subpath(Point(10, 10), (LineTo(Point(20, 10)), LineTo(Point(20, 20))), True),
    )
)
OBJECTS = (
    VectorObject(
        1,
        WAVE,
        stroke="#ff0000",
        width=2.5,
        cap="round",
        join="round",
        name="a wave",
        dash=(0, 2, 4, 1.2),
    ),
    VectorObject(2, Rectangle(5.0, 6.0, 30.0, 20.0, 4.0), fill="#00ff0080", rule="evenodd"),
    VectorObject(3, Oval(10, 10, 20, 30), fill="#0000ff", stroke="#000000", opacity=0.5),
    VectorObject(
        4,
        Lettering(
            'Jazz & "Night" <1>', 14, "Serif", True, True, "middle", (1, 0.5, -0.5, 1, 40, 50)
        ),
        fill="#123456",
    ),
)


def state_of(*layers: Layer, **children: tuple[str, ...]) -> DocumentState:
    inside = {id for ids in children.values() for id in ids}
    outer = tuple(layer.id for layer in layers if layer.id not in inside)
    by_id = {layer.id: layer for layer in layers}
    return DocumentState("d", "poster", 120, 90, by_id, {ROOT: outer, **children})


def written(state: DocumentState, folder: Path) -> Path:
    path = folder / "out.svg"
    paths, _ = export([state], "svg", path, {}, PlainPainter())
    assert paths == (path,)
    return path


def test_what_is_written_is_read_again(tmp_path: Path, blocks: BlockFolder) -> None:
    path = written(state_of(VectorLayer(name="Drawing", objects=OBJECTS)), tmp_path)
    opened = open_file(path, blocks)
    assert (opened.state.width, opened.state.height, opened.notices) == (120, 90, ())
    [layer] = opened.state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert layer.objects == OBJECTS


def test_other_programs_find_shapes_text_and_groups(tmp_path: Path) -> None:
    layer = VectorLayer(name="Drawing", id="v", objects=OBJECTS, opacity=0.5, blend="svg:multiply")
    hidden = VectorLayer(name="No", objects=OBJECTS, visible=False)
    state = state_of(GroupLayer(name="G", id="g"), layer, hidden, g=("v",))
    root = ElementTree.parse(written(state, tmp_path)).getroot()
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 0 120 90")
    [group] = root.findall(f"{SVG}g")
    [inner] = group.findall(f"{SVG}g")
    assert [each.get("aria-label") for each in (group, inner)] == ["G", "Drawing"]
    assert (inner.get("opacity"), inner.get("style")) == ("0.5", "mix-blend-mode:multiply")
    tags = [each.tag.removeprefix(SVG) for each in inner]
    assert tags == ["path", "rect", "ellipse", "text"]
    assert inner[3].text == 'Jazz & "Night" <1>'
    assert math.isclose(float(inner[1].get("fill-opacity", "")), 128 / 255, abs_tol=0.001)


def grouped(*groups: tuple[int, str]) -> tuple[VectorObject, ...]:
    """A row of squares of these groups and names."""
    return tuple(
        VectorObject(i + 1, Rectangle(10.0 * i, 0, 9, 9), fill="#112233", name=name, group=group)
        for i, (group, name) in enumerate(groups)
    )


@pytest.mark.parametrize(
    "objects",
    [
        grouped((1, "mug"), (1, "mug"), (0, ""), (2, "lamp"), (2, "shade"), (3, "")),
        grouped((1, "mug"), (2, "lamp"), (1, "mug"), (1, "handle"), (0, "sun"), (2, "lamp")),
        grouped((1, "mug"), (1, "mug")),
    ],
)
def test_groups_names_and_the_order_are_the_same_when_the_file_is_opened(
    tmp_path: Path, blocks: BlockFolder, objects: tuple[VectorObject, ...]
) -> None:
    path = written(state_of(VectorLayer(name="Drawing", objects=objects)), tmp_path)
    [layer] = open_file(path, blocks).state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert layer.objects == objects


def test_groups_of_one_number_on_two_layers_stay_two_groups(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    objects = grouped((1, "mug"), (1, "mug"))
    below, above = (VectorLayer(name=name, objects=objects) for name in ("below", "above"))
    [layer] = open_file(written(state_of(below, above), tmp_path), blocks).state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert [each.group for each in layer.objects] == [1, 1, 2, 2]


def test_a_group_is_one_thing_with_a_name_for_other_programs(tmp_path: Path) -> None:
    objects = grouped((1, "mug"), (1, "mug"), (0, "sun"), (2, "lamp"), (2, "shade"))
    state = state_of(VectorLayer(name="Drawing", objects=objects))
    layer = ElementTree.parse(written(state, tmp_path)).getroot().find(f"{SVG}g")
    assert layer is not None
    assert [each.tag.removeprefix(SVG) for each in layer] == ["g", "rect", "g"]
    assert [each.get("aria-label") for each in layer] == ["mug", "sun", None]
    assert [each.get("aria-label") for each in layer[2]] == ["lamp", "shade"]


SQUARE = '<rect width="9" height="9"/>'
PAIR = SQUARE + SQUARE


@pytest.mark.parametrize(
    ("inside", "groups"),
    [
        (f"<g>{PAIR}</g>{SQUARE}<g>{PAIR}</g>", [1, 1, 0, 2, 2]),
        (f"<g><g>{PAIR}</g><g>{PAIR}</g></g>{SQUARE}", [1, 1, 1, 1, 0]),
        (f"<g>{SQUARE}</g><g><g>{PAIR}</g></g>", [0, 1, 1]),
        (f"<g><title>all</title><g>{SQUARE}<g>{PAIR}</g></g></g>", [0, 1, 1]),
        (f"<g>{PAIR}</g>", [0, 0]),
        (f"<g inkscape:groupmode='layer'>{PAIR}<g>{PAIR}</g></g>{SQUARE}", [0, 0, 1, 1, 0]),
        (f"<defs><g id='a'>{PAIR}</g></defs><use href='#a'/><use href='#a'/>", [1, 1, 2, 2]),
        (f"<g>{SQUARE}<rect width='9' height='9' display='none'/></g>{SQUARE}", [0, 0]),
    ],
)
def test_the_outermost_groups_of_other_programs_are_groups_but_what_holds_all_is_none(
    inside: str, groups: list[int]
) -> None:
    assert [each.group for each in read(inside).objects] == groups


def test_what_the_file_cannot_hold_is_said_and_nothing_to_write_is_refused(tmp_path: Path) -> None:
    empty = state_of(AnnotationLayer(name="a"))
    with pytest.raises(StudioError, match="has no visible vector layer"):
        export([empty], "svg", tmp_path / "x.svg", {}, PlainPainter())
    assert not (tmp_path / "x.svg").exists()
    state = state_of(VectorLayer(name="v", objects=OBJECTS), VectorLayer(name="no", visible=False))
    assert [str(each) for each in losses("svg", state)] == ["Hidden layers are left out."]
    assert [str(each) for each in losses("yolo", state)] == ["1 vector layer is left out."]
    assert "becomes pixels" in str(losses("png", state)[0])


def test_a_project_with_vectors_says_so_to_older_programs_and_others_see_a_picture_of_them(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "poster.vlms"
    state = state_of(VectorLayer(name="Drawing", objects=OBJECTS, opacity=0.5))
    save(state, path, PlainPainter())
    with zipfile.ZipFile(path) as packed:
        assert json.loads(packed.read("document.json"))["version"] == 2
        [layer] = ElementTree.fromstring(packed.read("stack.xml")).iter("layer")
        assert layer.get("opacity") == "0.5"
        assert png_size(packed.read(str(layer.get("src")))) is not None
    assert open_file(path, blocks).state == state


def test_where_a_drawing_comes_from_is_kept_in_the_project_and_its_credit_in_the_svg_file(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    origin = Provenance("text-to-sketch", "icons", parameters={"words": "a lamp"}, seed=3)
    credit = "lamp from Lucide (ISC)"
    drawing = VectorLayer(name="Lamp", objects=OBJECTS, provenance=origin, credit=credit)
    bare = VectorLayer(name="By hand", objects=OBJECTS)
    state = state_of(drawing, bare)
    save(state, tmp_path / "lamp.vlms", PlainPainter())
    assert open_file(tmp_path / "lamp.vlms", blocks).state == state
    groups = ElementTree.parse(written(state, tmp_path)).getroot().findall(f"{SVG}g")
    assert [each.findtext(f"{SVG}desc") for each in groups] == [credit, None]
    [opened] = open_file(tmp_path / "out.svg", blocks).state.layers.values()
    assert isinstance(opened, VectorLayer)
    assert opened.credit == credit


def test_a_damaged_object_is_left_out_and_the_others_stay(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "poster.vlms"
    save(state_of(VectorLayer(name="Drawing", objects=OBJECTS)), path, PlainPainter())
    members = entries_of(path.read_bytes())
    broken = [
        Entry(e.name, bytes(e.data).replace(b'"width": 30.0', b'"width": -30.0'))
        if e.name == "document.json"
        else e
        for e in members
    ]
    path.write_bytes(archive(broken))
    opened = open_file(path, blocks)
    [layer] = opened.state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert [each.id for each in layer.objects] == [1, 3, 4]
    assert opened.read_only
    assert "1 object of Drawing could not be understood" in str(opened.notices[0])
