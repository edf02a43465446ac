"""The queue's stories, with lanes whose jobs end when the test says."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.inline_lane import InlineLane
from tests.fakes.lane import FakeLane, Underway
from tests.fakes.main_thread import MainThread
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import JobCancelled
from vlm_studio.jobs.job import URGENT, Job, JobState
from vlm_studio.jobs.queue import KEEP, JobQueue
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import MaskRequest
from vlm_studio.wire.work import Exported, OpenRequest, Outcome, Request, Saved, SaveRequest
from vlm_studio.words import text

PICTURE = PictureRef.of_block(Block("/none.px", 8, 8))


class House:
    """A queue with two fake lanes and a main thread."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.main = MainThread()
        self.heavy, self.light = FakeLane(), FakeLane()
        lanes = {"heavy": self.heavy, "light": self.light}
        self.queue = JobQueue(lanes, lambda call: pool.submit(call) and None, self.main.post)

    def submit(self, name: str, lane: str = "heavy", **options: object) -> Job:
        job = Job(OpenRequest(name), text(name), lane, **options)  # type: ignore[arg-type]
        self.queue.submit(job)
        return job

    def underway(self, job: Job) -> Underway:
        """The job as its lane sees it, once it is there."""
        lane = self.heavy if job.lane == "heavy" else self.light
        self.main.until(lambda: lane.now is not None and lane.now.id == job.id)
        assert lane.now is not None
        return lane.now

    def ends(self, *jobs: Job) -> None:
        self.main.until(lambda: all(job.ended for job in jobs))


@pytest.fixture
def house() -> Iterator[House]:
    with ThreadPoolExecutor(4) as pool:
        house = House(pool)
        yield house
        house.queue.shutdown()


def test_jobs_of_a_lane_run_one_after_the_other_and_lanes_side_by_side(house: House) -> None:
    first, second, other = house.submit("1"), house.submit("2"), house.submit("3", "light")
    assert [job.state for job in (first, second, other)] == [
        JobState.RUNNING,
        JobState.WAITING,
        JobState.RUNNING,
    ]
    house.underway(other).succeed()
    house.underway(first).succeed(Exported(("result",)))
    house.underway(second).succeed()
    house.ends(first, second, other)
    assert first.state is JobState.DONE
    assert first.outcome is not None
    assert first.outcome.result == Exported(("result",))
    assert not house.queue.busy


def test_a_waiting_job_is_cancelled_on_the_spot_and_never_begins(house: House) -> None:
    told: list[JobState] = []
    first = house.submit("1")
    second = house.submit("2", then=lambda job: told.append(job.state))
    house.queue.cancel(second)
    assert second.state is JobState.CANCELLED
    assert told == [JobState.CANCELLED]
    house.underway(first).succeed()
    house.ends(first)
    assert house.heavy.seen == [first.request]


def test_a_running_job_shows_as_stopping_on_the_spot_and_then_ends(house: House) -> None:
    states: list[JobState] = []
    job = house.submit("1")
    house.underway(job)
    house.queue.changed.connect(lambda job: states.append(job.state))
    house.queue.cancel(job)
    assert job.state is JobState.STOPPING
    assert states == [JobState.STOPPING]
    house.ends(job)
    assert job.state is JobState.CANCELLED
    house.queue.cancel(job)  # too late, no harm
    assert states == [JobState.STOPPING, JobState.CANCELLED]


@pytest.mark.parametrize("late", [Outcome("succeeded", Exported(("x",))), Outcome("failed")])
def test_what_comes_after_a_cancel_is_thrown_away(house: House, late: Outcome) -> None:
    house.heavy.obedient = False
    job = house.submit("1")
    underway = house.underway(job)
    house.queue.cancel(job)
    underway.end(late)
    house.ends(job)
    assert job.state is JobState.CANCELLED
    assert job.outcome is not None
    assert job.outcome.result is None


def test_a_file_written_before_the_cancel_got_there_counts_as_written(house: House) -> None:
    house.light.obedient = False
    job = Job(SaveRequest(DocumentState("d", "d", 1, 1), "/x.vlms"), text("Save"), "light")
    house.queue.submit(job)
    underway = house.underway(job)
    house.queue.cancel(job)
    underway.succeed(Saved("/x.vlms"))
    house.ends(job)
    assert job.state is JobState.DONE


