"""SVG: how shapes are painted: attributes, style sheets, dashes and gradients."""

from __future__ import annotations

import pytest

from tests.unit.formats.svg_help import only, read
from vlm_studio.formats import svg_sheet


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
