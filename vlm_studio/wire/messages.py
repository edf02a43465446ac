"""What the window's process and a worker say to each other, one JSON frame each."""

from __future__ import annotations

from typing import Any

import msgspec

from vlm_studio.wire.work import Outcome, Preview, Request, StepPreview
from vlm_studio.words import Text

PROTOCOL = 1


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """First word to a worker. ``blocks`` is the folder for its blocks; ``full_speed`` leaves its priority alone."""

    protocol: int
    blocks: str
    full_speed: bool = False


class Run(msgspec.Struct, frozen=True, tag="run"):
    """Start a job; only after the one before is done."""

    job: int
    request: Request


class Cancel(msgspec.Struct, frozen=True, tag="cancel"):
    """Stop a job at its next checkpoint; too late is no error."""

    job: int


class Quit(msgspec.Struct, frozen=True, tag="quit"):
    """End in order; the blocks stay with their owner."""


ToWorker = Hello | Run | Cancel | Quit


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """A worker's answer to :class:`Hello`, with what it found on this machine."""

    protocol: int
    capabilities: dict[str, Any]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """How far a job is, 0..1, or ``None`` for unknown. The first one says that the job has begun."""

    job: int
    fraction: float | None
    text: Text | None = None


class Shown(msgspec.Struct, frozen=True, tag="shown"):
    """What can be seen already of what a job will bring."""

    job: int
    preview: Preview | StepPreview


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """Sent every second while a job runs: the worker is alive, however quiet the job."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The end of a job: nothing more is said of it."""

    job: int
    outcome: Outcome


class Log(msgspec.Struct, frozen=True, tag="log"):
    """A line for the window's log, ``level`` as in :mod:`logging`."""

    level: int
    message: str


FromWorker = Ready | Progress | Shown | Beat | Done | Log
