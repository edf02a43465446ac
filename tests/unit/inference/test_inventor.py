"""The sketcher with the weights that ship with the program, told by words that stand for whatever they hash to."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
import pytest

from tests.unit.sketch.toys import SameWords
from vlm_studio.cli import main
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.strokes import sketch_shapes
from vlm_studio.document.vectors import Oval, Rectangle, VectorObject
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.devices import choose
from vlm_studio.inference.engines import Drawn
from vlm_studio.inference.inventor import PAGE, Inventor
from vlm_studio.inference.run import run_task
from vlm_studio.inference.sentences import Sentences
from vlm_studio.inference.sketch_judge import SIDE as PICTURE
from vlm_studio.inference.sketch_judge import SketchJudge
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import resource
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.shapes import SIDE, Circle, Line
from vlm_studio.sketch.shapes import Path as Stroke
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.design import Designs, SketchRequest
from vlm_studio.words import Text

MOST_BYTES = 25_000_000


class Reader(SameWords):
    """A vector for each word, always the same for a word."""

    def states(self, sentences: Sequence[str]) -> list[Floats]:
        return [
            np.stack([_state(word) for word in ("[CLS]", *sentence.split(), "[SEP]")])
            for sentence in sentences
        ]


def _state(word: str) -> Floats:
    seed = zlib.crc32(word.encode())
    return np.asarray(np.random.RandomState(seed).normal(0, 0.3, 384), np.float32)


@pytest.fixture(scope="module")
def inventor(tmp_path_factory: pytest.TempPathFactory) -> Inventor:
    card = ModelStore(tmp_path_factory.mktemp("store")).card("sketcher")
    return Inventor(card, Path, choose("cpu"))


def drawn(inventor: Inventor, words: str, **more: Any) -> list[Drawn]:
    request = SketchRequest(words, "sketcher", **more)
    return inventor.draw(request, cast("Sentences", Reader()), _on)


def _on(fraction: float | None, text: Text | None = None) -> None:
    """Nobody wants to know, and nobody wants to stop."""


def test_the_weights_are_small_enough_to_ship() -> None:
    sizes = [file.stat().st_size for file in resource("sketcher").iterdir()]
    assert 0 < sum(sizes) <= MOST_BYTES


def test_four_sketches_that_differ_each_drawing_something_in_its_square(inventor: Inventor) -> None:
    four = drawn(inventor, "a desk lamp")
    assert len(four) == 4
    assert len({one.groups for one in four}) == 4
    for one in four:
        assert (one.kind, one.title, one.credit) == ("invented", "a desk lamp", "")
        [(name, shapes)] = one.groups
        assert name == "a desk lamp"
        assert shapes
        box = bounds(shapes)
        assert min(box) > -SIDE
        assert max(box) < 2 * SIDE
        assert one.score is not None
        assert 0 <= one.score <= 1
    assert [one.score for one in four] == sorted((one.score or 0 for one in four), reverse=True)


def test_the_same_seed_gives_the_same_sketches_and_each_can_be_had_alone(
    inventor: Inventor, tmp_path: Path
) -> None:
    four = drawn(inventor, "mug", seed=5)
    again = Inventor(ModelStore(tmp_path).card("sketcher"), Path, choose("cpu"))
    assert msgspec.json.encode(drawn(again, "mug", seed=5)) == msgspec.json.encode(four)
    assert drawn(inventor, "mug", seed=5, count=1, skip=2) == four[2:3]
    assert drawn(inventor, "mug", seed=6) != four
    assert drawn(inventor, "mug", seed=5, style="feather") != four
    assert drawn(inventor, "mug", seed=5, temperature=0.2) != four
    assert drawn(inventor, "mug", seed=5, guidance=1.0) != four


def test_more_of_them_are_others(inventor: Inventor) -> None:
    six = drawn(inventor, "two circles", count=6)
    assert len(six) == 6
    assert six[:PAGE] == drawn(inventor, "two circles", count=PAGE)
    assert six[PAGE:] == drawn(inventor, "two circles", count=2, skip=PAGE)
    assert len({one.groups for one in six}) == 6


def test_it_stops_between_two_steps_and_says_how_far_it_is(inventor: Inventor) -> None:
    told: list[float] = []

    def step(fraction: float | None, text: Text | None = None) -> None:
        told.append(fraction or 0.0)
        if len(told) == most:
            raise JobCancelled

    request, most = SketchRequest("a mug", "sketcher", count=PAGE + 1), 3
    with pytest.raises(JobCancelled):
        inventor.draw(request, cast("Sentences", Reader()), step)
    assert max(told) < 0.1
    told, most = [], 0
    inventor.draw(request, cast("Sentences", Reader()), step)
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.5 in told
    assert told[-1] < 1


def test_more_like_one_keep_its_main_shape(inventor: Inventor) -> None:
    like = (
        VectorObject(1, Oval(100, 100, 800, 800), stroke="#000000", width=60),
        VectorObject(2, Rectangle(480, 480, 40, 40), stroke="#000000", width=60),
    )
    for one in drawn(inventor, "a clock", like=like):
        assert one.groups[0][1][0] == Circle((48, 48), 40)


@pytest.mark.parametrize("words", ["x", "qwrtz pfff", "der die das", "a " * 149])
def test_odd_words_give_sketches_too(inventor: Inventor, words: str) -> None:
    assert len(drawn(inventor, words, count=2)) == 2


def test_another_language_is_refused_in_one_sentence(inventor: Inventor) -> None:
    with pytest.raises(StudioError, match="English only"):
        drawn(inventor, "blorb blorb")


def test_a_copy_is_known_by_its_name_and_a_scribble_is_not() -> None:
    judge = SketchJudge(resource("sketcher", "judge.safetensors").read_bytes())
    empty_circle = rasterise([Circle((48, 48), 36)], PICTURE).astype(np.float32)
    assert judge.near(empty_circle)
    bow = Stroke((20, 20), (Line((48, 60)), Line((70, 30)), Line((36, 22)), Line((80, 82))))
    zigzag = Stroke((10, 80), (Line((30, 12)), Line((34, 90)), Line((60, 50))))
    assert judge.near(rasterise([bow, zigzag], PICTURE).astype(np.float32)) == ""


@pytest.fixture
def ready(inventor: Inventor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs find the sketcher and its reader loaded."""
    engines = {"sketcher": inventor, "all-minilm-l6-v2": Reader()}
    monkeypatch.setattr(EngineCache, "_load", lambda _self, card, _device: engines[card.id])
    monkeypatch.setattr(ModelStore, "state", lambda _self, _id: "ready")


