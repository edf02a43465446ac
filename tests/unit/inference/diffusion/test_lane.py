"""Painting in a worker of the program: seen while it forms, stopped in the middle, with the worker alive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio import paths
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.jobs.process_lane import ProcessLane, worker_command
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import MAX_STEPS, Designs, PaintRequest
from vlm_studio.wire.work import Preview, StepPreview
from vlm_studio.words import Text

REQUEST = PaintRequest("a cat", "sd", 64, 64, steps=4, seed=5, device="cpu")


@pytest.fixture
def lane(pipelines: Mapping[str, Path], home: Path, blocks: BlockFolder) -> Iterator[ProcessLane]:
    add(ModelStore(paths.models_folder()), pipelines["sd"], "sd")
    lane = ProcessLane("heavy", worker_command("heavy"), blocks.path)
    lane.start()
    yield lane
    lane.stop()


def test_a_painting_is_seen_forming_stopped_at_once_and_made_again_to_the_bit(
    lane: ProcessLane, paint: Paint
) -> None:
    shown: list[StepPreview] = []

    def show(preview: Preview | StepPreview) -> None:
        assert isinstance(preview, StepPreview)
        assert MappedBlock(preview.block).array().shape == (8, 8, 4)
        shown.append(preview)
        lane.cancel(1)

    long = PaintRequest("a cat", "sd", 64, 64, steps=MAX_STEPS, count=16, device="cpu")
    pid = lane.warm()["pid"]
    stopped = lane.run(1, long, lambda *_: None, show)
    assert stopped.status == "cancelled"
    assert shown

    sentences: list[str] = []

    def progress(fraction: float | None, sentence: Text | None) -> None:
        sentences.append(str(sentence))

    made = lane.run(2, REQUEST, progress)
    assert lane.warm()["pid"] == pid, "the worker was not killed"
    assert made.status == "succeeded", made.details
    assert isinstance(made.result, Designs)
    assert any(sentence.startswith("Step ") for sentence in sentences)
    (here,) = paint("sd", steps=4, seed=5)
    assert pixels(made.result.designs[0]).tobytes() == pixels(here).tobytes()
