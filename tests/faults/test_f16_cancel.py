"""F16: cancel in every phase. Nothing half done stays, and the next job is the same to the bit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.lanes import house
from tests.faults.phases import Phase, cancel_in, deaf, loading, running, starting, waiting
from tests.layers import layers_named
from vlm_studio.jobs.job import JobState
from vlm_studio.jobs.process_lane import worker_command

PHASES: list[Phase] = (
    [waiting] * 10 + [starting] * 10 + [loading] * 10 + [running] * 27 + [deaf] * 3
)

pytestmark = pytest.mark.faults


def test_f16_cancel_in_any_phase(starter_home: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    assert len(PHASES) == 60
    with house(worker_command("heavy")) as home:
        cancel_in(home, PHASES, seed)
        finished = [job for job in home.queue.jobs if job.state is JobState.DONE]
        layers = layers_named(home.document, "Detections")
        assert len(layers) == len(finished)
        assert {len(home.document.annotations(layer.id)) for layer in layers} == {
            len(home.document.annotations(layers[0].id))
        }
