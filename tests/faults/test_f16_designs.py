"""F16, for what is made from words: cancel a sketch or a painting in every phase; the next one is the same to the bit."""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from tests.faults.lanes import House, house
from tests.faults.phases import Phase, cancel_in, deaf, loading, running, starting, waiting
from vlm_studio import paths
from vlm_studio.document.blocks import MappedBlock
from vlm_studio.jobs.process_lane import worker_command
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import Designs, PaintRequest, Place, SketchRequest
from vlm_studio.wire.work import Result

SKETCHES: list[Phase] = [waiting] * 8 + [starting] * 2 + [loading] * 2 + [running] * 18
PAINTINGS: list[Phase] = (
    [waiting] * 5 + [starting] * 1 + [loading] * 2 + [running] * 21 + [deaf] * 1
)

pytestmark = pytest.mark.faults


def place(mark: str) -> Place:
    """Another mark makes it another request with the same answer."""
    return Place(zlib.crc32(mark.encode()) % 60_000, 0)


def strokes(result: Result | None) -> bytes:
    assert isinstance(result, Designs)
    return msgspec.json.encode([design.objects for design in result.designs])


def pixels(result: Result | None) -> bytes:
    assert isinstance(result, Designs)
    placed = [design.placed for design in result.designs]
    assert all(placed)
    return b"".join(MappedBlock(one.block).array().tobytes() for one in placed if one)


def test_f16_cancel_a_sketch_in_any_phase() -> None:
    assert len(SKETCHES) + len(PAINTINGS) == 60

    def sketch(mark: str) -> SketchRequest:
        return SketchRequest("three mugs left of a lamp", "icons", count=16, place=place(mark))

    with house([sys.executable, "-m", "tests.faults.sketching_worker", "heavy"]) as home:
        begin(home, SKETCHES, sketch, strokes, takes=0.05)


def test_f16_cancel_a_painting_in_any_phase(pipelines: Mapping[str, Path]) -> None:
    add(ModelStore(paths.models_folder()), pipelines["sd"], "tiny")

    def paint(mark: str) -> PaintRequest:
        size = {"width": 64, "height": 64, "count": 2, "steps": 4}
        return PaintRequest("a lamp", "tiny", seed=5, device="cpu", place=place(mark), **size)

    with house(worker_command("heavy")) as home:
        begin(home, PAINTINGS, paint, pixels, takes=0.4)


def begin(home: House, phases: list[Phase], wish, said, takes: float) -> None:  # type: ignore[no-untyped-def]
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    home.wish, home.said, home.takes = wish, said, takes
    cancel_in(home, phases, seed)
