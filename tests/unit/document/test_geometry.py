"""Boxes, polygons and poses."""

from __future__ import annotations

import math

import pytest

from vlm_studio.document.geometry import ELLIPSE_POINTS, Box, Ellipse, Point, Polygon, iou
from vlm_studio.document.skeletons import (
    BLAZEPOSE_33,
    COCO_17,
    SKELETONS,
    Joint,
    Pose,
    convert,
    standing,
)


def test_boxes_meet_or_they_do_not():
    a, b = Box(0, 0, 10, 10), Box(5, 5, 10, 10)
    assert a.intersection(b) == Box(5, 5, 5, 5)
    assert iou(a, b) == pytest.approx(25 / 175)
    assert iou(a, Box(10, 0, 5, 5)) == 0
    assert a.union(b) == Box(0, 0, 15, 15)
    assert Box(-5, 2, 8, 4).clipped(100, 5) == Box(0, 2, 3, 3)
    assert Box.between(Point(4, 9), Point(1, 2)) == Box(1, 2, 3, 7)


def test_a_polygon_knows_its_inside():
    arrow = Polygon((Point(0, 0), Point(10, 0), Point(10, 10), Point(5, 3), Point(0, 10)))
    assert arrow.area == pytest.approx(100 - 10 * 7 / 2)
    assert arrow.contains(Point(1, 1))
    assert not arrow.contains(Point(5, 6))
    assert arrow.moved(3, 4).bounds() == Box(3, 4, 10, 10)


def test_an_ellipse_touches_its_box():
    egg = Ellipse.within(Box(10, 20, 40, 20))
    assert egg.bounds() == Box(10, 20, 40, 20)
    assert egg.area == pytest.approx(math.pi * 20 * 10)
    assert egg.contains(Point(10, 30))
    assert not egg.contains(Point(12, 22))
    assert egg.moved(1, 2).contains(Point(51, 32))
    assert not egg.round
    assert Ellipse(5, 5, 8, 8).round
    outline = egg.polygon()
    assert len(outline.points) == ELLIPSE_POINTS
    assert outline.area == pytest.approx(egg.area, rel=0.002)
    assert all(abs(_from_the_middle(point) - 1) < 1e-9 for point in outline.points)


def _from_the_middle(point: Point) -> float:
    return math.hypot((point.x - 30) / 20, (point.y - 30) / 10)


def test_an_ellipse_without_an_area_holds_nothing():
    flat = Ellipse(5, 5, 0, 10)
    assert not flat.contains(Point(5, 10))
    assert flat.bounds().height == 10


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=lambda s: s.id)
def test_a_skeleton_is_whole(skeleton):
    assert len(skeleton.rest) == len(skeleton.joints)
    joined = {index for bone in skeleton.bones for index in bone}
    assert joined == set(range(len(skeleton.joints))) or skeleton is not COCO_17
    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in skeleton.rest)


def test_a_blazepose_figure_becomes_a_coco_figure_with_the_same_joints():
    pose = standing(BLAZEPOSE_33, Box(0, 0, 100, 200))
    coco = convert(pose, "coco17")
    wrist = coco.joints[COCO_17.joints.index("left_wrist")]
    assert wrist == pose.joints[BLAZEPOSE_33.joints.index("left_wrist")]
    assert all(joint.score > 0 for joint in coco.joints)
    back = convert(coco, "blazepose33")
    heel = back.joints[BLAZEPOSE_33.joints.index("left_heel")]
    assert heel.score == 0


def test_a_joint_that_is_not_placed_does_not_stretch_the_figure():
    pose = Pose("coco17", (Joint(5, 5), Joint(9, 7), *[Joint(0, 0, 0)] * 15))
    assert pose.bounds() == Box(5, 5, 4, 2)
    pulled = pose.with_joint(2, Point(5, 20))
    assert pulled.bounds() == Box(5, 5, 4, 15)
    assert BLAZEPOSE_33.side(BLAZEPOSE_33.joints.index("mouth_left")) == "left"
    assert BLAZEPOSE_33.side(0) == "middle"
