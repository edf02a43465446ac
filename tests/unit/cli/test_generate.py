from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.inference.test_design import Icons
from tests.unit.sketch.toys import SameWords
from vlm_studio.cli import main
from vlm_studio.cli.design_files import stem_of
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.layers import VectorLayer
from vlm_studio.formats.open import open_file
from vlm_studio.formats.svg_reading import read_svg_file
from vlm_studio.inference.cache import EngineCache
from vlm_studio.models.store import ModelStore


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to write to; a toy library is found in with a toy's reading of words."""
    toys = {"icons": Icons(tmp_path), "all-minilm-l6-v2": SameWords()}
    monkeypatch.setattr(EngineCache, "_load", lambda _self, card, _device: toys[card.id])
    monkeypatch.setattr(ModelStore, "state", lambda _self, _id: "ready")
    return tmp_path / "out"


def test_sketches_are_written_and_said(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "mug and lamp", "--count", "2", "--out", str(ready), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["kind"] for row in rows] == ["composed", "composed"]
    assert [icon["licence"] for icon in rows[0]["icons"]]
    assert [Path(row["path"]).name for row in rows] == [
        "mug-and-lamp-1.svg",
        "mug-and-lamp-2.svg",
    ]
    first = [Path(row["path"]).read_bytes() for row in rows]
    assert main(["generate", "mug and lamp", "--count", "2", "--out", str(ready)]) == 0
    assert [Path(row["path"]).read_bytes() for row in rows] == first
    assert "composed: mug (Lucide, ISC), " in capsys.readouterr().out


def test_designs_that_were_written_before_are_not_written_over(ready: Path) -> None:
    ask = ["generate", "mug and lamp", "--out", str(ready), "--count"]
    assert main([*ask, "1"]) == 0
    first = ready / "mug-and-lamp-1.svg"
    first.write_text("changed by hand")
    assert main([*ask, "2"]) == 0
    assert first.read_text() == "changed by hand"
    assert main([*ask, "2"]) == 0
    assert sorted(path.name for path in ready.iterdir()) == [
        f"mug-and-lamp-{number}.svg" for number in (1, 2, 3)
    ]


def test_what_was_written_opens_as_a_vector_layer_and_goes_out_again(
    ready: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "mug and lamp", "--count", "1", "--out", str(ready)]) == 0
    drawing, project = ready / "mug-and-lamp-1.svg", tmp_path / "sketch.vlms"
    assert main(["export", str(drawing), "--format", "vlms", "--out", str(project)]) == 0
    blocks = BlockFolder.create()
    opened = open_file(project, blocks)
    blocks.remove()
    assert opened.notices == ()
    [layer] = opened.state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert {each.stroke for each in layer.objects} == {"#000000"}
    assert {"mug", "lamp"} <= {each.name for each in layer.objects}
    again = tmp_path / "again.svg"
    assert main(["export", str(project), "--format", "svg", "--out", str(again)]) == 0
    assert len(read_svg_file(again).objects) == len(layer.objects)
    picture = tmp_path / "sketch.png"
    assert main(["export", str(drawing), "--format", "png", "--out", str(picture)]) == 0
    with Image.open(picture) as image:
        assert image.size == (480, 480)
        assert image.getchannel("A").getextrema() == (0, 255)
    assert capsys.readouterr().err == ""


def test_a_picture_has_ink_on_nothing_and_says_whose_it_is(ready: Path) -> None:
    assert (
        main(
            [
                "generate",
                "leaf",
                "--format",
                "png",
                "--size",
                "64",
                "--count",
                "1",
                "--out",
                str(ready),
            ]
        )
        == 0
    )
    with Image.open(ready / "leaf-1.png") as picture:
        assert picture.size == (64, 64)
        assert picture.getchannel("A").getextrema() == (0, 255)
        assert "MIT" in picture.info["Copyright"]


def test_svg_files_open_in_the_studio_with_every_stroke(ready: Path) -> None:
    assert main(["generate", "mug and lamp", "--count", "1", "--out", str(ready)]) == 0
    drawing = read_svg_file(ready / "mug-and-lamp-1.svg")
    assert (drawing.width, drawing.height, drawing.notices) == (480, 480, ())
    assert Counter(one.name for one in drawing.objects) == {"mug": 2, "lamp": 3}


def test_a_project_has_a_group_of_objects_for_each_thing(ready: Path, blocks: BlockFolder) -> None:
    words = ["generate", "mug and lamp", "--count", "1", "--format", "vlms", "--out", str(ready)]
    assert main(words) == 0
    first = (ready / "mug-and-lamp-1.vlms").read_bytes()
    assert main(words) == 0
    assert (ready / "mug-and-lamp-1.vlms").read_bytes() == first
    state = open_file(ready / "mug-and-lamp-1.vlms", blocks).state
    [layer] = state.walk()
    assert isinstance(layer, VectorLayer)
    assert {(each.name, each.group) for each in layer.objects} == {("mug", 1), ("lamp", 2)}


@pytest.mark.parametrize("said", ["", "🙂", "台灯", "lamp" * 100])
def test_what_cannot_be_understood_is_one_line_and_no_file(
    ready: Path, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    assert main(["generate", said, "--out", str(ready)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not ready.exists()


def test_a_folder_that_cannot_be_made_is_named(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ready.write_text("a file")
    assert main(["generate", "leaf", "--out", str(ready / "sketches")]) == 1
    assert str(ready) in capsys.readouterr().err


def test_without_the_library_the_way_to_get_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VLM_STUDIO_HOME", str(tmp_path))
    assert main(["generate", "a lamp", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "vlm-studio models pull icons && vlm-studio models pull all-minilm-l6-v2" in said


@pytest.mark.parametrize(
    "wrong", [["--count", "0"], ["--count", "x"], ["--size", "3"], ["--style", "no"]]
)
def test_wrong_usage_is_refused(ready: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["generate", "a lamp", "--out", str(ready), *wrong])


def test_names_of_files_are_plain() -> None:
    assert stem_of("A mug / ..\\ *lamp*") == "a-mug-lamp"
    assert stem_of("é") == "design"
