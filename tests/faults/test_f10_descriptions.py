"""F10, for words: any description gives a result or one clear sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.inference.test_design import Icons
from tests.unit.sketch.toys import SameWords
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.design import DesignRequest, Designs, PaintRequest, SketchRequest

pytestmark = pytest.mark.faults

ODD = {
    "empty": "",
    "blanks": " \t\n\u3000\u200b",
    "one letter": "a",
    "10,000 letters": "mug " * 2_500,
    "10,001 letters": "m" * 10_001,
    "a million letters": "lamp " * 200_000,
    "one long word": "x" * 9_999,
    "emoji": "☕💡🍃",
    "Chinese": "一盏台灯",
    "Arabic": "مصباح مكتب",
    "both ways": "lamp \u202epmal\u202c",
    "combining marks": "l\u0300\u0301\u0302amp" * 50,
    "no characters": "\x00\x01\x1b[31m",
    "half a pair": "lamp \ud83d",
    "punctuation": '"""(((((((([[[[{{{{<<<<::::,,,,',
    "quotes never closed": 'poster "Jazz Night',
    "only quoted": '"Jazz"',
    "weights of other programs": "((lamp:1.9)), [mug:leaf:0.5], <lora:x:1>",
    "markup": "<svg onload=alert(1)><!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "places": "{model} {0} %s %(x)d",
    "many things": "a mug left of a lamp above a leaf inside a circle " * 5,
    "many of one": "999999999999 mugs",
    "numbers": "0 mugs and -1 lamps and 1e309 leaves",
}


def outcome(request: DesignRequest, cache: EngineCache, blocks: BlockFolder) -> str:
    """``designs``, or the sentence."""
    try:
        result = run_task(request, PlainContext(blocks), cache)
    except StudioError as error:
        said = str(error)
        assert said
        assert "\n" not in said
        assert len(said) < 400
        return said
    assert isinstance(result, Designs)
    assert result.designs
    return "designs"


@pytest.mark.parametrize("name", ODD)
def test_f10_a_sketch_or_a_sentence(
    name: str, tmp_path: Path, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    toys = {"icons": Icons(tmp_path), "all-minilm-l6-v2": SameWords()}
    monkeypatch.setattr(EngineCache, "_load", lambda _self, card, _device: toys[card.id])
    monkeypatch.setattr(ModelStore, "state", lambda _self, _id: "ready")
    cache = EngineCache(ModelStore(tmp_path / "models"))
    assert outcome(SketchRequest(ODD[name], "icons"), cache, blocks)


@pytest.fixture(scope="module")
def painter(pipelines: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> EngineCache:
    store = ModelStore(tmp_path_factory.mktemp("models"))
    add(store, pipelines["sd"], "tiny")
    return EngineCache(store)


@pytest.mark.parametrize("name", ODD)
def test_f10_a_painting_or_a_sentence(name: str, painter: EngineCache, blocks: BlockFolder) -> None:
    for words, negative in ((ODD[name], ""), ("a lamp", ODD[name])):
        request = PaintRequest(
            words, "tiny", width=64, height=64, negative=negative, steps=1, device="cpu"
        )
        assert outcome(request, painter, blocks)
