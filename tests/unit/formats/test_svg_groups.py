"""SVG: groups, names and order survive both ways."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.unit.formats.svg_help import SVG, read, state_of, written
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Rectangle, VectorObject
from vlm_studio.formats.open import open_file


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
