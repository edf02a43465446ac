"""F16: cancel in every phase. Nothing half done stays, and the next job is the same to the bit."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.processes import workers
from tests.faults.lanes import House, house
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.jobs.process_lane import worker_command

CANCELS = 60
SHOWN = 0.1
"""Seconds until a person sees that the job is stopping."""
STOPPED = 2.5
"""Seconds until it has stopped, at the latest."""

pytestmark = pytest.mark.faults


def waiting(home: House, mark: str, chance: random.Random) -> Job:
    """Behind another job."""
    home.submit(home.detect(f"{mark}, the one before"))
    return running(home, mark, chance)


def starting(home: House, mark: str, chance: random.Random) -> Job:
    """While a new worker starts."""
    os.kill(workers()[-1], signal.SIGKILL)
    return running(home, mark, chance, 0.3)


def loading(home: House, mark: str, chance: random.Random) -> Job:
    """While a worker that has just started loads the model."""
    os.kill(workers()[-1], signal.SIGKILL)
    home.lane.warm()
    return running(home, mark, chance, 0.3)


def running(home: House, mark: str, chance: random.Random, seconds: float = 0.08) -> Job:
    """Anywhere between the picture and the answer."""
    job = home.submit(home.detect(mark))
    home.main.let_pass(chance.uniform(0, seconds))
    return job


def deaf(home: House, mark: str, chance: random.Random) -> Job:
    """In a worker that hears nothing."""
    job = home.submit(home.detect(mark))
    home.main.until(lambda: job.text is not None or job.ended)
    os.kill(workers()[-1], signal.SIGSTOP)
    return job


Phase = Callable[[House, str, random.Random], Job]
PHASES: list[Phase] = (
    [waiting] * 10 + [starting] * 10 + [loading] * 10 + [running] * 27 + [deaf] * 3
)


def test_f16_cancel_in_any_phase(starter_home: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    phases = list(PHASES)
    chance.shuffle(phases)
    assert len(phases) == CANCELS
    with house(worker_command("heavy")) as home:
        expected = home.answer("first")
        for number, phase in enumerate(phases):
            job = phase(home, str(number), chance)
            while job.ended:  # it was quicker
                job = phase(home, f"{number} again", chance)
            began = time.monotonic()
            home.queue.cancel(job)
            assert job.state in (JobState.STOPPING, JobState.CANCELLED)
            assert time.monotonic() - began < SHOWN
            home.seconds_until(lambda job=job: job.ended, STOPPED)
            assert job.state is JobState.CANCELLED
            for pid in workers():
                os.kill(pid, signal.SIGCONT)  # should a deaf one have answered before it fell deaf
            assert home.answer(f"{number}, the next") == expected, phase.__doc__
        finished = [job for job in home.queue.jobs if job.state is JobState.DONE]
        layers = home.document.layers_named("Detections")
        assert len(layers) == len(finished)
        assert {len(home.document.annotations(layer.id)) for layer in layers} == {
            len(home.document.annotations(layers[0].id))
        }
