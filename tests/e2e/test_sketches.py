"""Sketches in a terminal, of the real library: what is drawn, where it stands, and that it is the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from vlm_studio.cli import main
from vlm_studio.document.geometry import Box
from vlm_studio.document.vectors import Lettering
from vlm_studio.formats.svg_reading import read_svg_file

pytestmark = pytest.mark.usefixtures("sketch_home")
Said = pytest.CaptureFixture[str]


def sketched(out: Path, capsys: Said, *words: str) -> list[dict[str, Any]]:
    assert main(["generate", *words, "--out", str(out), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def things(path: str) -> dict[str, Box]:
    """Where each thing of a sketch stands, by its name."""
    found: dict[str, list[Box]] = defaultdict(list)
    for each in read_svg_file(Path(path)).objects:
        found[each.name].append(each.shape.bounds())
    return {
        name: Box.around(c for box in boxes for c in box.corners) for name, boxes in found.items()
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a bicycle", "bicycle"),
        ("an umbrella", "umbrella"),
        ("an envelope", "envelope"),
        ("love", "heart"),
        ("justice", "gavel"),
    ],
)
def test_what_is_described_is_found_by_its_name_or_its_meaning(
    said: str, expected: str, tmp_path: Path, capsys: Said
) -> None:
    rows = sketched(tmp_path, capsys, said)
    names = [icon["name"] for row in rows for icon in row["icons"]]
    assert any(expected in name for name in names)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_things_stand_where_the_words_say(tmp_path: Path, capsys: Said) -> None:
    for row in sketched(tmp_path, capsys, "a mug left of a lamp"):
        where = things(row["path"])
        assert where["mug"].right < where["lamp"].x
    for row in sketched(tmp_path, capsys, "a bird on a house"):
        where = things(row["path"]) if row["kind"] == "composed" else {}
        assert not where or where["bird"].bottom < where["house"].y + 10  # handles count as corners
    for row in sketched(tmp_path, capsys, "a star inside a circle"):
        where = things(row["path"])
        assert where["circle"].x < where["star"].x < where["star"].right < where["circle"].right


def test_the_same_words_give_the_same_bytes_in_another_process(
    tmp_path: Path, capsys: Said
) -> None:
    sizes = ["--size", "600x300", "--format", "png", "--count", "2"]
    rows = sketched(tmp_path / "here", capsys, "two cats", *sizes)
    command = [sys.executable, "-m", "vlm_studio.cli", "generate", "two cats", *sizes]
    subprocess.run([*command, "--out", str(tmp_path / "there")], check=True)
    for row in rows:
        path = Path(row["path"])
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()
        with Image.open(path) as image:
            assert image.size == (600, 300)


def test_a_sketch_is_made_again_from_its_picture(tmp_path: Path, capsys: Said) -> None:
    *_, last = sketched(tmp_path, capsys, "a rocket", "--format", "png")
    wish = ["recreate", last["path"], "--out", str(tmp_path / "again"), "--format", "png"]
    assert main(wish) == 0
    [again] = (tmp_path / "again").iterdir()
    assert again.read_bytes() == Path(last["path"]).read_bytes()


def test_a_poster_has_its_words_as_text(tmp_path: Path, capsys: Said) -> None:
    [row] = sketched(tmp_path, capsys, 'a guitar "Jazz Night"', "--count", "1")
    objects = read_svg_file(Path(row["path"])).objects
    assert [o.shape.text for o in objects if isinstance(o.shape, Lettering)] == ["Jazz Night"]
    assert any(not isinstance(o.shape, Lettering) for o in objects)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Say what to draw."),
        ("lamp " * 2000, "at most 300 characters; this one has 9999."),
        ("x" * 10_001, "at most 10000 characters; this one has 10001."),
        ("😀🎉", "There are no words in this description."),
        ("一盏台灯", "Descriptions are understood in English only."),
        ("настольная лампа", "Descriptions are understood in English only."),
        ("qzxv wvkjq bnrt", "understood in English only."),
        ("un perro y un gato", "understood in English only."),
        ("bir masa lambası", "understood in English only."),
    ],
)
def test_what_cannot_be_drawn_gets_one_clear_sentence(
    said: str, answer: str, tmp_path: Path, capsys: Said
) -> None:
    assert main(["generate", said, "--out", str(tmp_path / "none")]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert answer in line
    assert not (tmp_path / "none").exists()


def test_an_invented_sketch_is_as_daring_as_is_said(tmp_path: Path, capsys: Said) -> None:
    def bytes_of(name: str, *settings: str) -> bytes:
        wish = ("a circle", "--model", "sketcher", "--count", "1", *settings)
        [row] = sketched(tmp_path / name, capsys, *wish)
        assert row["kind"] == "invented"
        return Path(row["path"]).read_bytes()

    tame, daring = ("--temperature", "0.2"), ("--temperature", "1.5", "--guidance", "1")
    assert bytes_of("first", *tame) == bytes_of("again", *tame)
    assert bytes_of("first", *tame) != bytes_of("daring", *daring)
