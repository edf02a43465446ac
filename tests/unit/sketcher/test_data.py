"""What the sketcher is trained on: how icons are captioned, composed and split. Needs neither torch nor the icons."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sketcher import dataset
from sketcher.captions import captions, counted, looks
from sketcher.compositions import compositions
from sketcher.moves import moved
from sketcher.primitives import arranged, kept_back
from sketcher.scenes import scenes
from sketcher.sources import Icon
from sketcher.words import MODIFIERS, concepts, held_out

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.icons import words
from vlm_studio.sketch.order import scaled
from vlm_studio.sketch.shapes import SIDE, Arc, Circle, Cubic, Line, Path, Rect, Shape
from vlm_studio.sketch.steps import decode, encode

CROSS = (Path((48, 24), (Line((48, 72)),)), Path((24, 48), (Line((72, 48)),)))
BOX = Rect((8, 8), 80, 80, 12)
MOON = Path((20, 20), (Arc((20, 80), 200.0), Arc((20, 20), -120.0)), closed=True)

_THINGS = [
    "lamp",
    "mug",
    "tree",
    "boat",
    "cat",
    "dog",
    "kite",
    "door",
    "fish",
    "key",
    "moon",
    "rock",
    "shoe",
    "vase",
    "wolf",
    "yarn",
    "apple",
    "bridge",
    "castle",
    "drum",
    "eagle",
    "flute",
]
_KINDS = "", "-plus", "-off", "-2", "-small", "s"
ICONS = [
    Icon(
        set,
        f"{one}-{other}{kind}" if other else f"{one}{kind}",
        (BOX, *CROSS) if other else (MOON,),
    )
    for set in ("lucide", "tabler")
    for one, other in itertools.product(_THINGS, ("", "box", "house"))
    for kind in _KINDS
]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[dataset.Drawing]:
    monkeypatch.setattr(dataset, "_SCENES", 60)
    monkeypatch.setattr(dataset, "_ARRANGED", 60)
    monkeypatch.setattr(
        dataset, "tags", lambda: {t: (f"{t} thing", "wolf cub", "drum kit") for t in _THINGS}
    )
    monkeypatch.setattr(dataset, "held_out", lambda names: held_out(names, share=0.2))
    return list(dataset.drawings(ICONS))


def test_nothing_that_is_trained_on_names_a_held_out_concept(built: list[dataset.Drawing]) -> None:
    held = held_out((icon.name for icon in ICONS), share=0.2)
    assert 0 < len(held) < len(_THINGS)
    learnt = [drawing for drawing in built if not drawing.held]
    assert {drawing.kind for drawing in learnt} == {"icon", "mirror", "scene"}
    for drawing in learnt:
        for caption in (*drawing.captions, drawing.name):
            assert not concepts(caption) & held, caption
    measured = [drawing for drawing in built if drawing.held]
    assert measured
    assert all(concepts(drawing.name) & held and drawing.kind == "icon" for drawing in measured)


def test_every_spelling_of_a_concept_is_on_the_same_side(built: list[dataset.Drawing]) -> None:
    for thing in _THINGS:
        sides = {d.held for d in built if d.kind == "icon" and concepts(d.name) == {thing}}
        assert len(sides) == 1


def test_the_split_is_the_same_every_time_and_another_with_another_salt() -> None:
    names = [icon.name for icon in ICONS]
    assert held_out(names, share=0.3) == held_out(reversed(names), share=0.3)
    assert held_out(names, share=0.3) != held_out(names, "other", share=0.3)


@pytest.mark.parametrize(
    ("shapes", "says"),
    [
        ((Circle((48, 48), 40),), "a circle"),
        ((Circle((30, 48), 10), Circle((66, 48), 10)), "two circles"),
        ((BOX, *CROSS), "a rounded square with a vertical line and a horizontal line inside"),
        ((Rect((8, 30), 80, 30), Circle((48, 45), 0)), "a rectangle with a dot inside"),
        ((Path((8, 80), (Line((48, 8)), Line((88, 80))), closed=True),), "a triangle"),
        (
            (Path((8, 80), (Line((48, 8)), Line((88, 80)), Line((8, 80))), closed=True),),
            "a triangle",
        ),
        (
            (Circle((20, 20), 10), Path((40, 90), (Line((90, 90)),))),
            "a circle with a horizontal line",
        ),
        ((BOX,) * 9, ""),
    ],
)
def test_what_it_looks_like_is_said_from_its_geometry(shapes: tuple[Shape, ...], says: str) -> None:
    assert looks(shapes) == says


def test_names_become_captions() -> None:
    assert words("desk-lamp-02-outline") == ("desk", "lamp")
    assert words("traffic-light") == ("traffic", "light")
    assert captions("lamp-2", (MOON,), {}, frozenset())[0] == "lamp"
    assert captions("lamp", (MOON,), {"lamp": ("wolf", "light")}, frozenset({"wolf"})) == [
        "lamp",
        "lamp, light",
        "a lamp",
        "a shape",
    ]
    many = {"lamp": ("shade", "bulb", "desk", "night", "glow")}
    said = captions("lamp-plus", (MOON,), many, frozenset())
    assert len(said) == 6, "the tags of a lamp, in pairs, are said of a lamp with a plus too"
    assert {tag for tag in many["lamp"] if tag in ", ".join(said[1:4])} == set(many["lamp"])
    assert [one.startswith("lamp plus, ") for one in said[1:4]] == [True, False, True]
    assert [counted("apple", 1), counted("box", 2), counted("key", 3), counted("fly", 2)] == [
        "an apple", "two boxes", "three keys", "two flies",
    ]  # fmt: skip
    assert concepts("apples-in-circle-off") == {"apple"}
    assert "circle" in MODIFIERS


def test_scenes_show_what_they_say() -> None:
    some = list(scenes([icon for icon in ICONS if len(words(icon.name)) == 1], 40))
    assert len(some) == 40
    assert some == list(scenes([icon for icon in ICONS if len(words(icon.name)) == 1], 40))
    for scene in some:
        box = bounds(scene.shapes)
        assert min(box) >= -1
        assert max(box) <= SIDE + 1
    assert any(" left of " in scene.caption for scene in some)
    assert any(scene.caption.startswith("two ") for scene in some)


def test_drawings_come_back_from_their_steps(built: list[dataset.Drawing]) -> None:
    drawing = next(d for d in built if d.kind == "icon" and d.name == "lamp-box")
    assert decode(drawing.rows())[0] == BOX
    mirror = next(d for d in built if d.kind == "mirror" and not d.held)
    assert mirror.rows().shape[1] == 7


_SMALL = {
    "circle": Circle((0, 0), 8),
    "square": Rect((0, 0), 16, 16),
    "rectangle": Rect((0, 0), 16, 8, 3),
    "dot": Circle((0, 0), 0),
    "triangle": Path((0, 12), (Line((6, 0)), Line((12, 12)), Line((0, 12))), closed=True),
}


def test_compositional_captions_hold_for_drawings_of_them_and_not_for_others() -> None:
    asked = {one.caption: one.holds for one in compositions()}
    assert len(asked) == 60
    for count, word in ((2, "two"), (5, "five")):
        for name, shape in _SMALL.items():
            drawn = [moved for i in range(count) for moved in scaled([shape], 1, 18 * i, 0)]
            assert asked[f"{word} {name}s"](drawn)
            assert not asked[f"{word} {name}s"](drawn[1:])
    big, small = Rect((8, 8), 80, 80), Circle((48, 48), 10)
    assert asked["a circle inside a square"]([big, small])
    assert not asked["a square inside a circle"]([big, small])
    assert not asked["a circle inside a square"]([small, Rect((70, 70), 20, 20)])
    left, right = Circle((20, 48), 10), Circle((70, 48), 0)
    beside = next(c for c in asked if " left of " in c and c.startswith("a circle"))
    other = _SMALL[beside.split()[-1]]
    assert asked[beside]([left, *scaled([other], 1, 60, 40)])
    assert not asked[beside]([right, *scaled([other], 1, 10, 40)])


def test_arranged_shapes_are_what_their_caption_says_and_some_captions_are_kept_back() -> None:
    asked = {one.caption: one.holds for one in compositions()}
    drawn = list(arranged(300))
    for one in drawn:
        assert asked.get(one.caption, lambda _: True)(decode(encode(one.shapes))), one
    assert {one.caption for one in drawn} & set(asked)
    back = {caption for caption in asked if kept_back(caption)}
    assert 0 < len(back) < len(asked)
    assert not back & {one.caption for one in drawn}


def test_a_drawing_is_moved_by_whole_pixels_and_stays_on_its_square() -> None:
    flower = (Circle((36, 40), 12), *CROSS, Rect((12, 60), 20, 8, 2), MOON)
    rows = encode(flower)
    flower = decode(rows)
    places = set()
    for seed in range(60):
        found = decode(moved(rows, np.random.default_rng(seed)))
        left, top, right, bottom = bounds(found)
        x, y = (round(a - b, 6) for a, b in zip((left, top), bounds(flower)))
        assert (x % 4, y % 4) == (0, 0)
        assert min(left, top) >= 0
        assert max(right, bottom) <= SIDE
        assert encode(scaled(flower, 1, x, y)).tolist() == encode(found).tolist()
        places.add((x, y))
    assert len(places) > 10
    bow = Path((20, 40), (Cubic((0, 96), (96, 0), (70, 40)),))
    for full in (encode([Rect((0, 0), 96, 96, 0)]), encode([bow])):
        assert moved(full, np.random.default_rng(1)).tolist() == full.tolist()
