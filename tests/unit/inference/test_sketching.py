from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.inference.test_design import Icons
from tests.unit.sketch.toys import SameWords
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.geometry import Box
from vlm_studio.document.vectors import Lettering
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.design import Design, Designs, SketchRequest


class Asker:
    """Asks a toy library for sketches."""

    def __init__(self, store: ModelStore, blocks: BlockFolder) -> None:
        self._cache = EngineCache(store)
        self._context = PlainContext(blocks)

    def __call__(self, request: SketchRequest) -> tuple[Design, ...]:
        found = run_task(request, self._context, self._cache)
        assert isinstance(found, Designs)
        return found.designs


@pytest.fixture
def ask(tmp_path: Path, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch) -> Asker:
    toys = {"icons": Icons(tmp_path), "all-minilm-l6-v2": SameWords()}
    monkeypatch.setattr(EngineCache, "_load", lambda _self, card, _device: toys[card.id])
    monkeypatch.setattr(ModelStore, "state", lambda _self, _id: "ready")
    return Asker(ModelStore(tmp_path / "models"), blocks)


def asked(words: str, **more: object) -> SketchRequest:
    return SketchRequest(words, "icons", **more)  # type: ignore[arg-type]


def around(design: Design) -> Box:
    first, *others = (each.bounds() for each in design.objects)
    for other in others:
        first = first.union(other)
    return first


@pytest.mark.parametrize(("width", "height"), [(1024, 1024), (1500, 500), (390, 844)])
def test_a_sketch_fills_its_artboard_and_stays_on_it(ask: Asker, width: int, height: int) -> None:
    for words in ("mug", "mug and lamp", "three leaves in a circle", 'mug "Jazz"'):
        [design] = ask(asked(words, width=width, height=height, count=1))
        box = around(design)
        assert (design.width, design.height) == (width, height)
        assert min(box.x, box.y, width - box.right, height - box.bottom) > 0
        assert max(box.width / width, box.height / height) > 0.6


def test_each_thing_is_a_group_with_its_name_and_all_lines_are_of_one_width(ask: Asker) -> None:
    [design] = ask(asked("a mug left of two leaves", count=1))
    assert {(each.name, each.group) for each in design.objects} == {
        ("mug", 1), ("leaf", 2), ("leaf", 3),
    }  # fmt: skip
    assert len({each.width for each in design.objects}) == 1
    assert len({each.id for each in design.objects}) == len(design.objects)


def test_pen_and_ink_are_those_asked_for(ask: Asker) -> None:
    [usual] = ask(asked("mug", count=1))
    [bold] = ask(asked("mug", count=1, pen=2.0, ink="#ff0000"))
    assert {each.stroke for each in bold.objects} == {"#ff0000"}
    assert bold.objects[0].width > 1.5 * usual.objects[0].width


def test_a_sketch_can_be_asked_for_again_from_what_it_says_of_itself(ask: Asker) -> None:
    for number, design in enumerate(ask(asked("a lamp", seed=7))):
        origin = design.provenance
        assert (origin.task, origin.model, origin.seed) == ("text-to-sketch", "icons", 7)
        said = {k: v for k, v in origin.parameters.items() if k in SketchRequest.__struct_fields__}
        assert said["skip"] == number
        again = SketchRequest(model=origin.model, seed=origin.seed or 0, **said)
        assert ask(again) == (design,)


def test_further_sketches_are_the_next_best(ask: Asker) -> None:
    every = ask(asked("mug", count=2))
    assert ask(asked("mug", count=2, skip=1)) == every[1:]
    with pytest.raises(StudioError, match="no more sketches"):
        ask(asked("mug", skip=2))


def test_quoted_words_are_written_and_not_searched(ask: Asker) -> None:
    [design] = ask(asked('a mug with "Lamp and leaf"', count=1))
    written = [each for each in design.objects if isinstance(each.shape, Lettering)]
    drawn = [each for each in design.objects if not isinstance(each.shape, Lettering)]
    assert {each.name for each in written} == {"Lamp and leaf"}
    assert {each.name for each in drawn} == {"mug"}
    assert not {each.group for each in written} & {each.group for each in drawn}
    assert max(e.bounds().bottom for e in drawn) < min(e.bounds().bottom for e in written)


def test_quoted_words_alone_need_no_library(tmp_path: Path, blocks: BlockFolder) -> None:
    [design] = Asker(ModelStore(tmp_path), blocks)(asked("“爵士之夜”"))
    shapes = [each.shape for each in design.objects]
    assert "".join(shape.text for shape in shapes if isinstance(shape, Lettering)) == "爵士之夜"
    assert (design.kind, design.title, design.score) == ("composed", "爵士之夜", None)


def test_what_is_lacking_is_said_in_one_sentence(tmp_path: Path, blocks: BlockFolder) -> None:
    with pytest.raises(StudioError, match=r"models pull icons && .* pull all-minilm"):
        Asker(ModelStore(tmp_path), blocks)(asked("a lamp"))


def test_another_kind_of_model_cannot_sketch(tmp_path: Path, blocks: BlockFolder) -> None:
    with pytest.raises(StudioError, match="cannot do Sketch"):
        Asker(ModelStore(tmp_path), blocks)(SketchRequest("a lamp", "u2netp"))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Say what to draw."),
        (" \n ", "Say what to draw."),
        ("lamp " * 2_000, "at most 300 characters; this one has 9999"),
        ("🙂🙂 !", "no words"),
        ("一盏台灯", "English only"),
        ('一盏台灯 "Jazz"', "English only"),
        ("a quorum of senators", "Nothing in the sketch library"),
        ("mug blorb blarb", "understood in English only"),
        ('a sax "' + "jazz " * 1_000 + '"', "too long for an artboard"),
        ("x" * 10_001, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_drawn_gets_one_sentence(ask: Asker, said: str, answer: str) -> None:
    with pytest.raises(StudioError, match=answer):
        ask(asked(said))


@pytest.mark.parametrize("more", [{"count": 0}, {"count": 17}, {"skip": -1}])
def test_a_number_of_sketches_that_nobody_can_look_at_is_refused(
    ask: Asker, more: dict[str, int]
) -> None:
    with pytest.raises(StudioError, match=r"^Ask for one to 16 pictures at once\.$"):
        ask(asked("mug", **more))
