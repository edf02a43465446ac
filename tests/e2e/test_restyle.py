"""A photo in another style is still that photo, from the terminal to the project file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures import picture
from tests.starter import starter_store
from vlm_studio.cli import main
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.pictures import PictureRef
from vlm_studio.formats.open import open_file
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import Restyled, RestyleRequest, Style

Pixels = NDArray[np.uint8]
STROKE = 4


class Desk:
    def __init__(self, blocks: BlockFolder) -> None:
        self._context = PlainContext(blocks)
        self._cache = EngineCache(starter_store())

    def placed(self, pixels: Pixels) -> PictureRef:
        return PictureRef.of_block(self._context.blocks.store(pixels))

    def paint(self, pixels: Pixels, style: Style) -> tuple[Pixels, Restyled]:
        model = "style-any" if style.example else "style26"
        request = RestyleRequest(self.placed(pixels), model, style)
        result = run_task(request, self._context, self._cache)
        assert isinstance(result, Restyled)
        return np.array(MappedBlock(result.placed.block).array()), result


@pytest.fixture
def desk(blocks: BlockFolder) -> Desk:
    return Desk(blocks)


def photo(name: str) -> Pixels:
    return np.asarray(Image.open(picture(name)).convert("RGBA"))


def edges(pixels: Pixels) -> NDArray[Any]:
    """How strong the edges of things are at each place; strokes, which are finer, are averaged away."""
    size = pixels.shape[1] // STROKE, pixels.shape[0] // STROKE
    grey = Image.fromarray(pixels).convert("L").resize(size, Image.Resampling.BOX)
    down, across = np.gradient(np.asarray(grey, float))
    return np.asarray(np.hypot(down, across))


def alike(a: NDArray[Any], b: NDArray[Any]) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


@pytest.mark.parametrize("name", ["astronaut.png", "chelsea.png", "coffee.png"])
def test_a_painted_photo_keeps_its_size_and_its_edges(desk: Desk, name: str) -> None:
    before = photo(name)
    starlit, _ = desk.paint(before, Style(("starlit",)))
    charcoal, _ = desk.paint(before, Style(("charcoal",)))
    example = Style(example=desk.placed(photo("china.jpg")), title="china")
    of_china, _ = desk.paint(before, example)
    for painted in (starlit, charcoal, of_china):
        assert painted.shape == before.shape
        assert np.abs(painted.astype(int) - before).mean() > 5
        # The rows in another order have the same edges in other places.
        shuffled = np.random.default_rng(1).permutation(edges(painted))
        assert alike(edges(painted), edges(before)) > alike(shuffled, edges(before)) + 0.2
    assert np.abs(starlit.astype(int) - charcoal).mean() > 5


@pytest.mark.parametrize("built_in", [True, False])
def test_strength_goes_from_the_photo_to_the_paint_and_alpha_stays(
    desk: Desk, built_in: bool
) -> None:
    before = photo("chelsea.png").copy()
    before[:, :150, 3] = 40
    before[100:150, 200:300] = (9, 8, 7, 0)
    example = None if built_in else desk.placed(photo("coffee.png"))
    names = ("weave",) if built_in else ()

    def at(strength: float) -> tuple[Pixels, Restyled]:
        return desk.paint(before, Style(names, example, "coffee", strength))

    (nothing, _), (half, said), (full, _) = at(0.0), at(0.5), at(1.0)
    assert np.array_equal(nothing, before)
    for painted in (half, full):
        assert np.array_equal(painted[..., 3], before[..., 3])
    middle = (before.astype(float) + full) / 2
    assert np.abs(half[..., :3] - middle[..., :3]).max() <= 1
    card = starter_store().card("style26" if built_in else "style-any")
    origin = said.provenance
    assert (origin.task, origin.model, origin.sha256, origin.licence) == (
        "image-to-image",
        card.id,
        card.sha256,
        "MIT",
    )
    assert origin.parameters == {"style": ["weave"] if built_in else "coffee", "strength": 0.5}


@pytest.mark.usefixtures("starter_home")
def test_a_folder_is_painted_once_and_each_picture_has_its_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pictures, out = tmp_path / "in", tmp_path / "out"
    pictures.mkdir()
    for name in ("chelsea.png", "coffee.png"):
        shutil.copy(picture(name), pictures)
    words = ["run", "restyle", str(pictures), "--style", "woodblock", "--strength", "0.8"]
    words += ["--out", str(out), "--json"]
    assert main(words) == 0
    cat, cup = (json.loads(line) for line in capfd.readouterr().out.splitlines())
    assert cat["image"]["path"] == str(pictures / "chelsea.png")
    assert (cat["task"], cat["style"], cat["strength"]) == ("image-to-image", "woodblock", 0.8)
    assert cup["outputs"] == [str(out / "coffee.png")]
    assert cup["model"]["id"] == "style26"
    painted = Image.open(out / "coffee.png").convert("RGBA")
    assert painted.size == (cup["image"]["width"], cup["image"]["height"])
    assert main(words) == 0
    assert capfd.readouterr().out == ""
    assert main([*words, "--strength", "0.5"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2
    again = Image.open(out / "coffee.png").convert("RGBA")
    assert not np.array_equal(np.asarray(again), np.asarray(painted))


@pytest.mark.usefixtures("starter_home")
def test_a_transparent_picture_is_painted_without_what_was_below(tmp_path: Path) -> None:
    glass = photo("coffee.png")[:120, :160].copy()
    glass[..., 3] = 128
    path, out = tmp_path / "glass.png", tmp_path / "painted.png"
    Image.fromarray(glass).save(path)
    style = str(picture("china.jpg"))
    assert main(["run", "image-to-image", str(path), "--style", style, "--out", str(out)]) == 0
    painted = np.asarray(Image.open(out))
    assert painted.shape == glass.shape
    assert np.array_equal(painted[..., 3], glass[..., 3])


@pytest.mark.usefixtures("starter_home")
def test_a_project_remembers_where_the_painted_layer_comes_from(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    out = tmp_path / "cat.vlms"
    words = ["run", "restyle", str(picture("chelsea.png")), "--style", "weave,sepia"]
    assert main([*words, "--strength", "0.25", "--out", str(out)]) == 0
    state = open_file(out, blocks).state
    below, above = (state.layers[id] for id in state.children[""])
    assert isinstance(above, RasterLayer)
    assert isinstance(below, RasterLayer)
    assert (below.name, above.name) == ("chelsea", "Weave, Sepia")
    assert below.visible
    assert below.provenance is None
    assert above.provenance is not None
    assert above.provenance.parameters == {"style": ["weave", "sepia"], "strength": 0.25}
    assert above.provenance.sha256 == starter_store().card("style26").sha256


@pytest.mark.usefixtures("starter_home")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["restyle", "--style", "cubism"], "There is no style cubism; there are warm-pastel,"),
        (["restyle"], "needs --style: a picture, or one of warm-pastel,"),
        (["restyle", "--style", "weave", "--format", "coco"], "writes png or vlms, not coco"),
        (["restyle", "--style", "weave", "--model", "style-any"], "style-any takes a picture"),
        (["restyle", "--style", "PHOTO", "--model", "style26"], "style26 takes one of its own"),
        (["restyle", "--style", "weave", "--strength", "2"], "not a number from 0 to 1"),
        (["detect", "--strength", "0"], "--strength goes with image-to-image"),
        (["detect", "--json"], "--json goes with image-to-image"),
    ],
)
def test_wrong_wishes_are_refused_in_one_sentence(
    words: list[str], says: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    task, *options = (str(picture("coffee.png")) if w == "PHOTO" else w for w in words)
    command = ["run", task, str(picture("chelsea.png")), *options, "--out", str(tmp_path / "out")]
    try:
        status = main(command)
    except SystemExit as exit:
        status = int(exit.code or 0)
    assert status == 2
    assert says in capfd.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out").exists()
