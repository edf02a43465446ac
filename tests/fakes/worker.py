"""A real worker whose jobs are scripts: it runs the program's own loop on its own pipes.

A script is the path of an :class:`OpenRequest` or, where the lane may not cut it off at once, the model of a
:class:`PullRequest`: a verb and its arguments, separated by blanks. Run it with a lane's name.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

from vlm_studio.worker.main import take_pipes

SOURCE, SINK = take_pipes()

from vlm_studio.errors import JobCancelled, StudioError  # noqa: E402
from vlm_studio.tasks.context import Context  # noqa: E402
from vlm_studio.wire.frames import encode_frame, write_all  # noqa: E402
from vlm_studio.wire.messages import Done, Progress  # noqa: E402
from vlm_studio.wire.work import (  # noqa: E402
    Exported,
    OpenRequest,
    Outcome,
    PullRequest,
    Request,
)
from vlm_studio.words import text  # noqa: E402
from vlm_studio.worker.loop import Loop  # noqa: E402
from vlm_studio.worker.run import failure  # noqa: E402

COMMAND = [sys.executable, __file__]
"""Append a lane's name."""


def echo(context: Context, *words: str) -> Exported:
    print("a stray line on standard output")
    return Exported(words)


def priority(context: Context) -> Exported:
    return Exported((str(os.sched_getscheduler(0)), str(os.nice(0))))


def pid(context: Context) -> Exported:
    return Exported((str(os.getpid()),))


def modules(context: Context) -> Exported:
    return Exported(tuple(sorted(sys.modules)))


def big(context: Context, size: str) -> Exported:
    return Exported(("x" * int(size),))


def steps(context: Context, fifo: str) -> Exported:
    """One checkpoint for each line that is written to ``fifo``, until it is closed."""
    seen = []
    with Path(fifo).open() as lines:
        for line in lines:
            seen.append(line.strip())
            context.checkpoint(len(seen) / 10, text("Step {n}", n=len(seen)))
    return Exported(tuple(seen))


def spin(context: Context) -> Exported:
    """Checkpoints without end."""
    pause = threading.Event()
    count = 0
    while True:
        context.checkpoint(None, text("Round {n}", n=count))
        count += 1
        pause.wait(0.002)


def blocks(context: Context, count: str) -> Exported:
    """Blocks of 1 MiB, then checkpoints without end."""
    for _ in range(int(count)):
        context.blocks.new(512, 512)
    return spin(context)


def paint(context: Context, numbers: str) -> Exported:
    """Shows a block of one pixel for each of ``numbers``, which are pictures."""
    for number in map(int, numbers.split(",")):
        context.show(context.blocks.new(1, 1), number)
    return Exported(())


def parent(context: Context) -> Exported:
    """Starts a process, as a download does, and ends it when it is asked to stop."""
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as child:
        try:
            context.checkpoint(0.5, text("Child {pid}", pid=child.pid))
            return spin(context)
        finally:
            child.kill()


def deaf(context: Context) -> Exported:
    """Alive, but never at a checkpoint."""
    context.checkpoint(0.5, text("Deaf"))
    threading.Event().wait()
    return Exported(())


def frozen(context: Context) -> Exported:
    """In a C call that keeps the GIL and uses no CPU."""
    context.checkpoint(0.5, text("Frozen"))
    ctypes.PyDLL(None).sleep(1000)
    return Exported(())


def toil(context: Context, flag: str) -> Exported:
    """In C calls that keep the GIL and use CPU, until ``flag`` exists."""
    context.checkpoint(0.5, text("Toil"))
    buffer = ctypes.create_string_buffer(1 << 28)
    libc = ctypes.PyDLL(None)
    sys.setswitchinterval(1000)  # nobody else gets the GIL between two calls either
    while libc.access(flag.encode(), 0) != 0:
        libc.memset(buffer, 1, len(buffer))
    sys.setswitchinterval(0.005)
    return Exported(())


def die(context: Context, number: str) -> Exported:
    context.checkpoint(0.5, text("Dying"))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.kill(os.getpid(), int(number))
    threading.Event().wait()
    return Exported(())


def leave(context: Context, status: str, mark: str = "") -> Exported:
    print("leaving now", file=sys.stderr, flush=True)
    os._exit(int(status))


def garbage(context: Context, data: str) -> Exported:
    """``data`` is in hexadecimal digits."""
    SINK.write(bytes.fromhex(data))
    threading.Event().wait()
    return Exported(())


def liar(context: Context) -> Exported:
    """Says that another job is done."""
    write_all(SINK, encode_frame(Done(10**6, Outcome("succeeded"))))
    threading.Event().wait()
    return Exported(())


def tattler(context: Context) -> Exported:
    """Tells of the progress of another job."""
    write_all(SINK, encode_frame(Progress(10**6, 0.5)))
    threading.Event().wait()
    return Exported(())


def studio(context: Context) -> Exported:
    raise StudioError(text("The picture is upside down."))


def memory(context: Context) -> Exported:
    raise MemoryError


def bug(context: Context) -> Exported:
    raise ZeroDivisionError("a bug")


def recurse(context: Context) -> Exported:
    return recurse(context)


def unspeakable(context: Context) -> Exported:
    return Exported((object(),))  # type: ignore[arg-type]


def run(request: Request, context: Context) -> Outcome:
    assert isinstance(request, OpenRequest | PullRequest)
    script = request.path if isinstance(request, OpenRequest) else request.model
    verb, *words = script.split(" ")
    try:
        return Outcome("succeeded", globals()[verb](context, *words))
    except JobCancelled:
        return Outcome("cancelled")
    except BaseException as error:
        return failure(request, error, 0.0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os._exit(Loop(sys.argv[1], SOURCE, SINK, run).serve())
