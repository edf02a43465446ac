from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlm_studio.errors import StudioError
from vlm_studio.sketch.compose import compose
from vlm_studio.sketch.description import checked
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.reading import read
from vlm_studio.sketch.scene import FRAMES, Scene, Thing, leaves, names, without
from vlm_studio.sketch.shapes import SIDE, Circle, Rect

TALL, BOX = (Rect((30, 0), 20, 96),), (Rect((0, 0), 96, 96),)


@pytest.mark.parametrize(
    ("said", "scene"),
    [
        ("A desk lamp.", Scene((Thing("desk lamp", 1),))),
        ("three leaves", Scene((Thing("leaf", 3),), "several")),
        ("3 leaves in a circle", Scene((Thing("leaf", 3),), "ring")),
        ("four arrows in a column", Scene((Thing("arrow", 4),), "column")),
        ("a house inside a circle", Scene((Thing("house"),), "several", "circle")),
        ("a mug to the left of a lamp", Scene((Thing("mug"), Thing("lamp")), "left")),
        ("phone with a shield", Scene((Thing("phone"), Thing("shield")), "badge")),
        ("two cats above the box", Scene((Thing("cat", 2), Thing("box")), "above")),
        (
            "a sun, two clouds, and a tree",
            Scene((Thing("sun"), Thing("cloud", 2), Thing("tree")), "list"),
        ),
        ("bed, lamp, cup and key", Scene(tuple(map(Thing, ("bed", "lamp", "cup", "key"))), "list")),
        ("lamp, ", Scene((Thing("lamp,"),))),
        ("a row of five trees", Scene((Thing("tree", 5),), "row")),
        ("ring of stars", Scene((Thing("star", 6),), "ring")),
        ("a couple of glasses", Scene((Thing("glass", 2),), "several")),
        ("a pair of glasses", Scene((Thing("pair of glasses"),))),
        ("a line of code", Scene((Thing("line of code"),))),
        ("in", Scene((Thing("in"),))),
        ("a cat sitting on a chair", Scene((Thing("cat"), Thing("chair")), "on")),
        ("a lamp on top of two books", Scene((Thing("lamp"), Thing("book", 2)), "on")),
        ("a cup on the left of a jug", Scene((Thing("cup"), Thing("jug")), "left")),
        ("an astronaut riding a horse", Scene((Thing("astronaut"), Thing("horse")), "on")),
        ("a house with two trees", Scene((Thing("house"), Thing("tree", 2)), "beside")),
        ("a drink in the morning", Scene((Thing("drink"),))),
        ("two boats in summer", Scene((Thing("boat", 2),), "several")),
        ("a man walking his dog", Scene((Thing("man"), Thing("dog")), "beside")),
        ("a grid of hearts", Scene((Thing("heart", 9),), "several")),
        ("four hearts in a grid", Scene((Thing("heart", 4),), "several")),
        ("a cup between two jugs", Scene(tuple(map(Thing, ("jug", "cup", "jug"))), "line")),
        ("a cup between a jug and a pan", Scene(tuple(map(Thing, ("jug", "cup", "pan"))), "line")),
        ("100 cats", Scene((Thing("100 cats"),))),
        (
            "a fox reading a book under a tree",
            Scene((Scene((Thing("fox"), Thing("book")), "beside"), Thing("tree")), "below"),
        ),
        (
            "a lamp, a book and two mugs on a desk",
            Scene(
                (Scene((Thing("lamp"), Thing("book"), Thing("mug", 2)), "line"), Thing("desk")),
                "on",
            ),
        ),
        (
            "a cat on a chair, a dog and a bird",
            Scene(
                (Scene((Thing("cat"), Thing("chair")), "on"), Thing("dog"), Thing("bird")), "list"
            ),
        ),
        ("a desk with a lamp on it", Scene((Thing("lamp"), Thing("desk")), "on")),
        ("a cup on a table", Scene((Thing("cup"), Thing("dining table")), "on")),
        ("a table", Scene((Thing("table"),))),
        ("a person in the rain", Scene((Thing("rain"), Thing("person")), "above")),
        ("a man in a hat", Scene((Thing("man"), Thing("hat")), "beside")),
        ("a ring on a finger", Scene((Thing("ring"), Thing("finger")), "on")),
        ("a running man and a dog", Scene((Thing("running man"), Thing("dog")), "beside")),
        ("two playing cards", Scene((Thing("playing card", 2),), "several")),
        ("a minimalist logo of a fox", Scene((Thing("fox"),))),
        (
            "five stars above a house in a circle",
            Scene((Scene((Thing("star", 5), Thing("house")), "above"),), "several", "circle"),
        ),
        (
            "a cup between a jug and a pan on a desk",
            Scene((Scene(tuple(map(Thing, ("jug", "cup", "pan"))), "line"), Thing("desk")), "on"),
        ),
    ],
)
def test_things_counts_and_relations_are_read_from_the_words(said: str, scene: Scene) -> None:
    assert read(said) == scene


