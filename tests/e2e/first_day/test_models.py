"""Drop a photo, press Detect, Segment, Pose; drag a score slider; click a mask."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from tests.e2e.first_day.person import DETECT, POSE, SEGMENT, Person
from tests.ui.canvas.hand import Button
from vlm_studio.document.geometry import Box, Point, iou
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.ui.widgets.number_slider import NumberSlider

PERSON = Box.between(Point(18, 15), Point(365, 512))
"""Drawn around the astronaut by hand, and three places that a person points at."""
NOSE, HAIR, LEG_OF_THE_ROCKET = (223, 124), (220, 40), (400, 150)


def test_a_dropped_photo_becomes_boxes_masks_and_skeletons_while_the_window_lives(
    person: Person,
) -> None:
    document = person.open("astronaut.png")
    before = person.view.grab().toImage()

    with person.counting_frames() as frames:
        person.run(DETECT)
        person.run(SEGMENT)
        person.run(POSE)

    assert frames[0] >= 10
    [found] = [a for a in person.shown("Detections") if a.label == "person"]
    assert isinstance(found.shape, Box)
    assert iou(found.shape, PERSON) > 0.8
    [mask] = person.shown("Masks")
    assert isinstance(mask.shape, Mask)
    assert mask.shape.contains(Point(*HAIR))
    assert not mask.shape.contains(Point(*LEG_OF_THE_ROCKET))
    [figure] = person.shown("Poses")
    assert isinstance(figure.shape, Pose)
    joints = SKELETONS[figure.shape.skeleton].joints
    nose = figure.shape.joints[joints.index("nose")].point
    assert nose.distance(Point(*NOSE)) < 0.03 * document.width
    assert person.view.grab().toImage() != before
    rows = person.space.panels.layers.model
    assert [rows.id_at(row) for row in range(rows.rowCount())] == [
        layer.id for layer in reversed(list(document.walk()))
    ]
    assert rows.rowCount() == 4
    person.grab("three_tasks")


def _slide(person: Person, slider: NumberSlider, to: float) -> None:
    """Drag the knob, by way of a few places."""
    knob, y = slider.slider, slider.slider.height() // 2
    ways = [slider.value + part * (to - slider.value) for part in (0, 0.3, 0.7, 1)]
    person.drag(knob, [QPoint(round(8 + at * (knob.width() - 16)), y) for at in ways])


def test_weak_boxes_fade_with_the_score_slider_and_no_second_run(person: Person) -> None:
    person.open("motorcycle_left.png")
    person.run(DETECT)
    person.click_layer("Detections")
    page = person.space.panels.properties.annotation_layer
    jobs, few = person.studio.jobs.jobs, len(person.shown("Detections"))
    seen = person.view.grab().toImage()

    with person.one_step():
        _slide(person, page.score, 0.1)

    many = len(person.shown("Detections"))
    assert many > few
    total = len(person.document.annotations(person.layer("Detections").id))
    assert page.shown.text() == f"{many} of {total} objects shown"
    assert person.view.grab().toImage() != seen
    with person.one_step():
        _slide(person, person.space.panels.task.score, 0.9)
    assert [a.label for a in person.shown("Detections")] == ["motorbike"]
    assert person.studio.jobs.jobs == jobs


CUP, COFFEE, TABLE, SAUCER = (300, 240), (280, 150), (550, 100), (110, 200)


def test_clicks_make_a_mask_that_enter_keeps(person: Person) -> None:
    document = person.open("coffee.png")
    person.keys("W")
    person.idle()
    before = person.digest()

    person.hand.click(CUP)
    person.idle()
    person.hand.click(COFFEE)
    person.hand.click(SAUCER, Button.RightButton)
    person.hand.click(TABLE, Button.RightButton)
    person.idle()
    person.grab("click_mask")
    assert person.digest() == before

    with person.one_step():
        person.keys("Return")
        person.name_it("cup")
    [cup] = person.shown("Annotations")
    assert cup.label == "cup"
    assert isinstance(cup.shape, Mask)
    assert all(cup.shape.contains(Point(*place)) for place in (CUP, COFFEE))
    assert not any(cup.shape.contains(Point(*place)) for place in (TABLE, SAUCER))
    assert [layer.name for layer in document.walk()] == ["coffee", "Annotations"]


def test_escape_drops_what_was_clicked(person: Person) -> None:
    person.open("coffee.png")
    person.keys("W")
    person.idle()
    before = person.digest()
    person.hand.click(CUP)
    person.idle()
    person.keys("Esc")
    person.keys("Return")
    person.idle()
    assert person.digest() == before
    assert person.view.tool == "click_mask"
    person.keys("Esc")
    assert person.view.tool == "select"
