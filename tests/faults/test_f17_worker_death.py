"""F17: a worker dies in every way there is. Its job says so, the next one runs, the main thread never waits."""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.processes import workers
from tests.faults.lanes import house
from vlm_studio.jobs import endings
from vlm_studio.jobs.job import JobState
from vlm_studio.jobs.process_lane import QUARANTINE, worker_command
from vlm_studio.wire.work import Exported, PullRequest

KILLS = [signal.SIGSEGV] * 13 + [signal.SIGABRT] * 13 + [signal.SIGKILL] * 13 + [signal.SIGSTOP] * 3
SCRIPTS = ["leave 0"] * 9 + ["garbage"] * 9
CRASHED = "The worker crashed at this job. It was started again and other work goes on."
SENTENCES = {
    signal.SIGSEGV: CRASHED,
    signal.SIGABRT: CRASHED,
    signal.SIGKILL: "The system ended the worker, most likely because memory ran out.",
    signal.SIGSTOP: "The worker no longer responded. It was ended and started again.",
    "leave 0": "The worker ended before the job was done. It was started again.",
    "garbage": "The worker answered in a way that makes no sense. It was started again.",
}
TOLD = 1.0
"""Seconds until the job is shown as failed."""
TOLD_STOPPED = 10.0
RESTARTED = 3.0
"""Seconds until the next job runs, besides what starting and importing take."""
BLOCKED = 0.25
"""Seconds that the main thread may at most be busy with one thing."""
SCRIPTED = [sys.executable, str(Path(__file__).parents[1] / "fakes" / "worker.py"), "heavy"]

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def _no_core_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def test_there_are_as_many_deaths_as_the_plan_says() -> None:
    assert len(KILLS) + len(SCRIPTS) == 60


def test_f17_killed_from_outside_while_a_model_runs(
    starter_home: Path, chance: random.Random
) -> None:
    with house(worker_command("heavy")) as home:
        began = time.monotonic()
        expected = home.answer("first")
        cold = time.monotonic() - began
        for number, kill in enumerate(chance.sample(KILLS, len(KILLS))):
            victim = home.submit(home.detect(f"{number}"))
            behind = home.submit(home.detect(f"{number}, behind"))
            home.main.until(lambda job=victim: job.text is not None or job.ended)
            home.main.let_pass(chance.uniform(0, 0.05))
            was_quicker = victim.ended
            struck = workers()[-1]
            os.kill(struck, kill)
            told = TOLD_STOPPED if kill == signal.SIGSTOP else TOLD
            home.seconds_until(lambda job=victim: job.ended, told)
            if victim.state is JobState.FAILED:
                assert victim.outcome is not None
                assert str(victim.outcome.error) == SENTENCES[kill]
            else:
                assert victim.state is JobState.DONE
            home.seconds_until(lambda job=behind: job.ended, told + RESTARTED + cold)
            if was_quicker or victim.state is JobState.DONE:
                continue  # then it was the other one that was struck, or nobody
            assert behind.state is JobState.DONE
            assert struck not in workers()
            assert home.answer(f"{number}, the next") == expected
        assert home.main.slowest < BLOCKED
        failed = [job for job in home.queue.jobs if job.state is JobState.FAILED]
        assert len(failed) >= len(KILLS) // 2


def test_f17_ended_from_inside(chance: random.Random) -> None:
    with house(SCRIPTED) as home:
        for number, script in enumerate(chance.sample(SCRIPTS, len(SCRIPTS))):
            data = (
                chance.randbytes(chance.randrange(5, 200)).hex() if script == "garbage" else number
            )
            victim = home.submit(PullRequest(f"{script} {data}"))
            behind = home.submit(PullRequest(f"echo {number}"))
            home.main.until(lambda job=victim: job.running)
            home.seconds_until(lambda job=victim: job.ended, TOLD)
            assert victim.outcome is not None
            assert str(victim.outcome.error) == SENTENCES[script]
            home.seconds_until(lambda job=behind: job.ended, RESTARTED)
            assert behind.outcome is not None
            assert behind.outcome.result == Exported((str(number),))
        assert home.main.slowest < BLOCKED


def test_f17_what_kills_its_worker_three_times_is_not_run_again() -> None:
    deadly = PullRequest(f"die {signal.SIGSEGV.value}")
    with house(SCRIPTED) as home:
        said = []
        for _ in range(QUARANTINE + 2):
            job = home.submit(deadly)
            home.main.until(lambda job=job: job.ended)
            assert job.outcome is not None
            said.append(job.outcome.error == endings.QUARANTINED)
        assert said == [False] * QUARANTINE + [True, True]
        after = home.submit(PullRequest("echo on we go"))
        home.main.until(lambda: after.ended)
        assert after.state is JobState.DONE