def test_a_text_with_very_many_relations_is_one_thing() -> None:
    said = "a cup " + "on a mat " * 1100
    assert read(said) == Scene((Thing(said[2:].strip()),))


@pytest.mark.parametrize(
    ("relation", "axis", "sign"),
    [("left", 0, 1), ("right", 0, -1), ("above", 1, 1), ("below", 1, -1)],
)
def test_the_first_thing_stands_where_the_words_say(relation: str, axis: int, sign: int) -> None:
    scene = Scene((Thing("one"), Thing("two")), relation)
    one, two = (bounds(group) for group in compose(scene, [TALL, BOX]))
    first, second = (one, two) if sign > 0 else (two, one)
    assert first[axis + 2] < second[axis]


def test_what_is_inside_is_inside() -> None:
    inner, outer = (
        bounds(g) for g in compose(Scene((Thing("a"), Thing("b")), "inside"), [TALL, BOX])
    )
    assert outer[0] < inner[0] < inner[2] < outer[2]
    assert outer[1] < inner[1] < inner[3] < outer[3]
    frame, one = compose(Scene((Thing("a"),), "several", "circle"), [TALL])
    assert isinstance(frame[0], Circle)
    assert all(12 < edge < SIDE - 12 for edge in bounds(one))


def test_what_is_inside_is_in_the_largest_part_that_is_closed() -> None:
    bowl = (Rect((10, 60), 76, 30), Circle((48, 20), 8))
    inner, outer = compose(Scene((Thing("a"), Thing("b")), "inside"), [BOX, bowl])
    body = next(bounds([shape]) for shape in outer if isinstance(shape, Rect))
    assert body[0] < bounds(inner)[0] < bounds(inner)[2] < body[2]
    assert body[1] < bounds(inner)[1] < bounds(inner)[3] < body[3]


def test_what_is_on_something_stands_on_it() -> None:
    upper, lower = compose(Scene((Thing("a"), Thing("b")), "on"), [BOX, TALL])
    assert bounds(upper)[3] == pytest.approx(bounds(lower)[1])
    first, second, lower = compose(Scene((Thing("a", 2), Thing("b")), "on"), [TALL, BOX])
    assert bounds(first)[3] == bounds(second)[3] == pytest.approx(bounds(lower)[1])


def test_several_stand_in_one_row_on_what_carries_them_all() -> None:
    *upper, lower = map(bounds, compose(Scene((Thing("a", 3), Thing("b")), "on"), [TALL, BOX]))
    assert {round(box[3], 6) for box in upper} == {round(lower[1], 6)}
    assert lower[0] <= upper[0][0] < upper[1][0] < upper[2][2] <= lower[2]


def test_a_scene_in_a_scene_keeps_its_order() -> None:
    inner = Scene((Thing("a"), Thing("b")), "left")
    a, b, tree = map(bounds, compose(Scene((inner, Thing("tree")), "below"), [BOX, BOX, TALL]))
    assert a[2] < b[0]
    assert tree[3] < min(a[1], b[1])
    frame, a, b = map(bounds, compose(Scene((inner,), "several", "circle"), [BOX, BOX]))
    assert frame[0] < a[0] < a[2] < b[0] < b[2] < frame[2]


