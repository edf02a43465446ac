from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vlm_studio.cli import main
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.document.vectors import Lettering
from vlm_studio.formats.design_png import KEYWORD
from vlm_studio.formats.open import open_file

Said = pytest.CaptureFixture[str]


@pytest.fixture
def model(pipelines: Mapping[str, Path], home: Path) -> str:
    """The id of a tiny model that was added to the store."""
    assert main(["models", "add", str(pipelines["sd"]), "--id", "tiny"]) == 0
    return "tiny"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(3).integers(0, 256, (64, 96, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def generate(out: Path, *words: str) -> int:
    return main(["generate", "a cat", "--steps", "2", "--out", str(out), *words])


def rows(said: Said) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.readouterr().out.splitlines() if line[0] == "{"]


def test_a_painting_is_a_png_that_says_how_it_was_made_and_the_same_each_time(
    model: str, tmp_path: Path, capsys: Said
) -> None:
    for folder in ("one", "two"):
        words = ["--model", model, "--size", "64", "--negative", "dogs", "--seed", "5", "--json"]
        assert generate(tmp_path / folder, *words, "--count", "2") == 0
    first, second, *again = rows(capsys)
    assert [row["seed"] for row in (first, second)] == [5, 6]
    assert [(row["kind"], row["model"]) for row in (first, second)] == [("painted", model)] * 2
    assert all(row["seconds"] > 0 for row in (first, second))
    assert Path(first["path"]).read_bytes() == Path(again[0]["path"]).read_bytes()
    assert Path(first["path"]).read_bytes() != Path(second["path"]).read_bytes()
    with Image.open(first["path"]) as image:
        assert image.size == (64, 64)
        assert image.info["parameters"].startswith("a cat\nNegative prompt: dogs\nSteps: 2, ")
        origin = msgspec.json.decode(image.info[KEYWORD].encode(), type=Provenance)
    assert (origin.model, origin.seed, origin.parameters["negative"]) == (model, 5, "dogs")


def test_a_folder_can_be_named_in_place_of_a_model(
    pipelines: Mapping[str, Path], home: Path, tmp_path: Path, capsys: Said
) -> None:
    assert generate(tmp_path, "--model", str(pipelines["flow"]), "--json") == 0
    [row] = rows(capsys)
    with Image.open(row["path"]) as image:
        assert image.width == image.height  # the size that the model was made for
    assert main(["models", "list"]) == 0
    assert row["model"] in capsys.readouterr().out


def test_only_what_is_light_in_the_mask_changes(
    model: str, photo: Path, tmp_path: Path, capsys: Said
) -> None:
    mask = np.zeros((64, 96), np.uint8)
    mask[16:48, 32:64] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    words = ["--model", model, "--init", str(photo), "--mask", str(tmp_path / "mask.png")]
    assert generate(tmp_path / "out", *words, "--strength", "1", "--json") == 0
    [row] = rows(capsys)
    with Image.open(row["path"]) as image, Image.open(photo) as before:
        now, was = (np.asarray(each.convert("RGB")) for each in (image, before))
    assert now.shape == was.shape
    assert (now[mask == 0] == was[mask == 0]).all()
    assert (now[mask > 0] != was[mask > 0]).any()


def test_guidance_of_nothing_is_not_that_of_the_model_and_is_made_again(
    model: str, tmp_path: Path, capsys: Said
) -> None:
    wish = ["--model", model, "--size", "64", "--device", "cpu", "--json"]
    assert generate(tmp_path / "own", *wish) == 0
    assert generate(tmp_path / "none", *wish, "--guidance", "0") == 0
    own, none = (Path(row["path"]) for row in rows(capsys))
    assert own.read_bytes() != none.read_bytes()
    assert main(["recreate", str(none), "--out", str(tmp_path), "--json"]) == 0
    [again] = rows(capsys)
    assert Path(again["path"]).read_bytes() == none.read_bytes()


def test_the_edge_of_a_mask_is_soft_inwards_only(
    model: str, photo: Path, tmp_path: Path, capsys: Said
) -> None:
    mask = np.zeros((64, 96), np.uint8)
    mask[16:48, 32:64] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    words = ["--model", model, "--init", str(photo), "--mask", str(tmp_path / "mask.png"), "--json"]
    assert generate(tmp_path / "hard", *words) == 0
    assert generate(tmp_path / "soft", *words, "--feather", "8") == 0
    hard, soft = (np.asarray(Image.open(row["path"]).convert("RGB")) for row in rows(capsys))
    assert (hard[mask == 0] == soft[mask == 0]).all()
    assert (hard[mask > 0] != soft[mask > 0]).any()


def test_a_painting_follows_a_picture_and_an_svg(
    model: str, pipelines: Mapping[str, Path], photo: Path, tmp_path: Path, capsys: Said
) -> None:
    drawing = tmp_path / "drawing.svg"
    drawing.write_text('<svg width="32" height="32"><path d="M2 2L30 30" stroke="#000"/></svg>')
    wish = ["--model", model, "--size", "64", "--control", f"lineart={drawing}", "--json"]
    assert generate(tmp_path, *wish) == 1
    assert "no ControlNet for lineart" in capsys.readouterr().err
    assert main(["models", "add", str(pipelines["control"]), "--id", "net"]) == 0
    results = []
    for control in (f"lineart={drawing}", f"edges={photo}"):
        assert generate(tmp_path / "out", *wish[:4], "--control", control, "--json") == 0
        [row] = rows(capsys)
        results.append(Path(row["path"]).read_bytes())
    assert results[0] != results[1]


def test_a_project_holds_the_painting_as_a_layer(
    model: str, tmp_path: Path, blocks: BlockFolder, capsys: Said
) -> None:
    wish = ["--model", model, "--size", "64x48"]
    assert generate(tmp_path, *wish, "--format", "vlms") == 0
    project = tmp_path / "a-cat-1.vlms"
    first = project.read_bytes()
    assert generate(tmp_path, *wish, "--format", "vlms") == 0
    assert project.read_bytes() == first
    assert generate(tmp_path, *wish) == 0
    [layer] = open_file(project, blocks).state.walk()
    assert isinstance(layer, RasterLayer)
    assert layer.provenance is not None
    assert layer.provenance.parameters["words"] == "a cat"
    with Image.open(tmp_path / "a-cat-1.png") as image:
        drawn = np.asarray(image.convert("RGBA"))
    assert (MappedBlock(layer.block).array() == drawn).all()


def test_quoted_words_are_a_layer_of_text_above_the_painting(
    model: str, tmp_path: Path, blocks: BlockFolder, capsys: Said
) -> None:
    words = ["generate", 'a cat "Jazz Night"', "--model", model, "--size", "64", "--steps", "2"]
    assert main([*words, "--format", "vlms", "--out", str(tmp_path)]) == 0
    painted, written = open_file(tmp_path / "a-cat-jazz-night-1.vlms", blocks).state.walk()
    assert isinstance(painted, RasterLayer)
    assert isinstance(written, VectorLayer)
    assert " ".join(e.shape.text for e in written.objects if isinstance(e.shape, Lettering)) == (
        "Jazz Night"
    )
    again = tmp_path / "again"
    assert main(["recreate", str(tmp_path / "a-cat-jazz-night-1.vlms"), "--out", str(again)]) == 0
    assert len(list(again.iterdir())) == 1


def test_what_a_file_says_is_made_again(model: str, tmp_path: Path, capsys: Said) -> None:
    wish = ["--model", model, "--size", "64", "--seed", "9", "--negative", "dogs", "--count", "2"]
    for format in ("png", "vlms"):
        assert generate(tmp_path, *wish, "--format", format) == 0
    capsys.readouterr()
    for name in ("a-cat-2.png", "a-cat-2.vlms"):
        assert main(["recreate", str(tmp_path / name), "--out", str(tmp_path), "--json"]) == 0
        [row] = rows(capsys)
        assert row["seed"] == 10
        assert Path(row["path"]).read_bytes() == (tmp_path / "a-cat-2.png").read_bytes()


def test_what_differs_from_when_it_was_made_is_said(
    model: str, tmp_path: Path, capsys: Said
) -> None:
    assert generate(tmp_path, "--model", model, "--size", "64") == 0
    with Image.open(tmp_path / "a-cat-1.png") as image:
        origin = msgspec.json.decode(image.info[KEYWORD].encode())
        origin["parameters"]["versions"]["torch"] = "1.0"
        origin["sha256"] = "0" * 64
        about = PngInfo()
        about.add_itxt(KEYWORD, json.dumps(origin))
        image.save(tmp_path / "old.png", pnginfo=about)
    assert main(["recreate", str(tmp_path / "old.png"), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert "torch was 1.0" in said
    assert "files of the model are others now" in said


def test_what_cannot_be_made_again_is_said_in_a_sentence(
    model: str, photo: Path, tmp_path: Path, capsys: Said
) -> None:
    assert generate(tmp_path, "--model", model, "--init", str(photo)) == 0
    other = tmp_path / "words.txt"
    other.write_text("no picture")
    deep = tmp_path / "deep.png"
    about = PngInfo()
    about.add_itxt(KEYWORD, "[" * 100_000)
    Image.new("RGB", (4, 4)).save(deep, pnginfo=about)
    for path, answer in (
        (photo, "photo.png does not say how it was made"),
        (deep, "deep.png does not say how it was made"),
        (other, "words.txt does not say how it was made"),
        (tmp_path / "a-cat-1.png", "Name them too: --init IMAGE"),
        (tmp_path / "none.png", "none.png does not exist"),
    ):
        capsys.readouterr()
        assert main(["recreate", str(path), "--out", str(tmp_path)]) == 1
        assert answer in capsys.readouterr().err


def test_what_was_made_from_pictures_is_made_again_when_they_are_named(
    model: str, pipelines: Mapping[str, Path], photo: Path, tmp_path: Path, capsys: Said
) -> None:
    assert main(["models", "add", str(pipelines["control"]), "--id", "net"]) == 0
    mask = np.zeros((64, 96), np.uint8)
    mask[16:48, 32:64] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    pictures = ["--init", str(photo), "--mask", str(tmp_path / "mask.png")]
    controls = ["--control", f"edges={photo}"]
    assert generate(tmp_path / "masked", "--model", model, *pictures, "--feather", "3") == 0
    assert generate(tmp_path / "led", "--model", model, "--size", "64", *controls) == 0
    for folder, named in (("masked", pictures), ("led", controls)):
        made = tmp_path / folder / "a-cat-1.png"
        capsys.readouterr()
        again = ["recreate", str(made), "--out", str(tmp_path), "--json"]
        assert main([*again, *named[:-2]]) == 1
        assert f"Name them too: {named[-2]}" in capsys.readouterr().err
        assert main([*again, *named]) == 0
        [row] = rows(capsys)
        assert Path(row["path"]).read_bytes() == made.read_bytes()
    assert main([*again, *controls, *pictures]) == 2
    assert "--init does not go with a-cat-1.png" in capsys.readouterr().err
    for surplus, answer in (
        (["--control", f"edges={photo}"], f"edges={photo} is one too many: a-cat-1.png followed 1"),
        (["--control", f"pose={photo}"], "is one too many: a-cat-1.png followed 0 of that kind"),
    ):
        assert main([*again, *controls, *surplus]) == 2
        assert answer in capsys.readouterr().err


def test_another_picture_to_follow_is_told_of(
    model: str, pipelines: Mapping[str, Path], photo: Path, tmp_path: Path, capsys: Said
) -> None:
    assert main(["models", "add", str(pipelines["control"]), "--id", "net"]) == 0
    wish = ["--model", model, "--size", "64", "--control", f"edges={photo}"]
    assert generate(tmp_path / "led", *wish) == 0
    made, other = tmp_path / "led" / "a-cat-1.png", tmp_path / "other.png"
    Image.fromarray(np.flipud(np.asarray(Image.open(photo)))).save(other)
    capsys.readouterr()
    again = ["recreate", str(made), "--out", str(tmp_path), "--control", f"edges={other}"]
    assert main(again) == 0
    assert capsys.readouterr().err == (
        f"{made}: Changed since then, and taken as it is now: the edges that it followed.\n"
    )


def test_options_of_the_other_kind_of_model_are_refused(
    model: str, photo: Path, tmp_path: Path, capsys: Said
) -> None:
    painting, out = ["generate", "a cat", "--model", model], ["--out", str(tmp_path)]
    for words, answer in (
        (["generate", "a cat", "--mask", str(photo)], "--mask does not go with the model icons"),
        (["generate", "a cat", "--steps", "3"], "--steps does not go with the model icons"),
        ([*painting, "--style", "lucide"], "--style does not go with the model tiny"),
        ([*painting, "--mask", str(photo)], "--mask goes with --init"),
        ([*painting, "--strength", "0.5"], "--strength goes with --init"),
        ([*painting, "--feather", "4"], "--feather goes with --mask"),
        (["generate", "a cat", "--guidance", "0"], "--guidance does not go with the model icons"),
        (
            ["generate", "a cat", "--temperature", "1"],
            "--temperature does not go with the model icons",
        ),
        ([*painting, "--temperature", "1"], "--temperature does not go with the model tiny"),
        (["generate", "a cat", "--device", "cpu"], "--device does not go with the model icons"),
        ([*painting, "--format", "svg"], "--format svg is for sketches"),
    ):
        assert main([*words, *out]) == 2
        assert answer in capsys.readouterr().err
    assert main(["generate", "a cat", "--model", "u2netp", *out]) == 1
    assert "makes no designs" in capsys.readouterr().err
    for words in (
        ["--control", "lineart"],
        ["--control", "smell=x.png"],
        ["--strength", "2"],
        ["--guidance", "-1"],
        ["--temperature", "3"],
        ["--guidance", "nan"],
        ["--device", "abacus"],
    ):
        with pytest.raises(SystemExit, match="2"):
            main([*painting, *words])