def test_a_failed_job_is_tried_again_in_its_own_row(house: House) -> None:
    removed: list[Job] = []
    house.queue.removed.connect(removed.append)
    ended: list[Job] = []
    failing, other = house.submit("1", then=ended.append), house.submit("2")
    house.underway(failing).end(Outcome("failed", error=text("No.")))
    house.ends(failing)
    again = house.queue.retry(failing)
    assert house.queue.jobs == (again, other)
    assert removed == [failing]
    assert again.id != failing.id
    house.underway(other).succeed()
    house.underway(again).succeed()
    house.ends(again)
    assert again.state is JobState.DONE
    assert ended == [failing, again]
    with pytest.raises(ValueError, match="tried again"):
        house.queue.retry(again)


def test_urgent_jobs_go_before_those_that_wait(house: House) -> None:
    first, second = house.submit("first"), house.submit("second")
    urgent = house.submit("urgent", rank=URGENT)
    for job in (first, urgent, second):
        house.underway(job).succeed()
    house.ends(first, urgent, second)
    assert house.heavy.seen == [first.request, urgent.request, second.request]


def test_waiting_jobs_can_be_moved_and_running_ones_cannot(house: House) -> None:
    a, b, c = house.submit("a"), house.submit("b"), house.submit("c")
    house.queue.move(c, 1)
    house.queue.move(a, 2)
    assert house.queue.jobs == (a, c, b)
    for job in (a, c, b):
        house.underway(job).succeed()
    house.ends(a, b, c)
    assert house.heavy.seen == [a.request, c.request, b.request]


def mask(document: str) -> Job:
    request = MaskRequest(PICTURE, "grabcut")
    return Job(request, text("Mask"), "light", document, rank=URGENT)


def test_of_several_clicks_only_the_newest_waits(house: House) -> None:
    running, old, elsewhere, new = mask("a"), mask("a"), mask("b"), mask("a")
    for job in (running, old, elsewhere, new):
        house.queue.submit(job)
    assert old.state is JobState.CANCELLED
    assert house.queue.jobs == (running, elsewhere, new)
    for job in (running, elsewhere, new):
        house.underway(job).succeed()
    house.ends(running, elsewhere, new)
    assert len(house.light.seen) == 3


def test_a_closed_document_takes_its_waiting_jobs_along_but_not_its_saves(house: House) -> None:
    running, waiting = house.submit("1", document="d"), house.submit("2", document="d")
    other = house.submit("3", document="e")
    save = Job(SaveRequest(DocumentState("d", "d", 1, 1), "/x"), text("Save"), "heavy", "d")
    house.queue.submit(save)
    house.queue.cancel_document("d")
    states = [job.state for job in (running, waiting, other, save)]
    assert states == [
        JobState.RUNNING,
        JobState.CANCELLED,
        JobState.WAITING,
        JobState.WAITING,
    ]


def test_a_flood_of_progress_reaches_the_main_thread_as_its_newest(house: House) -> None:
    seen: list[float | None] = []
    job = house.submit("1")
    underway = house.underway(job)
    house.queue.changed.connect(lambda job: seen.append(job.progress))
    for i in range(1000):
        underway.progress(i / 1000, text("Step {n}", n=i))
    house.main.until(lambda: seen)
    assert seen == [0.999]
    assert str(job.text) == "Step 999"
    underway.progress(1.0, None)
    house.main.until(lambda: seen == [0.999, 1.0])


def test_ended_rows_can_be_dismissed_and_others_cannot(house: House) -> None:
    job = house.submit("1")
    house.queue.dismiss(job)
    assert house.queue.jobs == (job,)
    house.underway(job).succeed()
    house.ends(job)
    house.queue.dismiss(job)
    house.queue.dismiss(job)
    assert house.queue.jobs == ()


def test_a_lane_that_breaks_fails_the_job_and_the_next_one_runs(house: House) -> None:
    job, after = house.submit("1"), house.submit("2")
    house.underway(job).end(None)  # type: ignore[arg-type]
    house.ends(job)
    assert job.state is JobState.FAILED
    assert job.outcome is not None
    assert str(job.outcome.error) == "Open failed because of an error in the program."
    assert "AssertionError" in job.outcome.details
    house.underway(after).succeed()
    house.ends(after)


