"""A lane in a process of its own, with real processes whose jobs are scripts (tests/fakes/worker.py)."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.main_thread import MainThread
from tests.fakes.processes import is_gone
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.errors import StudioError
from vlm_studio.jobs import endings
from vlm_studio.jobs.following import GRACE
from vlm_studio.jobs.process_lane import ProcessLane
from vlm_studio.wire.work import Exported, OpenRequest, Outcome, PullRequest
from vlm_studio.words import Text, text

WORKER = [sys.executable, str(Path(__file__).parents[2] / "fakes" / "worker.py")]


class Reports:
    """What was said of a job's progress, and a way to wait for it."""

    def __init__(self) -> None:
        self.told: list[tuple[float | None, Text | None]] = []
        self._news = threading.Condition()

    def __call__(self, fraction: float | None, words: Text | None) -> None:
        with self._news:
            self.told.append((fraction, words))
            self._news.notify_all()

    def wait_for(self, key: str, count: int = 1, seconds: float = 20.0) -> None:
        def heard() -> bool:
            return sum(words is not None and words.key == key for _, words in self.told) >= count

        with self._news:
            assert self._news.wait_for(heard, seconds), f"{key} was never said"


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


MakeLane = Callable[[str], ProcessLane]


@pytest.fixture
def make_lane(blocks: BlockFolder, pool: ThreadPoolExecutor) -> Iterator[MakeLane]:
    lanes = []

    def make(name: str) -> ProcessLane:
        lanes.append(ProcessLane(name, [*WORKER, name], blocks.path))
        return lanes[-1]

    yield make
    for lane in lanes:
        lane.stop()


@pytest.fixture
def lane(make_lane: MakeLane) -> ProcessLane:
    return make_lane("light")


def said(outcome: Outcome) -> tuple[str, ...]:
    assert isinstance(outcome.result, Exported), outcome
    return outcome.result.paths


def do(lane: ProcessLane, script: str, job: int = 1, reports: Reports | None = None) -> Outcome:
    return lane.run(job, PullRequest(script), reports or Reports())


def pid_of(lane: ProcessLane) -> int:
    return int(said(do(lane, "pid"))[0])


def test_a_job_comes_home_whatever_it_prints(lane: ProcessLane) -> None:
    assert said(do(lane, "echo hello there")) == ("hello", "there")


def test_one_worker_does_one_job_after_the_other(lane: ProcessLane) -> None:
    assert pid_of(lane) == pid_of(lane)


def test_progress_is_told_while_it_runs(
    lane: ProcessLane, pool: ThreadPoolExecutor, tmp_path: Path
) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reports = Reports()
    job = pool.submit(do, lane, f"steps {fifo}", 1, reports)
    with fifo.open("w", buffering=1) as lines:
        lines.write("one\n")
        reports.wait_for("Step {n}")
    assert said(job.result()) == ("one",)
    assert (0.1, text("Step {n}", n=1)) in reports.told


def test_a_flood_of_progress_is_thinned_to_twenty_a_second(
    lane: ProcessLane, pool: ThreadPoolExecutor
) -> None:
    reports = Reports()
    began = time.monotonic()
    job = pool.submit(do, lane, "spin", 1, reports)
    reports.wait_for("Round {n}", 15)
    seconds = time.monotonic() - began
    lane.cancel(1)
    assert job.result().status == "cancelled"
    assert len(reports.told) <= 20 * seconds + 3


def test_a_job_that_listens_is_cancelled_and_the_worker_lives_on(
    lane: ProcessLane, pool: ThreadPoolExecutor
) -> None:
    before = pid_of(lane)
    reports = Reports()
    job: Future[Outcome] = pool.submit(do, lane, "spin", 7, reports)
    reports.wait_for("Round {n}")
    lane.cancel(7)
    assert job.result(timeout=GRACE).status == "cancelled"
    assert pid_of(lane) == before


def test_a_job_that_does_not_listen_is_killed_after_two_seconds(
    lane: ProcessLane, pool: ThreadPoolExecutor
) -> None:
    before = pid_of(lane)
    reports = Reports()
    job = pool.submit(do, lane, "deaf", 7, reports)
    reports.wait_for("Deaf")
    began = time.monotonic()
    lane.cancel(7)
    assert job.result(timeout=10).status == "cancelled"
    assert GRACE <= time.monotonic() - began < GRACE + 1
    assert pid_of(lane) != before


def test_decoding_that_does_not_hear_is_killed_soon(
    lane: ProcessLane, pool: ThreadPoolExecutor
) -> None:
    reports = Reports()
    job = pool.submit(lane.run, 7, OpenRequest("deaf"), reports)
    reports.wait_for("Deaf")
    began = time.monotonic()
    lane.cancel(7)
    assert job.result(timeout=10).status == "cancelled"
    assert time.monotonic() - began < 1


