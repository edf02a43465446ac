"""Pictures become paths: of the right colours, at the right places, and never too many."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path as FilePath

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures import picture
from vlm_studio.cli.main import main
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.geometry import Box
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.vectors import (
    MAX_OBJECTS,
    MAX_SEGMENTS,
    CurveTo,
    Path,
    Subpath,
    VectorObject,
    segments,
)
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.formats.svg_reading import read_svg_file
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.worker import tracing
from vlm_studio.worker.tracing import trace

Rgba = NDArray[np.uint8]


def traced(blocks: BlockFolder, pixels: Rgba, how: Tracing) -> tuple[VectorObject, ...]:
    height, width = pixels.shape[:2]
    ref = PictureRef((PlacedBlock(blocks.store(pixels, mips=False), 0, 0),), 0, 0, width, height)
    return trace(ref, how, PlainContext(blocks)).objects


def flag(scale: int = 1) -> Rgba:
    """White, with a red square at (20, 30) and a blue one inside it, for a ``scale`` of 1."""
    pixels = np.full((100, 150, 4), 255, np.uint8)
    pixels[30:80, 20:90, :3] = (200, 30, 40)
    pixels[40:60, 40:70, :3] = (20, 60, 200)
    return pixels.repeat(scale, axis=0).repeat(scale, axis=1)


def near(box: Box, wanted: Box, off: float) -> bool:
    pairs = zip(box.corners, wanted.corners, strict=True)
    return all(a.distance(b) <= off for a, b in pairs)


def curved(line: Subpath) -> bool:
    return any(isinstance(segment, CurveTo) for segment in line.segments)


@pytest.mark.parametrize("scale", [1, 24])
def test_areas_become_paths_of_their_colours_one_above_the_other(
    blocks: BlockFolder, scale: int
) -> None:
    ground, red, blue = traced(blocks, flag(scale), Tracing(smoothness=0.0))
    assert ground.fill == "#ffffff"
    assert red.fill is not None
    assert blue.fill is not None
    assert red.fill.startswith("#c")
    assert blue.fill.endswith(("c8", "c9", "c7"))
    assert near(red.bounds(), Box(20 * scale, 30 * scale, 70 * scale, 50 * scale), 2 * scale)
    assert near(blue.bounds(), Box(40 * scale, 40 * scale, 30 * scale, 20 * scale), 2 * scale)


def test_in_black_and_white_only_what_is_dark_is_there(blocks: BlockFolder) -> None:
    pixels = flag()
    pixels[..., :3] = 255 - (255 - pixels[..., :3]) // 3  # faint
    [dark] = traced(blocks, pixels, Tracing(colours=False))
    assert dark.fill == "#000000"
    assert near(dark.bounds(), Box(20, 30, 70, 50), 3)


def test_what_is_transparent_stays_transparent_and_nothing_is_refused_in_one_sentence(
    blocks: BlockFolder,
) -> None:
    pixels = flag()
    pixels[pixels[..., 1] == 255] = 0
    found = traced(blocks, pixels, Tracing())
    assert found
    assert all(near(each.bounds(), Box(20, 30, 70, 50), 40) for each in found)
    with pytest.raises(StudioError, match=r"^There is nothing in the picture to trace\.$"):
        traced(blocks, np.zeros((50, 50, 4), np.uint8), Tracing())


def test_more_detail_and_smoothness_are_felt_and_a_photo_stays_within_the_limits(
    blocks: BlockFolder,
) -> None:
    pixels = np.asarray(Image.open(picture("astronaut.png")).convert("RGBA").resize((256, 256)))
    few, many = (traced(blocks, pixels, Tracing(detail=detail)) for detail in (0.1, 0.9))
    assert len(few) < len(many) <= MAX_OBJECTS
    assert segments(few) < segments(many) <= MAX_SEGMENTS
    corners = traced(blocks, pixels, Tracing(detail=0.1, smoothness=0.0))
    shapes = [each.shape for each in corners]
    assert not [s for s in shapes if isinstance(s, Path) and any(map(curved, s.subpaths))]


def test_a_busy_picture_is_traced_with_less_detail_instead_of_too_many_paths(
    blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.asarray(Image.open(picture("astronaut.png")).convert("RGBA").resize((256, 256)))
    finest = traced(blocks, pixels, Tracing(detail=1.0))
    monkeypatch.setattr(tracing, "MAX_OBJECTS", len(finest) - 1)
    assert 0 < len(traced(blocks, pixels, Tracing(detail=1.0))) < len(finest)
    monkeypatch.setattr(tracing, "MAX_OBJECTS", 0)
    with pytest.raises(StudioError, match=r"too many shapes to be traced\. Choose less detail\.$"):
        traced(blocks, pixels, Tracing(detail=1.0))


def test_how_it_was_traced_is_told_with_the_detail_that_was_left(
    blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.asarray(Image.open(picture("astronaut.png")).convert("RGBA").resize((128, 128)))
    ref = PictureRef((PlacedBlock(blocks.store(pixels, mips=False), 0, 0),), 0, 0, 128, 128)
    whole = trace(ref, Tracing(detail=1.0), PlainContext(blocks))
    monkeypatch.setattr(tracing, "MAX_OBJECTS", len(whole.objects) - 1)
    less = trace(ref, Tracing(detail=1.0), PlainContext(blocks))
    for found, detail in ((whole, 1.0), (less, 0.4)):
        origin = found.provenance
        assert (origin.task, origin.model) == ("trace", "vtracer")
        assert origin.parameters["detail"] == detail
        assert origin.parameters["versions"] == {"vtracer": metadata.version("vtracer")}


def test_a_cancelled_trace_stops_at_the_next_step(blocks: BlockFolder) -> None:
    ref = PictureRef((PlacedBlock(blocks.store(flag(), mips=False), 0, 0),), 0, 0, 150, 100)
    with pytest.raises(JobCancelled):
        trace(ref, Tracing(), PlainContext(blocks, cancelled=lambda: True))


def test_the_terminal_writes_an_svg_file_that_is_read_again(
    tmp_path: FilePath, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "flag.png", tmp_path / "out.svg"
    Image.fromarray(flag()).save(path)
    assert main(["trace", str(path), "--out", str(out), "--smoothness", "0"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    drawing = read_svg_file(out)
    assert (drawing.width, drawing.height, len(drawing.objects)) == (150, 100, 3)
    assert main(["trace", str(tmp_path / "none.png"), "--out", str(out)]) == 1
    assert "none.png" in capsys.readouterr().err
