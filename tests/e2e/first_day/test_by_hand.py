"""Draw what the model missed, move, delete, turn boxes into masks, pull a wrist; undo and redo each."""

from __future__ import annotations

import msgspec

from tests.e2e.first_day.person import DETECT, POSE, Person
from vlm_studio.document.geometry import Box, Point, iou
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Pose

SPOON = Box.between(Point(322, 215), Point(412, 330))
"""Drawn around the bowl of the spoon, which the model does not see."""
CUP, TABLE = (280, 150), (550, 100)


def test_the_box_that_the_model_missed_is_drawn_and_named(person: Person) -> None:
    person.open("coffee.png")
    person.run(DETECT)
    with person.one_step():
        person.keys("R")
        person.hand.drag(
            [(SPOON.x, SPOON.y), (350, 260), (SPOON.x + SPOON.width, SPOON.y + SPOON.height)]
        )
        person.grab("naming")
        person.name_it("spoon")
    [spoon] = person.shown("Annotations")
    assert spoon.label == "spoon"
    assert isinstance(spoon.shape, Box)
    assert iou(spoon.shape, SPOON) > 0.97
    assert person.studio.settings.recent_labels[0] == "spoon"


def test_a_result_that_comes_while_a_label_is_typed_disturbs_nothing(person: Person) -> None:
    person.open("coffee.png")
    panel = person.space.panels.task
    person.click(panel.tasks[DETECT])
    person.click(panel.run)
    job = person.studio.jobs.jobs[-1]
    person.keys("R")
    person.hand.drag([(SPOON.x, SPOON.y), (350, 260), (412, 330)])
    person.type("spo")
    assert not job.ended
    person.ended()
    assert [a.label for a in person.shown("Detections")] == ["cup", "cup"]
    person.type("on")
    person.keys("Return")
    assert [a.label for a in person.shown("Annotations")] == ["spoon"]


def test_a_box_is_moved(person: Person) -> None:
    person.open("coffee.png")
    person.run(DETECT)
    cup = person.shown("Detections")[0]
    with person.one_step():
        person.keys("V")
        person.hand.click(CUP)
        person.hand.drag([CUP, (290, 155), (300, 160)])
    [moved] = [a for a in person.shown("Detections") if a.id == cup.id]
    assert moved.shape == cup.shape.moved(20, 10)
    assert moved.edited


def test_a_wrong_box_is_deleted(person: Person) -> None:
    person.open("coffee.png")
    person.run(DETECT)
    # The saucer is no cup.
    cup, saucer = person.shown("Detections")
    edge = saucer.bounds()
    with person.one_step():
        person.hand.click((edge.x, edge.y + edge.height / 2))
        person.keys("Del")
    assert person.shown("Detections") == [cup]


def test_boxes_become_masks(person: Person) -> None:
    person.open("coffee.png")
    person.run(DETECT)
    person.click_layer("Detections")
    person.grab("before_masks")
    with person.one_step():
        person.click(person.space.panels.task.masks)
        person.ended()
    masks = person.shown("Masks")
    assert [m.label for m in masks] == [a.label for a in person.shown("Detections")]
    cup = masks[0].shape
    assert isinstance(cup, Mask)
    assert cup.contains(Point(*CUP))
    assert not cup.contains(Point(*TABLE))


def test_a_wrist_is_pulled_to_where_it_belongs(person: Person) -> None:
    person.open("astronaut.png")
    person.run(POSE)
    [before] = person.shown("Poses")
    assert isinstance(before.shape, Pose)
    wrist = SKELETONS[before.shape.skeleton].joints.index("right_wrist")
    start = before.shape.joints[wrist]
    with person.one_step():
        person.hand.drag([(start.x, start.y), (150, 480), (160, 470)])
    [after] = person.shown("Poses")
    assert isinstance(after.shape, Pose)
    assert after.shape.joints[wrist].point.distance(Point(160, 470)) < 1.5
    others = [
        joints[:wrist] + joints[wrist + 1 :] for joints in (before.shape.joints, after.shape.joints)
    ]
    assert others[0] == others[1]
    assert after == msgspec.structs.replace(before, shape=after.shape, edited=True)
