"""Style networks: as their files say when a picture is painted in one go, and without a seam when it is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures import picture
from tests.starter import starter_store
from tests.unit.inference.conftest import rgb
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.inference import style
from vlm_studio.inference.cache import EngineCache
from vlm_studio.models import restyle
from vlm_studio.models.graphs import Graph
from vlm_studio.tasks.styles import STYLES

Pixels = NDArray[np.uint8]
NAMES = list(STYLES)


def quiet(fraction: float | None, text: object = None) -> None:
    """Nobody listens."""


def engine(cache: EngineCache, id: str) -> Any:
    with cache.lease(cache.store.card(id)) as loaded:
        return loaded


def plain(id: str, file: str, *inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(starter_store().path(id, file))
    names = [one.name for one in session.get_inputs()]
    return np.asarray(session.run(None, dict(zip(names, inputs, strict=True)))[0])


def as_bytes(values: NDArray[np.float32]) -> Pixels:
    return (values * 255 + 0.5).clip(0, 255).astype(np.uint8)


def as_floats(pixels: Pixels) -> NDArray[np.float32]:
    return pixels.astype(np.float32) / np.float32(255)


def repaint(engine: Any, pixels: Pixels, step: Any = quiet) -> Pixels:
    """In a style that each of the two engines can."""
    if isinstance(engine, style.Style26):
        return engine.restyle(pixels, ["starlit"], None, step)
    return engine.restyle(pixels, [], rgb("coffee.png"), step)


BOTH = pytest.mark.parametrize("id", ["style26", "style-any"])


@pytest.mark.parametrize("names", [["starlit"], ["weave", "sepia"]])
def test_the_26_styles_are_what_the_file_says(cache: EngineCache, names: list[str]) -> None:
    photo = rgb("chelsea.png")[:300, :448]
    weights = np.zeros(26, np.float32)
    weights[[NAMES.index(name) for name in names]] = 1 / len(names)
    said = plain("style26", "multistyle26.onnx", as_floats(photo).transpose(2, 0, 1)[None], weights)
    painted = engine(cache, "style26").restyle(photo, names, None, quiet)
    assert np.array_equal(painted, as_bytes(said[0].transpose(1, 2, 0)))


def test_the_style_of_a_picture_is_what_the_files_say(cache: EngineCache) -> None:
    photo = rgb("astronaut.png")[:384, :384]
    example = Image.open(picture("coffee.png")).convert("RGB")
    square = example.crop((100, 0, 500, 400)).resize((256, 256), Image.Resampling.LANCZOS)
    vector = plain("style-any", "arbitrary_predict.onnx", as_floats(np.asarray(square))[None])
    said = plain("style-any", "arbitrary_transform.onnx", as_floats(photo)[None], vector)
    painted = engine(cache, "style-any").restyle(photo, [], np.asarray(example), quiet)
    assert np.array_equal(painted, as_bytes(said[0]))


@BOTH
@pytest.mark.parametrize("size", [(1, 1), (3, 50), (97, 130)])
def test_any_size_is_painted_and_the_same_again(
    cache: EngineCache, id: str, size: tuple[int, int]
) -> None:
    photo = np.ascontiguousarray(rgb("chelsea.png")[: size[0], : size[1]])
    painted = repaint(engine(cache, id), photo)
    assert painted.shape == photo.shape
    assert np.array_equal(painted, repaint(engine(cache, id), photo))


@BOTH
def test_a_piece_is_what_it_is_in_the_whole(
    cache: EngineCache, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same statistics not one byte differs, so a piece sees as far as it has to."""
    photo = rgb("astronaut.png")
    whole, kept, how = painted_with(cache, id, photo)
    monkeypatch.setattr(style, "TILE", 128)
    assert np.array_equal(style.in_tiles(how[0], photo, how[1], kept, quiet), whole)


def painted_with(cache: EngineCache, id: str, photo: Pixels) -> tuple[Pixels, Any, Any]:
    loaded = engine(cache, id)
    if id == "style26":
        vector = np.zeros(26, np.float32)
        vector[NAMES.index("starlit")] = 1
    else:
        vector = loaded.style_of(rgb("coffee.png"))
    network = loaded._network
    whole, kept = network.paint(photo, vector)
    return whole, kept, (network, vector)


def jumps(tiled: Pixels, whole: Pixels) -> tuple[float, NDArray[np.floating[Any]]]:
    """How much the difference to ``whole`` changes from one column to the next, on average.

    At the edges of pieces of 128 pixels, and in each other column.
    """
    difference = tiled.astype(float) - whole.astype(float)
    change = np.abs(np.diff(difference, axis=1)).mean(axis=(0, 2))
    edges = np.arange(127, change.size, 128)
    return float(change[edges].mean()), np.delete(change, edges)


@BOTH
def test_a_picture_in_pieces_shows_their_edges_nowhere(
    cache: EngineCache, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With statistics from a sample, and as a control with those that each piece has by itself."""
    photo = rgb("astronaut.png")
    whole, _, (network, vector) = painted_with(cache, id, photo)
    monkeypatch.setattr(style, "TILE", 128)
    monkeypatch.setattr(style, "WHOLE", 256 * 256)
    monkeypatch.setattr(style, "_CROP", 96)
    at_edges, elsewhere = (
        jumps(repaint(engine(cache, id), photo), whole)
        if id == "style26"
        else (jumps(style.restyled(network, photo, vector, quiet), whole))
    )
    assert at_edges < np.quantile(elsewhere, 0.95)
    alone: Any = None
    bad, others = jumps(style.in_tiles(network, photo, vector, alone, quiet), whole)
    assert bad > others.max()


@BOTH
def test_it_stops_between_two_pieces(
    cache: EngineCache, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "TILE", 128)
    monkeypatch.setattr(style, "WHOLE", 128 * 128)
    heard: list[float] = []

    def step(fraction: float | None, text: object = None) -> None:
        heard.append(fraction or 0.0)
        if fraction is not None and fraction >= 0.25:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        repaint(engine(cache, id), rgb("chelsea.png"), step)
    assert heard == sorted(heard)
    assert len(heard) > 3
    assert heard[-1] < 0.5


def test_what_a_model_cannot_is_said(cache: EngineCache) -> None:
    photo = rgb("chelsea.png")[:64, :64]
    built_in, of_a_picture = engine(cache, "style26"), engine(cache, "style-any")
    with pytest.raises(StudioError, match=r"no style cubism; there are warm-pastel, .*carnival\."):
        built_in.restyle(photo, ["cubism"], None, quiet)
    with pytest.raises(StudioError, match="has its own styles"):
        built_in.restyle(photo, [], photo, quiet)
    with pytest.raises(StudioError, match="takes its style from a picture"):
        of_a_picture.restyle(photo, ["weave"], None, quiet)


def test_another_network_is_refused() -> None:
    graph = Graph()
    graph.rename(graph.add("Relu", "x"), "y")
    shape = [1, 3, 8, 8]
    other = graph.finish([("x", "float32", shape)], [("y", "float32", shape)])
    with pytest.raises(StudioError, match="not the style network"):
        restyle.to_onnx(other)