def test_a_job_cancelled_before_its_turn_never_begins(lane: ProcessLane) -> None:
    lane.cancel(7)
    assert do(lane, "die 9", 7).status == "cancelled"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (f"die {signal.SIGSEGV.value}", "The worker crashed at this job. It was started again and other work goes on."),
        (f"die {signal.SIGKILL.value}", "The system ended the worker, most likely because memory ran out."),
        ("leave 0", "The worker ended before the job was done. It was started again."),
        ("garbage 68656c6c6f", "The worker answered in a way that makes no sense. It was started again."),
        ("liar", "The worker answered in a way that makes no sense. It was started again."),
        ("tattler", "The worker answered in a way that makes no sense. It was started again."),
    ],
)  # fmt: skip
def test_a_worker_that_dies_fails_its_job_in_one_sentence_and_the_next_goes_on(
    lane: ProcessLane, script: str, sentence: str
) -> None:
    outcome = do(lane, script)
    assert (outcome.status, str(outcome.error)) == ("failed", sentence)
    assert outcome.details
    assert said(do(lane, "echo again")) == ("again",)


def test_the_last_words_of_a_worker_are_in_the_details(lane: ProcessLane) -> None:
    assert "leaving now" in do(lane, "leave 3").details


def test_a_request_that_kills_its_lane_three_times_is_refused(lane: ProcessLane) -> None:
    for job in range(3):
        assert do(lane, "leave 1", job).error != endings.QUARANTINED
    before = pid_of(lane)
    assert do(lane, "leave 1").error == endings.QUARANTINED
    assert pid_of(lane) == before
    assert do(lane, "leave 2").error != endings.QUARANTINED


def test_a_job_killed_by_cancel_is_never_refused(
    lane: ProcessLane, pool: ThreadPoolExecutor
) -> None:
    for id in range(4):
        reports = Reports()
        job = pool.submit(lane.run, id, OpenRequest("deaf"), reports)
        reports.wait_for("Deaf")
        lane.cancel(id)
        assert job.result(timeout=10).status == "cancelled"


def test_a_worker_that_died_idle_is_replaced_unnoticed(lane: ProcessLane) -> None:
    before = pid_of(lane)
    os.kill(before, signal.SIGKILL)
    MainThread().until(lambda: is_gone(before))
    assert pid_of(lane) != before


def test_a_worker_in_a_long_call_shows_as_not_responding_and_is_left_alone(
    lane: ProcessLane, pool: ThreadPoolExecutor, tmp_path: Path
) -> None:
    reports = Reports()
    job = pool.submit(do, lane, f"toil {tmp_path / 'flag'}", 1, reports)
    reports.wait_for(endings.NOT_RESPONDING.key)
    (tmp_path / "flag").touch()
    assert job.result(timeout=20).status == "succeeded"


def test_a_worker_that_the_system_stopped_is_ended(lane: ProcessLane) -> None:
    began = time.monotonic()
    outcome = do(lane, f"die {signal.SIGSTOP.value}")
    assert str(outcome.error) == "The worker no longer responded. It was ended and started again."
    assert time.monotonic() - began < 10


def test_a_result_beyond_the_frame_limit_arrives_whole(
    lane: ProcessLane, blocks: BlockFolder
) -> None:
    size = 17 * 2**20
    assert said(do(lane, f"big {size}")) == ("x" * size,)
    assert list(blocks.path.glob("*.json")) == []


def test_a_program_that_is_no_worker_is_said_to_be_none(blocks: BlockFolder) -> None:
    lane = ProcessLane("light", [sys.executable, "-c", "print('what?')"], blocks.path)
    assert do(lane, "echo").error == endings.NOT_STARTED
    with pytest.raises(StudioError):
        lane.warm()
    missing = ProcessLane("light", ["/no/such/program"], blocks.path)
    assert do(missing, "echo").error == endings.NOT_STARTED
    lane.stop()
    missing.stop()


def test_the_heavy_lane_comes_last_and_the_light_one_does_not(make_lane: MakeLane) -> None:
    assert said(do(make_lane("heavy"), "priority"))[0] == str(os.SCHED_IDLE)
    assert said(do(make_lane("light"), "priority")) == (str(os.SCHED_OTHER), "0")
    assert said(do(make_lane("fetch"), "priority")) == (str(os.SCHED_OTHER), "5")


def test_warm_tells_what_the_worker_is(lane: ProcessLane) -> None:
    assert lane.warm()["lane"] == "light"
    assert lane.warm()["pid"] == pid_of(lane)


def test_stop_ends_an_idle_and_a_busy_worker_within_two_seconds(
    make_lane: MakeLane, pool: ThreadPoolExecutor
) -> None:
    idle, busy = make_lane("light"), make_lane("heavy")
    pid = pid_of(idle)
    reports = Reports()
    job = pool.submit(do, busy, "deaf", 1, reports)
    reports.wait_for("Deaf")
    began = time.monotonic()
    idle.stop()
    busy.stop()
    assert time.monotonic() - began < 2
    assert not Path(f"/proc/{pid}").exists()
    assert job.result(timeout=2).status == "cancelled"
    assert do(busy, "echo").status == "cancelled"


def test_stop_lets_a_job_end_what_it_started(make_lane: MakeLane, pool: ThreadPoolExecutor) -> None:
    lane, reports = make_lane("fetch"), Reports()
    job = pool.submit(do, lane, "parent", 1, reports)
    reports.wait_for("Child {pid}")
    [child] = {words.values["pid"] for _, words in reports.told if words and "pid" in words.values}
    assert not is_gone(child)
    lane.stop()
    assert is_gone(child)
    assert job.result(timeout=2).status == "cancelled"
