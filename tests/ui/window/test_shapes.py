"""Selected shapes become other kinds, one mask, or stand in line: from the menu, undone, and told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.canvas.hand import Hand, Mods, with_annotations
from tests.ui.window.person import FACES, open_photo, select_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.converting import felt
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.rasterise import rasterised
from vlm_studio.document.skeletons import COCO_17, standing
from vlm_studio.ui.actions.table import SUBMENUS
from vlm_studio.ui.menus import CANVAS_MENU
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

LEFT, RIGHT = Box(10, 10, 40, 40), Box(30, 20, 40, 40)
DISH = Ellipse(10, 10, 40, 40)


def ring() -> Mask:
    pixels = np.ones((40, 40), bool)
    pixels[10:30, 10:30] = False
    mask = Mask.from_array(pixels, 10, 10)
    assert mask is not None
    return mask


def holding(
    qtbot: QtBot, space: Workspace, photo: Path, *shapes: Shape, predicted: bool = False
) -> Document:
    """The photo with these shapes, all of them selected."""
    document = open_photo(qtbot, space, photo)
    found = [
        Annotation(id, f"thing {id}", shape, 0.5, FACES)
        if predicted
        else Annotation(id, f"thing {id}", shape)
        for id, shape in enumerate(shapes, 1)
    ]
    with_annotations(document, found)
    select_annotations(space, [("layer", a.id) for a in found])
    return document


def shapes(document: Document) -> dict[int, Shape]:
    return {id: a.shape for id, a in document.annotations("layer").items()}


def choose(space: Workspace, id: str) -> None:
    action = space.actions.by_id[id]
    assert action.isEnabled(), id
    action.trigger()


def said(space: Workspace) -> str:
    notice = space.centre.messages.notice
    return str(notice.text) if notice else ""


@pytest.mark.parametrize(
    ("shape", "kind", "made", "note"),
    [
        (DISH, "box", Box, "A box keeps only the bounds of a shape."),
        (LEFT, "ellipse", Ellipse, "An ellipse keeps only the bounds of a shape."),
        (DISH, "polygon", Polygon, "An ellipse becomes a polygon of 64 corners."),
        (LEFT, "polygon", Polygon, ""),
        (DISH, "mask", Mask, "A mask holds whole pixels, no longer the exact line."),
        (LEFT, "mask", Mask, ""),
        (ring(), "polygon", Polygon, "A polygon has no holes: those of 1 mask are filled."),
        (standing(COCO_17, LEFT), "box", Box, "A box keeps only the bounds of a shape."),
    ],
)
def test_a_shape_becomes_another_kind_and_it_is_said_what_is_lost(
    qtbot: QtBot, space: Workspace, photo: Path, shape: Shape, kind: str, made: type, note: str
) -> None:
    document = holding(qtbot, space, photo, shape, predicted=True)
    before = document.snapshot().digest()
    choose(space, f"shape.to_{kind}")
    [found] = document.annotations("layer").values()
    assert isinstance(found.shape, made)
    known = (found.id, found.label, found.score, found.provenance, found.edited)
    assert known == (1, "thing 1", 0.5, FACES, True)
    assert said(space) == note
    assert space.desk.selection is not None
    assert space.desk.selection.annotations == {("layer", 1)}
    after = document.snapshot().digest()
    space.commands.edit.undo()
    assert document.snapshot().digest() == before
    space.commands.edit.redo()
    assert document.snapshot().digest() == after


def test_several_become_masks_in_one_step_and_skeletons_are_left_as_they_are(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    figure = standing(COCO_17, LEFT)
    document = holding(qtbot, space, photo, DISH, LEFT, figure)
    choose(space, "shape.to_mask")
    dish, box, pose = shapes(document).values()
    assert isinstance(dish, Mask)
    assert dish.area == rasterised(DISH).area
    assert isinstance(box, Mask)
    assert box.area == LEFT.area
    assert pose == figure
    assert str(document.history.undo_text) == "Convert 2 annotations to masks"
    space.commands.edit.undo()
    assert shapes(document) == {1: DISH, 2: LEFT, 3: figure}


def test_a_large_mask_is_converted_aside_and_what_was_changed_meanwhile_stays(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    speckles = np.indices((80, 120)).sum(axis=0) % 3 == 0
    mask = Mask.from_array(speckles)
    assert mask is not None
    assert felt([mask], "polygon")
    document = holding(qtbot, space, photo, mask)
    steps = len(document.history.changes())
    choose(space, "shape.to_polygon")
    space.commands.edit.set_label("sand")
    qtbot.waitUntil(lambda: not space.studio.jobs.quiet)
    assert shapes(document) == {1: mask}
    assert len(document.history.changes()) == steps + 1
    assert said(space) == "The shapes were changed meanwhile and stay as they are."
    choose(space, "shape.to_polygon")
    qtbot.waitUntil(lambda: len(document.annotations("layer")) > 100)
    assert {type(shape) for shape in shapes(document).values()} == {Polygon}
    space.commands.edit.undo()
    assert shapes(document) == {1: mask}


def test_a_mask_of_two_parts_becomes_two_polygons(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    pixels = np.zeros((30, 60), bool)
    pixels[:, :20] = pixels[:10, 40:] = True
    mask = Mask.from_array(pixels, 5, 5)
    assert mask is not None
    document = holding(qtbot, space, photo, mask)
    choose(space, "shape.to_polygon")
    found = document.annotations("layer")
    assert {id: a.label for id, a in found.items()} == {1: "thing 1", 2: "thing 1"}
    assert said(space) == "A polygon follows the edge of a mask to about a pixel."
    assert space.desk.selection is not None
    assert space.desk.selection.annotations == {("layer", 1), ("layer", 2)}
    space.commands.edit.undo()
    assert shapes(document) == {1: mask}


@pytest.mark.parametrize(
    ("how", "wanted"),
    [("unite", 40 * 40 * 2 - 20 * 30), ("subtract", 40 * 40 - 20 * 30), ("intersect", 20 * 30)],
)
def test_two_boxes_become_one_mask_with_the_label_of_the_lowest(
    qtbot: QtBot, space: Workspace, photo: Path, how: str, wanted: int
) -> None:
    document = holding(qtbot, space, photo, LEFT, RIGHT)
    before = document.snapshot().digest()
    choose(space, f"shape.{how}")
    made, *others = document.annotations("layer").values()
    assert isinstance(made.shape, Mask)
    assert (made.label, made.shape.area) == ("thing 1", wanted)
    # What was taken away is an object of its own; what was put in is none any more.
    assert [other.shape for other in others] == ([RIGHT] if how == "subtract" else [])
    space.commands.edit.undo()
    assert document.snapshot().digest() == before


def test_what_would_leave_nothing_is_said_and_changes_nothing(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = holding(qtbot, space, photo, LEFT, Box(60, 60, 5, 5), LEFT, standing(COCO_17, LEFT))
    before = document.snapshot().digest()
    for ids, verb, sentence in (
        ((1, 2), "intersect", "The shapes do not overlap."),
        ((1, 2), "subtract", "The shapes do not overlap."),
        ((1, 3), "subtract", "Nothing would be left of the lowest shape."),
        ((1, 4), "unite", "A pose has no area that could be combined with another."),
    ):
        select_annotations(space, [("layer", id) for id in ids])
        choose(space, f"shape.{verb}")
        assert said(space) == sentence
    assert document.snapshot().digest() == before


def test_holes_are_filled_and_parts_go_their_own_way(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    pixels = np.zeros((30, 60), bool)
    pixels[:, :20] = pixels[:10, 40:] = True
    pair = Mask.from_array(pixels, 55, 5)
    assert pair is not None
    document = holding(qtbot, space, photo, ring(), pair)
    choose(space, "shape.fill_holes")
    filled = shapes(document)
    assert isinstance(filled[1], Mask)
    assert filled[1].area == 40 * 40
    assert filled[2] == pair
    choose(space, "shape.split")
    assert [a.label for a in document.annotations("layer").values()] == ["thing 1", "thing 2", "thing 2"]  # fmt: skip
    choose(space, "shape.split")
    assert said(space) == "The selected shapes are in one piece each."
    space.commands.edit.undo()
    space.commands.edit.undo()
    assert shapes(document) == {1: ring(), 2: pair}


def test_shapes_line_up_with_each_other_and_one_with_the_picture(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = holding(qtbot, space, photo, Box(10, 10, 20, 10), ring(), Ellipse(30, 60, 10, 10))
    choose(space, "shape.right")
    assert {shape.bounds().right for shape in shapes(document).values()} == {50}
    assert str(document.history.undo_text) == "Align 3 annotations"
    space.commands.edit.undo()
    choose(space, "shape.down")
    assert str(document.history.undo_text) == "Distribute 3 annotations"
    space.commands.edit.undo()
    select_annotations(space, [("layer", 3)])
    choose(space, "shape.bottom")
    choose(space, "shape.centre")
    assert shapes(document)[3] == Ellipse(55, 70, 10, 10)
    space.commands.edit.undo()
    space.commands.edit.undo()
    assert shapes(document)[3] == Ellipse(30, 60, 10, 10)


def test_the_right_button_offers_what_can_be_made_of_the_shape(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = holding(qtbot, space, photo, LEFT)
    view = space.desk.view
    assert view is not None
    hand = Hand(view)
    hand.click((30, 30), mods=Mods.NoModifier)
    offered = {
        id
        for name in ("convert", "combine", "align")
        for id in SUBMENUS[name][1]
        if id != "-" and space.actions.by_id[id].isEnabled()
    }
    assert set(CANVAS_MENU) >= {"convert", "combine", "align"}
    assert {"shape.to_mask", "shape.to_ellipse", "shape.left"} <= offered
    assert not {"shape.to_box", "shape.unite", "shape.split", "shape.across"} & offered
    before = shapes(document)
    space.desk.select_layers(["layer"])
    space.commands.layers.toggle_locked()
    select_annotations(space, [("layer", 1)])
    space.commands.shapes.convert("mask")
    assert shapes(document) == before


@pytest.fixture
def leaf(tmp_path: Path) -> Path:
    """A picture with an opaque square of 20 x 10 pixels at (30, 5) in a faint ground."""
    pixels = np.full((40, 60, 4), (20, 160, 60, 40), np.uint8)
    pixels[5:15, 30:50, 3] = 255
    path = tmp_path / "leaf.png"
    Image.fromarray(pixels).save(path)
    return path


def test_a_mask_is_made_of_what_is_opaque_wherever_its_layer_stands(
    qtbot: QtBot, space: Workspace, leaf: Path
) -> None:
    document = open_photo(qtbot, space, leaf)
    [photo] = document.walk()
    document.history.push(edits.set_layers(document, [photo.id], text("Move"), x=7, y=3))
    space.desk.select_layers([photo.id])
    before = document.snapshot().digest()
    choose(space, "shape.opaque")
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    [layer] = layers_named(document, "Annotations")
    [made] = document.annotations(layer.id).values()
    assert isinstance(made.shape, Mask)
    assert (made.shape.bounds(), made.shape.area) == (Box(37, 8, 20, 10), 200)
    assert str(document.history.undo_text) == "Mask of leaf"
    space.commands.edit.undo()
    assert document.snapshot().digest() == before


def test_a_layer_without_an_opaque_pixel_says_so(
    qtbot: QtBot, space: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "mist.png"
    Image.new("RGBA", (30, 20), (255, 255, 255, 100)).save(path)
    document = open_photo(qtbot, space, path)
    choose(space, "shape.opaque")
    qtbot.waitUntil(lambda: said(space) == "mist has no opaque pixels.")
    assert len(document.layers) == 1


def test_the_selection_is_inverted_and_grows_to_everything_of_the_same_label(
    qtbot: QtBot, space: Workspace, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    names = {1: "cat", 2: "dog", 3: "cat", 4: "cup"}
    with_annotations(document, [Annotation(id, name, LEFT) for id, name in names.items()])
    with_annotations(document, [Annotation(1, "cat", RIGHT)], "other")
    selection = space.desk.selection
    assert selection is not None
    select_annotations(space, [("layer", 1)])
    QTest.keyClick(
        space.window.focusWidget(), Qt.Key.Key_I, Mods.ControlModifier | Mods.ShiftModifier
    )
    assert selection.annotations == {("layer", 2), ("layer", 3), ("layer", 4)}
    QTest.keyClick(
        space.window.focusWidget(), Qt.Key.Key_I, Mods.ControlModifier | Mods.ShiftModifier
    )
    assert selection.annotations == {("layer", 1)}
    choose(space, "edit.select_same")
    assert selection.annotations == {("layer", 1), ("layer", 3), ("other", 1)}
