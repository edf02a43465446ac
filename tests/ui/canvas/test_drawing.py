"""New shapes: boxes, polygons, figures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from tests.layers import layers_named
from tests.ui.canvas.hand import PREDICTED, Button, Hand, Key, Mods, Namer, only, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.layers import AnnotationLayer, Source
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, Pose, standing
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

FOUND = Source("object-detection", "yolov3-tiny", ("photo",))
CORNERS = ((100, 100), (200, 100), (200, 200), (100, 200))


def test_a_drawn_box_and_its_new_layer_are_one_step(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    before = document.snapshot().digest()
    view.set_tool("box")
    namer.label = "dog"
    hand.drag([(100, 80), (150, 150), (180, 200)])
    found = only(document)
    assert (found.label, found.shape, found.score) == ("dog", Box(100, 80, 80, 120), None)
    [layer] = layers_named(document, "Annotations")
    assert view.selection.annotations == {(layer.id, found.id)}
    document.history.undo()
    assert document.snapshot().digest() == before
    document.history.redo()
    assert only(document) == found


def test_a_second_box_goes_to_the_same_layer_and_offers_the_last_label(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("box")
    namer.label = "dog"
    hand.drag([(10, 10), (60, 60)])
    hand.drag([(100, 10), (160, 60)])
    assert [request.label for request in namer.asked] == ["", "dog"]
    [layer] = layers_named(document, "Annotations")
    assert len(document.annotations(layer.id)) == 2


def test_what_the_model_missed_goes_into_its_layer_when_that_is_active(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    with_annotations(
        document, [Annotation(1, "cat", Box(10, 10, 50, 50), score=0.9, provenance=PREDICTED)]
    )
    document.history.push(edits.set_layers(document, ["layer"], text("Set"), source=FOUND))
    view.selection.select_layers(["layer"])
    view.set_tool("box")
    hand.drag([(200, 100), (260, 160)])
    assert set(document.annotations("layer")) == {1, 2}
    assert document.annotations("layer")[2].by_hand


def test_a_box_does_not_go_among_the_masks_of_a_model(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    mask = Mask.from_array(np.ones((20, 20), bool), 10, 10)
    assert mask is not None
    with_annotations(document, [Annotation(1, "cat", mask, 0.9, PREDICTED)])
    document.history.push(edits.set_layers(document, ["layer"], text("Set"), source=FOUND))
    view.set_tool("box")
    for left in (100, 200):
        view.selection.select_layers(["layer"])
        hand.drag([(left, 100), (left + 60, 160)])
    assert set(document.annotations("layer")) == {1}
    [drawn] = layers_named(document, "Annotations")
    assert len(document.annotations(drawn.id)) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"locked": True},
        {"visible": False},
        {"filter": Filter(0.25, frozenset({"thing"}))},
        {"filter": Filter(0.25, smallest=100)},
    ],
)
def test_a_layer_that_cannot_show_or_take_it_is_passed_over(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, values: dict[str, object]
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(10, 10, 50, 50))])
    document.history.push(edits.set_layers(document, ["layer"], text("Set"), **values))
    view.selection.select_layers(["layer"])
    view.set_tool("box")
    hand.drag([(200, 100), (260, 160)])
    assert set(document.annotations("layer")) == {1}
    assert len(layers_named(document, "Annotations")) == 1


@pytest.mark.parametrize(
    ("mods", "wanted"),
    [
        (Mods.NoModifier, Box(100, 100, 60, 30)),
        (Mods.ShiftModifier, Box(100, 100, 60, 60)),
        (Mods.AltModifier, Box(40, 70, 120, 60)),
        (Mods.ShiftModifier | Mods.AltModifier, Box(40, 40, 120, 120)),
    ],
)
def test_shift_makes_squares_and_alt_starts_in_the_middle(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, mods: Mods, wanted: Box
) -> None:
    view.set_tool("box")
    hand.drag([(100, 100), (160, 130)], mods=mods)
    assert only(document).shape == wanted


def test_space_moves_the_box_that_is_being_drawn(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("box")
    where = view.camera.viewport
    hand.press((100, 100))
    hand.move((140, 130))
    QTest.keyPress(view, Key.Key_Space)
    hand.move((160, 170))
    QTest.keyRelease(view, Key.Key_Space)
    hand.move((170, 180))
    hand.release((170, 180))
    assert only(document).shape == Box(120, 140, 50, 40)
    assert view.camera.viewport == where


def test_a_box_ends_at_the_edge_of_the_document(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("box")
    hand.drag([(350, 250), (600, 600)])
    assert only(document).shape == Box(350, 250, 50, 50)


def test_without_a_label_there_is_no_box(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    before, painted = document.snapshot().digest(), view.grab().toImage()
    namer.label = None
    view.set_tool("box")
    hand.drag([(100, 100), (160, 130)])
    assert document.snapshot().digest() == before
    assert namer.asked[0].place.topLeft() == hand.at((100, 100))
    hand.key(Key.Key_Escape)
    assert not namer.asked[0].open
    hand.move((300, 250))
    assert view.grab().toImage() == painted
    assert document.history.undo_text is None


def test_a_result_that_arrives_while_a_label_is_typed_does_not_lose_the_box(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    namer.label = None
    view.set_tool("box")
    hand.drag([(100, 100), (160, 130)])
    with_annotations(document, [Annotation(1, "cat", Box(10, 10, 50, 50))])
    namer.asked[0].accept("dog")
    assert "dog" in document.labels()
    assert "cat" in document.labels()


def test_the_next_shape_ends_the_wait_for_a_label(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    namer.label = None
    view.set_tool("box")
    hand.drag([(100, 100), (160, 130)])
    hand.drag([(200, 100), (260, 130)])
    assert [request.open for request in namer.asked] == [False, True]
    namer.asked[0].accept("first")
    namer.asked[1].accept("second")
    assert only(document).label == "second"


@pytest.mark.parametrize("ending", ["first point", "double-click", "enter"])
def test_a_polygon_is_closed_in_three_ways(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, ending: str
) -> None:
    before = document.snapshot().digest()
    view.set_tool("polygon")
    for corner in CORNERS[:-1]:
        hand.click(corner)
    if ending == "double-click":
        hand.double_click(CORNERS[-1])
    else:
        hand.click(CORNERS[-1])
    if ending == "enter":
        hand.key(Key.Key_Return)
    elif ending == "first point":
        hand.click((102, 101))
    assert only(document).shape == Polygon(tuple(Point(*corner) for corner in CORNERS))
    document.history.undo()
    assert document.snapshot().digest() == before


def test_backspace_ctrl_z_and_right_click_take_back_points_and_nothing_else(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(300, 200, 50, 50))])
    view.selection.select([("layer", 1)])
    before = document.snapshot().digest()
    view.set_tool("polygon")
    for corner in CORNERS:
        hand.click(corner)
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Z, Mods.ControlModifier)
    hand.click((10, 10), Button.RightButton)
    assert not view._current.finish()
    hand.key(Key.Key_Backspace)
    assert not view._current.drafting
    assert document.snapshot().digest() == before


def test_space_pans_while_a_polygon_is_half_drawn(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("polygon")
    for corner in CORNERS[:2]:
        hand.click(corner)
    before = view.camera.viewport
    QTest.keyPress(view, Key.Key_Space)
    QTest.mousePress(view, Button.LeftButton, Mods.NoModifier, QPointF(400, 300).toPoint())
    QTest.mouseMove(view, QPointF(450, 330).toPoint())
    QTest.mouseRelease(view, Button.LeftButton, Mods.NoModifier, QPointF(450, 330).toPoint())
    QTest.keyRelease(view, Key.Key_Space)
    assert (view.camera.viewport.dx - before.dx, view.camera.viewport.dy - before.dy) == (50, 30)
    hand.wheel(QPointF(400, 300), 1)
    view.set_zoom(1.0)
    for corner in CORNERS[2:]:
        hand.click(corner)
    hand.key(Key.Key_Return)
    found = only(document).shape
    assert isinstance(found, Polygon)
    wanted = [Point(*corner) for corner in CORNERS]
    assert all(a.distance(b) < 1 for a, b in zip(found.points, wanted, strict=True))


def test_two_points_are_no_polygon(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("polygon")
    for corner in CORNERS[:2]:
        hand.click(corner)
    hand.key(Key.Key_Return)
    assert namer.asked == []
    hand.click(CORNERS[2])
    hand.key(Key.Key_Return)
    assert isinstance(only(document).shape, Polygon)


def test_a_whole_figure_is_placed_and_its_joints_pulled(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("joints")
    namer.label = "person"
    hand.drag([(100, 20), (200, 280)])
    placed = only(document)
    assert placed.shape == standing(COCO_17, Box(100, 20, 100, 260))
    assert [request.label for request in namer.asked] == ["person"]
    knee = COCO_17.joints.index("right_knee")
    where = placed.shape.joints[knee].point  # type: ignore[union-attr]
    hand.drag([(where.x, where.y), (40, 200)])
    shape = only(document).shape
    assert isinstance(shape, Pose)
    assert shape.joints[knee].point.distance(Point(40, 200)) <= 1


def test_a_right_click_says_that_a_joint_is_out_of_sight_and_again_that_it_is_not(
    view: CanvasView, hand: Hand, document: Document
) -> None:
    pose = standing(COCO_17, Box(100, 20, 200, 260))
    with_annotations(document, [Annotation(1, "person", pose)])
    before = document.snapshot().digest()
    nose = pose.joints[0].point
    view.set_tool("joints")
    hand.click((nose.x, nose.y), Button.RightButton)
    shape = only(document).shape
    assert isinstance(shape, Pose)
    assert 0 < shape.joints[0].score < 0.5
    hand.click((nose.x, nose.y), Button.RightButton)
    assert only(document).shape == pose
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_drawing_tools_still_select_with_a_click(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    with_annotations(document, [Annotation(1, "cat", Box(10, 10, 50, 50))])
    view.set_tool("box")
    hand.click((30, 30))
    assert view.selection.annotations == {("layer", 1)}
    assert namer.asked == []


def test_another_tool_drops_the_draft(
    view: CanvasView, hand: Hand, document: Document, namer: Namer
) -> None:
    view.set_tool("polygon")
    for corner in CORNERS:
        hand.click(corner)
    view.set_tool("box")
    view.set_tool("polygon")
    hand.key(Key.Key_Return)
    assert not any(isinstance(layer, AnnotationLayer) for layer in document.layers.values())
