"""The moments at which a job is cancelled: while it waits, while its worker starts, loads or works, and in a deaf one."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence

from tests.fakes.processes import workers
from tests.faults.lanes import House
from vlm_studio.jobs.job import Job, JobState

SHOWN = 0.1
"""Seconds until a person sees that the job is stopping."""
STOPPED = 2.5
"""Seconds until it has stopped, at the latest."""
Phase = Callable[[House, str, random.Random], Job]


def waiting(home: House, mark: str, chance: random.Random) -> Job:
    """Behind another job."""
    home.submit(home.wish(f"{mark}, the one before"))
    return running(home, mark, chance)


def starting(home: House, mark: str, chance: random.Random) -> Job:
    """While a new worker starts."""
    os.kill(workers()[-1], signal.SIGKILL)
    return running(home, mark, chance)


def loading(home: House, mark: str, chance: random.Random) -> Job:
    """While a worker that has just started loads the model."""
    os.kill(workers()[-1], signal.SIGKILL)
    home.lane.warm()
    return running(home, mark, chance)


def running(home: House, mark: str, chance: random.Random) -> Job:
    """Anywhere between the request and the answer."""
    job = home.submit(home.wish(mark))
    home.main.let_pass(chance.uniform(0, home.takes))
    return job


def deaf(home: House, mark: str, chance: random.Random) -> Job:
    """In a worker that hears nothing."""
    job = home.submit(home.wish(mark))
    home.main.until(lambda: job.text is not None or job.ended, 120)
    os.kill(workers()[-1], signal.SIGSTOP)
    return job


def cancel_in(home: House, phases: Sequence[Phase], seed: int) -> None:
    """Cancel a job in each of ``phases``, in an order by chance. It stops in time, brings nothing, and the next job is
    what it is without that.
    """
    chance = random.Random(seed)
    order = chance.sample(phases, len(phases))
    expected = home.answer("first")
    for number, phase in enumerate(order):
        job = phase(home, str(number), chance)
        while job.ended:  # it was quicker
            job = phase(home, f"{number} again", chance)
        began = time.monotonic()
        home.queue.cancel(job)
        assert job.state in (JobState.STOPPING, JobState.CANCELLED)
        assert time.monotonic() - began < SHOWN
        home.seconds_until(lambda job=job: job.ended, STOPPED)
        assert job.state is JobState.CANCELLED
        assert job.outcome is None or job.outcome.result is None
        for pid in workers():
            os.kill(pid, signal.SIGCONT)  # should a deaf one have answered before it fell deaf
        assert home.answer(f"{number}, the next") == expected, phase.__doc__
