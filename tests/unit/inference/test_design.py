from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, cast

import pytest

from tests.unit.sketch.toys import SameWords, library
from vlm_studio.inference import design
from vlm_studio.inference.design import IconLibrary
from vlm_studio.inference.engines import Drawn
from vlm_studio.inference.finder import Finder, meanings
from vlm_studio.sketch.flatten import bounds


class Icons(IconLibrary):
    def __init__(self, folder: Path) -> None:
        self.library = library(folder)
        self._known = None


def finder(folder: Path, words: SameWords) -> Finder:
    toys, reader = library(folder), cast("Any", words)
    return Finder(toys, reader, meanings(toys, reader, folder / "kept", lambda *_: None))


@pytest.fixture
def found(tmp_path: Path) -> Finder:
    return finder(tmp_path, SameWords())


def sketches(found: Finder, said: str, count: int, style: str = "") -> list[Drawn]:
    return list(itertools.islice(design.sketches(found, said, style), count))


def names(sketch: Drawn) -> list[tuple[str, str]]:
    return [(icon["set"], icon["name"]) for icon in sketch.more["icons"]]


def test_an_icon_is_found_by_its_name_and_by_words_that_go_with_it(found: Finder) -> None:
    [best, *_] = sketches(found, "mug", 4)
    assert best.kind == "found"
    assert names(best) == [("lucide", "mug")]
    for said in ("coffee tea", "stein"):
        [best, *_] = sketches(found, said, 4)
        assert names(best) == [("lucide", "mug")]
    assert [names(one) for one in sketches(found, "a lamp", 9)] == [
        [("tabler", "lamp")],
        [("lucide", "lamp-desk")],
    ]
    assert names(sketches(found, "lamp", 1, "solar")[0]) == [("solar", "lamp")]


def test_other_drawings_of_a_thing_are_offered_but_none_twice(found: Finder) -> None:
    mugs = sketches(found, "mug", 9)
    assert [names(one) for one in mugs] == [[("lucide", "mug")], [("tabler", "mug-2")]]
    assert mugs[0].score > mugs[1].score
    assert [names(one) for one in sketches(found, "mug", 9, "solar")] == [[("solar", "mug")]]


def test_a_crossed_out_thing_comes_last_unless_it_is_meant(found: Finder) -> None:
    assert [names(one)[0][1] for one in sketches(found, "leaf", 9)] == ["leaf"]
    assert names(sketches(found, "leaf off", 9)[0]) == [("tabler", "leaf-off")]


def test_things_are_put_where_the_words_say_and_drawn_alike(found: Finder) -> None:
    best = sketches(found, "a mug left of a lamp", 2)[0]
    assert best.kind == "composed"
    assert [name for name, _ in best.groups] == ["mug", "lamp"]
    mug, lamp = (bounds(shapes) for _, shapes in best.groups)
    assert mug[2] < lamp[0]
    assert len({one for one, _ in names(sketches(found, "leaf and lamp", 2)[0])}) == 1
    three = sketches(found, "three leaves in a circle", 2)[0]
    assert [name for name, _ in three.groups] == ["leaf"] * 3


def test_what_is_not_in_the_library_is_left_out_and_named(found: Finder) -> None:
    best = sketches(found, "a mug beside a senate", 4)[0]
    assert (best.kind, names(best), best.lacking) == ("found", [("lucide", "mug")], ("senate",))
    best = sketches(found, "a mug reading a senate under two lamps", 4)[0]
    assert [name for name, _ in best.groups] == ["mug", "lamp", "lamp"]
    assert best.lacking == ("senate",)


def test_an_icon_that_is_only_near_says_that_the_things_are_lacking(found: Finder) -> None:
    near, *_ = sketches(found, "coffee on pot", 4)
    assert (names(near), near.lacking) == ([("lucide", "mug")], ("coffee", "pot"))
    whole, *_ = sketches(found, "coffee tea on pot pint", 4)
    assert (names(whole), whole.lacking) == ([("lucide", "mug")], ())


def test_the_library_is_read_once(tmp_path: Path) -> None:
    first, second = SameWords(), SameWords()
    assert [names(s) for s in sketches(finder(tmp_path, first), "leaf", 4)] == [
        names(s) for s in sketches(finder(tmp_path, second), "leaf", 4)
    ]
    assert second.read == 1 < first.read
    [kept] = (tmp_path / "kept").iterdir()
    kept.write_bytes(kept.read_bytes()[:-10])
    third = SameWords()
    assert sketches(finder(tmp_path, third), "leaf", 4)
    assert third.read == first.read
    other = SameWords()
    other.version = "a newer toy"
    assert sketches(finder(tmp_path, other), "leaf", 4)
    assert other.read == first.read
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_where_nothing_can_be_written_icons_are_found_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    [best] = sketches(finder(tmp_path, SameWords()), "mug", 1)
    assert names(best) == [("lucide", "mug")]
