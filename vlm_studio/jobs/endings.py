"""What is said when a worker did not bring a job to its end."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from vlm_studio.jobs.worker_process import Ended
from vlm_studio.words import Text, text

NOT_STARTED = text("The worker process could not be started.")
QUARANTINED = text("This crashed the worker three times and will not be tried again as it is.")
NOT_RESPONDING = text("Not responding")

_CRASHED = text("The worker crashed at this job. It was started again and other work goes on.")
_OUT_OF_MEMORY = text("The system ended the worker, most likely because memory ran out.")
_LEFT = text("The worker ended before the job was done. It was started again.")
_BROKEN = text("The worker answered in a way that makes no sense. It was started again.")
_SILENT = text("The worker no longer responded. It was ended and started again.")


@dataclass(frozen=True)
class Death:
    """Why a worker is no good any more; ``counts`` when the job may be to blame."""

    sentence: Text
    details: str
    counts: bool = True


def of_end(end: Ended, answered: bool) -> Death:
    """The death of a worker that ended by itself, perhaps before it ever ``answered``."""
    status = end.status
    if not answered:
        return Death(NOT_STARTED, end.broken or _status(status), counts=False)
    if end.broken:
        return of_broken_wire(end.broken)
    if status is None or status >= 0:
        return Death(_LEFT, _status(status))
    killed = status == -getattr(signal, "SIGKILL", 9)
    return Death(_OUT_OF_MEMORY if killed else _CRASHED, _status(status))


def of_broken_wire(reason: str) -> Death:
    """The death of a worker that must be killed because it does not keep to the protocol."""
    return Death(_BROKEN, reason)


def of_silence(reason: str) -> Death:
    """The death of a worker that was ended because it will not speak again."""
    return Death(_SILENT, reason)


CANCELLED = Death(text("Cancelled"), "cancelled", counts=False)
"""The worker was ended because its job did not stop by itself."""


def _status(status: int | None) -> str:
    if status is None:
        return "the worker closed its output"
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"ended by signal {-status}"
