"""Ten thousand boxes."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPointF

from tests.ui.canvas.hand import Hand, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas.scene import Scene
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

N = 10_000
PREDICTED = Provenance("object-detection", "yolov3-tiny")


@pytest.fixture
def many() -> Document:
    document = Document.empty("many", 4000, 3000)
    chance = random.Random(5)
    boxes = [
        Annotation(
            id,
            chance.choice(("cat", "dog", "car")),
            Box(chance.uniform(0, 3900), chance.uniform(0, 2900), chance.uniform(3, 90), 40),
            score=chance.random(),
            provenance=PREDICTED,
        )
        for id in range(1, N + 1)
    ]
    with_annotations(document, boxes)
    return document


def found_one_by_one(document: Document, point: Point) -> set[int]:
    layer = document.layer("layer")
    shown = document.shown_annotations(layer)  # type: ignore[arg-type]
    return {a.id for a in shown if a.bounds().contains(point)}


def test_hits_are_those_found_one_by_one_also_after_changes(many: Document) -> None:
    scene = Scene(many)
    many.changed.connect(scene.follow)
    chance = random.Random(6)

    def agrees() -> None:
        for _ in range(40):
            point = Point(chance.uniform(0, 4000), chance.uniform(0, 3000))
            keys = scene.hits(point, 0.0, frozenset())
            assert {id for _, id in keys} == found_one_by_one(many, point)

    agrees()
    some = chance.sample(range(1, N + 1), 300)
    moved = [
        Annotation(id, "cat", many.annotations("layer")[id].shape.moved(5, -5)) for id in some[:100]
    ]
    many.history.push(edits.set_annotations(many, "layer", moved, text("Move")))
    many.history.push(edits.remove_annotations(many, "layer", some[100:], text("Delete")))
    fresh = [Annotation(N + 5, "dog", Box(1, 1, 3998, 2998))]
    many.history.push(edits.set_annotations(many, "layer", fresh, text("Draw")))
    agrees()
    strict = edits.set_layers(many, ["layer"], text("Filter"), filter=Filter(0.9))
    many.history.push(strict)
    agrees()
    for _ in range(4):
        many.history.undo()
    agrees()


def test_a_crowd_is_painted_and_one_of_it_is_moved(
    view: CanvasView, hand: Hand, many: Document
) -> None:
    view.set_document(many)
    view.grab()
    target = many.annotations("layer")[N].shape
    assert isinstance(target, Box)
    view.set_zoom(4)
    view.camera.fit(target.grown(200))
    digest = many.snapshot().digest()
    view.selection.select([("layer", N)])
    centre = target.centre
    hand.drag([(centre.x, centre.y), (centre.x + 30, centre.y)])
    moved = many.annotations("layer")[N].shape
    assert isinstance(moved, Box)
    assert abs(moved.x - target.x - 30) <= 1.5
    many.history.undo()
    assert many.snapshot().digest() == digest


def test_what_is_painted_while_the_view_moves_is_put_right_when_it_rests(
    view: CanvasView, hand: Hand, many: Document
) -> None:
    view.set_document(many)
    view.grab()
    hand.wheel(QPointF(400, 300), 2)
    view.grab()
    view._rest.stop()
    rested = view.grab().toImage()
    view._backing.invalidate()
    assert view.grab().toImage() == rested
