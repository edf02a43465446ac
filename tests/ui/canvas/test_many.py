"""Ten thousand boxes."""

from __future__ import annotations

import math
import random

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.canvas.hand import Hand, Key, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter, Provenance, Shape
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.ui.canvas.few_index import FewIndex
from vlm_studio.ui.canvas.hits import INSIDE, ON_EDGE, hit_rank, hit_ranks
from vlm_studio.ui.canvas.layer_index import LayerIndex
from vlm_studio.ui.canvas.scene import Scene
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.paint.shapes import pixel_rect
from vlm_studio.ui.paint.style import category
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


def rested(view: CanvasView, qtbot: QtBot) -> QImage:
    """The view once it has come to rest and nothing more is being painted."""
    view.repaint()
    qtbot.waitUntil(lambda: not view._rest.isActive() and not view._idle.isActive())
    return view.grab().toImage()


def painted_anew(view: CanvasView) -> QImage:
    """The view without anything that was painted before."""
    assert view._backing is not None
    view._backing.forget()
    view.finish_painting()
    return view.grab().toImage()


def polygons(many: Document) -> list[Annotation]:
    chance = random.Random(9)
    return [
        Annotation(id, chance.choice(("cat", "dog", "car")), star(chance.uniform(0, 3900), y))
        for id, y in enumerate(chance.uniform(0, 2900) for _ in range(700))
    ]


def star(x: float, y: float) -> Polygon:
    reaches = [(30 if i % 2 else 60, i * math.pi / 16) for i in range(32)]
    return Polygon(
        tuple(Point(x + r * math.cos(turn), y + r * math.sin(turn)) for r, turn in reaches)
    )


@pytest.mark.parametrize("shapes", ["boxes", "polygons"])
def test_what_is_painted_while_the_view_moves_is_put_right_when_it_rests(
    view: CanvasView, hand: Hand, many: Document, qtbot: QtBot, shapes: str
) -> None:
    if shapes == "polygons":
        ids = list(many.annotations("layer"))
        many.history.push(edits.remove_annotations(many, "layer", ids, text("Delete")))
        many.history.push(edits.set_annotations(many, "layer", polygons(many), text("Draw")))
    view.set_document(many)
    assert rested(view, qtbot) == painted_anew(view)
    for notches in (2, 3, -1, -4, 1):
        hand.wheel(QPointF(400, 300), notches)
        view.grab()
        view.camera.pan(-90, 35)
        view.grab()
        qtbot.wait(1)
    assert rested(view, qtbot) == painted_anew(view)


def test_the_view_shows_something_of_everything_while_it_moves(
    view: CanvasView, many: Document, qtbot: QtBot
) -> None:
    view.set_document(many)
    rested(view, qtbot)
    colour = many_colours(view.grab().toImage())
    view.set_zoom(view.zoom * 3)
    view.repaint()
    assert view._rest.isActive()
    # Scaled from what was there: the same colours, nothing left out.
    assert many_colours(view.grab().toImage()) & colour == colour


def many_colours(image: QImage) -> set[str]:
    """Which colours of annotations are to be seen."""
    looks = {category(label).colour.name() for label in ("cat", "dog", "car")}
    places = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return {image.pixelColor(x, y).name() for x, y in places} & looks


def test_an_edit_during_the_painting_is_not_lost(
    view: CanvasView, many: Document, qtbot: QtBot
) -> None:
    view.set_document(many)
    view.camera.zoom_to(view.zoom * 1.3)
    view.repaint()
    view._rest.stop()
    view.repaint()
    view._refine()
    assert view._backing is not None
    assert view._backing.rough
    added = [Annotation(N + 1, "person", Box(1900, 1400, 300, 200))]
    many.history.push(edits.set_annotations(many, "layer", added, text("Draw")))
    filtered = edits.set_layers(many, ["layer"], text("Filter"), filter=Filter(0.5))
    many.history.push(filtered)
    assert rested(view, qtbot) == painted_anew(view)
    many.history.undo()
    many.history.undo()
    assert rested(view, qtbot) == painted_anew(view)


def test_a_document_that_is_closed_while_it_is_painted_leaves_nothing_behind(
    view: CanvasView, many: Document, document: Document, qtbot: QtBot
) -> None:
    view.set_document(many)
    view.set_zoom(0.3)
    view.repaint()
    view._refine()
    view.set_document(document)
    assert rested(view, qtbot) == painted_anew(view)


