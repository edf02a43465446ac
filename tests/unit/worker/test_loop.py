"""A worker process as the other end of its pipes sees it, with jobs from tests/fakes/worker.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pytest

from tests.fakes.frames import write_frame
from tests.fakes.main_thread import MainThread
from tests.fakes.processes import is_gone
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.wire.frames import FROM_WORKER, read_frame
from vlm_studio.wire.messages import (
    PROTOCOL,
    Beat,
    Cancel,
    Done,
    FromWorker,
    Hello,
    Log,
    Progress,
    Quit,
    Ready,
    Run,
    Shown,
    ToWorker,
)
from vlm_studio.wire.work import Exported, OpenRequest, StepPreview
from vlm_studio.worker.loop import BROKEN_WIRE

WORKER = [sys.executable, str(Path(__file__).parents[2] / "fakes" / "worker.py")]


class Worker:
    """A worker and the two ends of its wire."""

    def __init__(self, blocks: Path, lane: str = "light") -> None:
        self.blocks = blocks
        self.process = subprocess.Popen(
            [*WORKER, lane], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.stdin = cast("IO[bytes]", self.process.stdin)
        self.stdout = cast("IO[bytes]", self.process.stdout)

    def say(self, *messages: ToWorker) -> None:
        for message in messages:
            write_frame(self.stdin, message)

    def greet(self) -> Ready:
        self.say(Hello(PROTOCOL, str(self.blocks)))
        ready = self.hear()
        assert isinstance(ready, Ready)
        return ready

    def hear(self) -> FromWorker | None:
        return read_frame(self.stdout, FROM_WORKER, self.blocks)

    def done(self) -> Done:
        """Listens until a job is done; lines of the log and beats may come in between."""
        while not isinstance(message := self.hear(), Done):
            assert isinstance(message, Progress | Beat | Log), message
        return message

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.stdin.close()
        self.stdout.close()


@pytest.fixture
def worker(blocks: BlockFolder) -> Iterator[Worker]:
    worker = Worker(blocks.path)
    yield worker
    worker.end()


def test_a_worker_answers_the_greeting_with_what_it_is(worker: Worker) -> None:
    ready = worker.greet()
    assert ready.protocol == PROTOCOL
    assert ready.capabilities["pid"] == worker.process.pid
    assert ready.capabilities["lane"] == "light"


def test_a_worker_of_another_protocol_says_so_and_leaves(worker: Worker) -> None:
    worker.say(Hello(PROTOCOL + 1, str(worker.blocks)))
    assert worker.hear() == Ready(PROTOCOL, {})
    assert worker.process.wait(10) == BROKEN_WIRE


def test_a_job_begins_with_progress_and_ends_with_done(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("echo a b")))
    assert worker.hear() == Progress(5, None)
    assert worker.done().outcome.result == Exported(("a", "b"))


def test_what_is_being_painted_is_shown_step_by_step(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("paint 0,0,1")))
    shown = []
    while not isinstance(message := worker.hear(), Done):
        if isinstance(message, Shown):
            shown.append(message)
    assert all(one.job == 5 and isinstance(one.preview, StepPreview) for one in shown)
    assert [cast("StepPreview", one.preview).number for one in shown] == [0, 0, 1]


def test_cancel_arrives_in_the_middle_of_a_job(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("spin")))
    worker.hear()
    worker.say(Cancel(4))  # of another job: too late, no harm
    worker.say(Cancel(5))
    assert worker.done().outcome.status == "cancelled"
    worker.say(Cancel(5), Run(6, OpenRequest("echo next")))
    assert worker.done().outcome.result == Exported(("next",))


def test_a_job_that_was_cancelled_before_it_began_stops_at_its_first_checkpoint(
    worker: Worker,
) -> None:
    worker.say(Hello(PROTOCOL, str(worker.blocks)), Run(5, OpenRequest("spin")), Cancel(5))
    assert isinstance(worker.hear(), Ready)
    assert worker.done().outcome.status == "cancelled"


def test_a_quiet_worker_still_says_every_second_that_it_is_alive(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("deaf")))
    beats = 0
    while beats < 2:
        beats += isinstance(worker.hear(), Beat)


@pytest.mark.parametrize("script", ["studio", "memory", "bug", "recurse", "unspeakable"])
def test_a_job_that_fails_leaves_the_worker_well(worker: Worker, script: str) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest(script)))
    outcome = worker.done().outcome
    assert outcome.status == "failed"
    assert outcome.error is not None
    assert "Traceback" in outcome.details
    worker.say(Run(6, OpenRequest("echo well")))
    assert worker.done().outcome.result == Exported(("well",))


def test_quit_ends_an_idle_worker_and_a_busy_one_and_leaves_the_blocks(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("spin")))
    worker.hear()
    worker.say(Quit())
    assert worker.done().outcome.status == "cancelled"
    assert worker.process.wait(10) == 0
    assert worker.blocks.is_dir()


@pytest.mark.parametrize(
    "messages",
    [
        (Hello(PROTOCOL, "/tmp"),),
        (Run(1, OpenRequest("spin")), Run(2, OpenRequest("spin"))),
    ],
)
def test_a_message_out_of_order_ends_the_worker(
    worker: Worker, messages: tuple[ToWorker, ...]
) -> None:
    worker.greet()
    worker.say(*messages)
    assert worker.process.wait(10) == BROKEN_WIRE


def test_garbage_ends_the_worker(worker: Worker) -> None:
    worker.greet()
    worker.stdin.write(b"what is this?")
    assert worker.process.wait(10) == BROKEN_WIRE


@pytest.mark.parametrize("script", ["spin", "deaf", "blocks 5"])
def test_when_the_window_is_gone_the_worker_takes_the_blocks_along(
    worker: Worker, script: str
) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest(script)))
    worker.hear()
    worker.stdin.close()
    assert worker.process.wait(2) == 0
    assert not worker.blocks.exists()


def test_when_the_window_is_gone_a_job_ends_what_it_started(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("parent")))
    while not isinstance(told := worker.hear(), Progress) or told.text is None:
        continue
    child = told.text.values["pid"]
    assert not is_gone(child)
    worker.stdin.close()
    worker.stdout.close()
    assert worker.process.wait(2) == 0
    MainThread().until(lambda: is_gone(child), 1)
    assert not worker.blocks.exists()


def test_the_death_of_the_starter_ends_a_worker_that_keeps_the_gil(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("frozen")))
    worker.hear()
    worker.hear()
    os.kill(worker.process.pid, signal.SIGHUP)  # what the kernel sends when the starter dies
    assert worker.process.wait(2) == -signal.SIGALRM


def test_a_light_worker_starts_without_any_heavy_library(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("modules")))
    result = worker.done().outcome.result
    assert isinstance(result, Exported)
    heavy = {"torch", "onnxruntime", "ai_edge_litert", "cv2", "numpy", "PIL", "PySide6"}
    assert heavy.isdisjoint(result.paths)


def test_what_a_worker_logs_reaches_the_window(worker: Worker) -> None:
    worker.greet()
    worker.say(Run(5, OpenRequest("bug")))
    heard = []
    MainThread().until(lambda: heard.append(worker.hear()) or isinstance(heard[-1], Done))
    assert any(isinstance(one, Log) and "a bug" in one.message for one in heard)