def test_the_next_job_runs_although_somebody_stumbled_over_the_last(house: House) -> None:
    def stumble(job: Job) -> None:
        raise ZeroDivisionError

    job, after = house.submit("1", then=stumble), house.submit("2")
    house.underway(job).succeed()
    with pytest.raises(ZeroDivisionError):
        house.ends(job, after)
    house.underway(after).succeed()
    house.ends(after)


def test_the_time_left_is_told_once_it_is_no_guess(house: House) -> None:
    job = house.submit("1")
    assert job.seconds_left() is None
    assert job.began is not None
    job.began -= 30
    job.progress = 0.75
    assert job.seconds_left() == pytest.approx(10, abs=1)
    assert job.elapsed() == pytest.approx(30, abs=1)


def test_shutdown_cancels_and_stops_everything(house: House) -> None:
    running, waiting = house.submit("1"), house.submit("2")
    house.underway(running)
    house.queue.shutdown()
    house.ends(running, waiting)
    assert running.state is waiting.state is JobState.CANCELLED
    assert house.heavy.stopped
    assert house.light.stopped


# Without threads: the same queue as the terminal has it -----------------------------------------


def at_once(request: Request, context: Context) -> Outcome:
    return Outcome("succeeded")


def inline(run: InlineLane) -> JobQueue:
    return JobQueue({"heavy": run}, lambda call: call(), lambda call: call())


def test_with_plain_calls_a_job_is_done_when_submit_returns(blocks: BlockFolder) -> None:
    progress: list[float | None] = []

    def run(request: Request, context: Context) -> Outcome:
        context.checkpoint(0.5)
        return Outcome("succeeded", Exported(("x",)))

    queue = inline(InlineLane(run, blocks))
    queue.changed.connect(lambda job: progress.append(job.progress))
    job = Job(OpenRequest("1"), text("1"), "heavy")
    queue.submit(job)
    assert job.state is JobState.DONE
    assert 0.5 in progress


def test_a_thousand_jobs_that_each_ask_for_the_next_do_not_nest(blocks: BlockFolder) -> None:
    queue = inline(InlineLane(at_once, blocks))
    count = 0

    def another(job: Job) -> None:
        nonlocal count
        count += 1
        queue.dismiss(job)
        if count < 3000:
            queue.submit(Job(OpenRequest("n"), text("n"), "heavy", then=another))

    queue.submit(Job(OpenRequest("n"), text("n"), "heavy", then=another))
    assert count == 3000


def test_work_in_place_can_be_cancelled_from_its_own_progress(blocks: BlockFolder) -> None:
    reached = []

    def run(request: Request, context: Context) -> Outcome:
        try:
            context.checkpoint(0.1)
            context.checkpoint(0.2)
            reached.append("end")
        except JobCancelled:
            return Outcome("cancelled")
        return Outcome("succeeded")

    queue = inline(InlineLane(run, blocks))

    def on_change(job: Job) -> None:
        if job.progress == 0.1:
            queue.cancel(job)

    queue.changed.connect(on_change)
    job = Job(OpenRequest("1"), text("1"), "heavy")
    queue.submit(job)
    assert job.state is JobState.CANCELLED
    assert reached == []


def test_old_rows_are_let_go_but_not_those_that_offer_something(blocks: BlockFolder) -> None:
    queue = inline(InlineLane(at_once, blocks))
    offering = Job(OpenRequest("0"), text("0"), "heavy")
    queue.submit(offering)
    queue.offer(offering, text("Open result"))
    for _ in range(KEEP + 5):
        queue.submit(Job(OpenRequest("1"), text("1"), "heavy"))
    assert offering in queue.jobs
    assert len(queue.jobs) == KEEP + 1


def test_a_job_for_no_lane_is_refused(blocks: BlockFolder) -> None:
    queue = inline(InlineLane(at_once, blocks))
    with pytest.raises(KeyError):
        queue.submit(Job(OpenRequest("1"), text("1"), "fetch"))
    assert queue.jobs == ()
