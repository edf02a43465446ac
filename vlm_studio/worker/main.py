"""Where a worker process begins. Nothing is imported before standard output is out of everybody's reach."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

if TYPE_CHECKING:
    from vlm_studio.formats.painter import Painter
    from vlm_studio.tasks.context import Context
    from vlm_studio.wire.work import Outcome, Request


def main(lane: str, painter: Callable[[], Painter]) -> NoReturn:
    """Serve the lane ``lane`` (light, heavy or fetch) on standard input and output, then end the process.

    ``painter`` makes the painter of annotated exports when one is needed.
    """
    source, sink = take_pipes()
    from vlm_studio import paths
    from vlm_studio.models.store import ModelStore
    from vlm_studio.worker.loop import Loop
    from vlm_studio.worker.run import Tools, run

    if lane == "light":
        # Its first job is nearly always a picture: what that takes is read while nobody waits for it.
        import vlm_studio.formats.open  # noqa: F401
    tools = Tools(ModelStore(paths.models_folder()), painter)

    def work(request: Request, context: Context) -> Outcome:
        return run(request, context, tools)

    status = Loop(lane, source, sink, work, partial(_capabilities, lane)).serve()
    os._exit(status)  # threads of model libraries must not hold the end up


def _capabilities(lane: str) -> dict[str, Any]:
    if lane != "heavy":
        return {}
    from vlm_studio.inference.devices import describe

    return describe()


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The wire's two ends. What the process prints from now on goes to standard error, and it reads nothing."""
    if os.name == "nt":
        import msvcrt

        for fd in (0, 1):
            msvcrt.setmode(fd, os.O_BINARY)  # type: ignore[attr-defined,unused-ignore]
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(source, "rb", buffering=0), os.fdopen(sink, "wb", buffering=0)