def test_what_is_lacking_leaves_the_rest_where_it_was() -> None:
    fox, book, tree = map(Thing, ("fox", "book", "tree"))
    scene = Scene((Scene((fox, book), "beside"), tree), "below")
    assert without(scene, [fox]) == Scene((Scene((book,)), tree), "below")
    assert without(scene, [tree]) == Scene((fox, book), "beside")
    assert without(scene, [fox, book]) == Scene((tree,))
    assert without(scene, [fox, book, tree]) is None
    assert without(Scene((fox, Thing("cat", 2), tree), "list"), [fox]) == Scene(
        (Thing("cat", 2), tree), "list"
    )
    assert without(Scene((fox,), "several", "circle"), [fox]) is None


def test_things_in_a_line_stand_beside_one_another_in_their_order() -> None:
    scene = Scene((Thing("a"), Thing("b"), Thing("c")), "line")
    boxes = [bounds(group) for group in compose(scene, [BOX, TALL, BOX])]
    assert boxes[0][2] < boxes[1][0] < boxes[1][2] < boxes[2][0]


def test_each_of_several_is_as_large_as_what_stands_beside_them() -> None:
    sizes = [
        bounds(group)[2] - bounds(group)[0]
        for group in compose(Scene((Thing("a"), Thing("b", 2)), "beside"), [BOX, BOX])
    ]
    assert sizes == pytest.approx([sizes[0]] * 3)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_is_around_what_is_in_it(frame: str) -> None:
    outer, inner = map(bounds, compose(Scene((Thing("a"),), "several", frame), [BOX]))
    assert outer[0] < inner[0] < inner[2] < outer[2]


def test_things_of_a_list_stand_apart_in_their_order() -> None:
    things = tuple(Thing(word) for word in "abcd")
    boxes = [bounds(group) for group in compose(Scene(things, "list"), [TALL, BOX, TALL, BOX])]
    assert boxes[0][2] < boxes[1][0]
    assert boxes[2][2] < boxes[3][0]
    assert boxes[1][3] < boxes[2][1]


@pytest.mark.parametrize("relation", ["several", "row", "column", "ring"])
@pytest.mark.parametrize("count", range(2, 10))
def test_copies_stay_apart_and_in_the_square(relation: str, count: int) -> None:
    groups = compose(Scene((Thing("a", count),), relation), [(Circle((48, 48), 40),)])
    boxes = [bounds(group) for group in groups]
    assert len(boxes) == count
    assert all(min(box) >= 0 and max(box) <= SIDE for box in boxes)
    middles = [((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes]
    reach = (boxes[0][2] - boxes[0][0]) / 2
    gaps = [
        (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for i, a in enumerate(middles) for b in middles[:i]
    ]
    assert min(gaps) > (2 * reach) ** 2


_WORDS = st.sampled_from(
    [
        "a",
        "an",
        "the",
        "two",
        "3",
        "10",
        "in",
        "and",
        "with",
        "left",
        "of",
        "above",
        ",",
        ".",
        "lamp",
        "leaves",
        "s",
        "es",
        "灯",
        "🙂",
        "boxes",
        "circle",
        "row",
        "on",
        "under",
        "reading",
        "it",
        "and",
        ", ",
    ]
)


@given(st.one_of(st.lists(_WORDS, max_size=9).map(" ".join), st.text(max_size=30)))
def test_everything_that_can_be_understood_asks_for_something(said: str) -> None:
    with contextlib.suppress(StudioError):
        scene = read(checked(said))
        assert all(thing.words.strip() and 1 <= thing.count <= 9 for thing in leaves(scene))
        groups = compose(scene, [BOX] * len(list(leaves(scene))))
        assert len(groups) == len(list(names(scene)))
        for group in groups:
            assert all(-1e-6 <= edge <= SIDE + 1e-6 for edge in bounds(group))