@pytest.mark.parametrize("index", [FewIndex, LayerIndex])
def test_an_index_agrees_with_the_filter_and_the_shapes_one_by_one(
    index: type[FewIndex] | type[LayerIndex],
) -> None:
    chance = random.Random(3)
    places = [
        Box(chance.uniform(0, 500), chance.uniform(0, 500), chance.uniform(0, 60), 30)
        for _ in range(900)
    ]
    stars = [star(chance.uniform(0, 500), chance.uniform(0, 500)) for _ in range(90)]
    whole = Polygon((Point(1, 2), Point(30, 4), Point(9, 40)))
    shapes = [*places, *stars, whole, Ellipse(20, 20, 40, 30)]
    annotations = {
        id: Annotation(
            id,
            chance.choice(("cat", "dog")),
            shape,
            score=chance.choice((None, 0.1, 0.5, 0.9)),
            provenance=chance.choice((None, PREDICTED)),
            edited=chance.random() < 0.1,
        )
        for id, shape in enumerate(shapes, 1)
    }
    filters = [
        Filter(),
        Filter(0.6),
        Filter(0.0, frozenset({"cat"})),
        Filter(0.3, smallest=20, largest=40),
    ]
    made = index(annotations, filters[0])
    for filter in filters:
        made.refilter(annotations, filter)
        for box in (Box(0, 0, 600, 600), Box(100, 100, 80, 90), Box(250, 250, 0, 0)):
            expected = [
                id for id, a in annotations.items() if filter.shows(a) and overlap(a.bounds(), box)
            ]
            assert made.touching(box) == expected
            assert made.count(box) == len(expected)
            areas = [annotations[id].bounds().area for id in expected]
            assert [id for id, _ in made.near(box)] == expected
            assert [area for _, area in made.near(box)] == pytest.approx(areas)
            one_by_one = (index({id: annotations[id]}, filter).load(box, 2) for id in expected)
            assert made.load(box, 2) == pytest.approx(sum(one_by_one))
    gone = [5, 6, 7]
    removed = {id: annotations.pop(id) for id in gone}
    made.refilter(annotations | removed, Filter(0.0))
    made.update(annotations, gone, Filter(0.0))
    assert made.touching(Box(0, 0, 600, 600)) == list(annotations)
    added = Annotation(3000, "dog", Box(3, 3, 9, 9))
    annotations = dict(sorted({**annotations, **removed, 3000: added}.items()))
    made.update(annotations, [*gone, 3000], Filter(0.0))
    assert made.touching(Box(0, 0, 600, 600)) == list(annotations)
    late = {2000 + i: Annotation(2000 + i, "cat", Box(i % 500, 3, 2, 2)) for i in range(1500)}
    annotations |= late
    made.update(annotations, list(late), Filter(0.0))
    assert made.touching(Box(0, 0, 600, 600)) == sorted(annotations)
    assert made.count(Box(-5, -5, 900, 9)) == sum(
        overlap(a.bounds(), Box(-5, -5, 900, 9)) for a in annotations.values()
    )


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes meet, if only at an edge."""
    return a.x <= b.right and b.x <= a.right and a.y <= b.bottom and b.y <= a.bottom


def test_polygons_are_hit_together_as_they_are_one_by_one() -> None:
    chance = random.Random(4)
    polygons = [star(chance.uniform(0, 200), chance.uniform(0, 200)) for _ in range(40)]
    flat = Polygon((Point(50, 50), Point(50, 50), Point(90, 50), Point(90, 90)))
    shapes: list[Shape] = [*polygons, Box(10, 10, 100, 100), flat]
    met = set()
    for _ in range(300):
        place = Point(round(chance.uniform(0, 200)), round(chance.uniform(0, 200)))
        together = hit_ranks(shapes, place, 4.0)
        assert together == [hit_rank(shape, place, 4.0) for shape in shapes]
        met |= set(together)
    assert met == {ON_EDGE, INSIDE, None}


def test_a_rubber_band_over_thousands_shows_them_selected_and_esc_lets_go(
    view: CanvasView, hand: Hand, many: Document, qtbot: QtBot
) -> None:
    view.set_document(many)
    view.fit()
    view.finish_painting()
    plain = view.grab().toImage()
    hand.drag([(-30, -30), (2000, 1500), (4020, 3020)])
    shown = [a for a in many.annotations("layer").values() if Filter().shows(a)]
    assert {id for _, id in view.selection.annotations} == {a.id for a in shown}
    image = view.grab().toImage()
    assert image != plain
    accent = view._colors.accent
    for annotation in random.Random(2).sample(shown, 50):
        rect = pixel_rect(annotation.bounds(), view.camera.viewport)
        assert image.pixelColor(rect.left(), rect.top()) == accent
    hide = edits.set_layers(many, ["layer"], text("Filter"), filter=Filter(1.0))
    many.history.push(hide)
    assert rested(view, qtbot) == painted_anew(view)
    assert accent.name() not in {
        view.grab().toImage().pixelColor(x, 300).name() for x in range(view.width())
    }
    many.history.undo()
    hand.key(Key.Key_Escape)
    assert rested(view, qtbot) == plain