@pytest.mark.usefixtures("ready")
def test_the_terminal_writes_the_same_bytes_for_a_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["generate", "a circle", "--model", "sketcher", "--count", "3", "--json", "--seed"]
    for name, seed in (("one", "4"), ("again", "4"), ("other", "5")):
        assert main([*asked, seed, "--out", str(tmp_path / name)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 9
    assert {(row["kind"], row["model"]) for row in rows} == {("invented", "sketcher")}
    one, again, other = ([Path(r["path"]).read_bytes() for r in rows[i : i + 3]] for i in (0, 3, 6))
    assert one == again
    assert one != other


@pytest.mark.usefixtures("ready")
def test_the_job_lays_them_out_on_the_artboard(tmp_path: Path, blocks: BlockFolder) -> None:
    cache = EngineCache(ModelStore(tmp_path))
    asked = SketchRequest("a house", "sketcher", width=600, height=400, count=3, seed=9)
    found = run_task(asked, PlainContext(blocks), cache)
    assert isinstance(found, Designs)
    assert len(found.designs) == 3
    for design in found.designs:
        assert design.kind == "invented"
        left, top, right, bottom = bounds(sketch_shapes(design.objects))
        assert 0 < left < right < 600
        assert 0 < top < bottom < 400
        assert {each.cap for each in design.objects} == {"round"}
        assert design.provenance.seed == 9
    with pytest.raises(StudioError, match="English"):
        run_task(msgspec.structs.replace(asked, words="台灯"), PlainContext(blocks), cache)
    with pytest.raises(StudioError, match="Say what to draw"):
        run_task(msgspec.structs.replace(asked, words="  "), PlainContext(blocks), cache)
