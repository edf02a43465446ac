"""One worker process: its pipes and the threads that serve them, so that nobody ever blocks on them."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from vlm_studio.log import logger
from vlm_studio.wire.frames import FROM_WORKER, BrokenWire, encode_frame, read_frame, write_all
from vlm_studio.wire.messages import PROTOCOL, FromWorker, Hello, Log, Ready, ToWorker


@dataclass(frozen=True)
class Ended:
    """The worker says nothing more. ``broken`` tells what was wrong with the wire, if that was the reason;
    ``status`` is its exit status, negative for a signal, ``None`` when it still runs.
    """

    broken: str = ""
    status: int | None = None


Event = FromWorker | Ended | None
"""What :meth:`WorkerProcess.next` hears; ``None`` is silence or a nudge."""


class WorkerProcess:
    """A started worker. Make it on a thread that lives as long as the program: the kernel ends the worker
    when the thread that started it ends.
    """

    def __init__(self, name: str, command: Sequence[str], hello: Hello) -> None:
        """Start ``command`` and greet it. Raises ``OSError`` when it cannot be started."""
        self._name = name
        self._folder = Path(hello.blocks)
        self.capabilities: dict[str, Any] | None = None
        """What the worker said of itself; ``None`` until it answered."""
        self.gone = False
        """Whether :class:`Ended` was or is about to be heard."""
        self._inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._complaints: deque[bytes] = deque(maxlen=100)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # Ctrl-C in a terminal is the program's to handle
            creationflags=0x08000000 if os.name == "nt" else 0,  # CREATE_NO_WINDOW
        )
        self.pid = self._process.pid
        self._collecting = self._thread(self._collect)
        self._thread(self._read)
        self._thread(self._write)
        self.send(hello)

    def _thread(self, target: Any) -> threading.Thread:
        name = f"{self._name} {target.__name__.strip('_')}"
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def send(self, message: ToWorker) -> None:
        """Send without waiting; a worker that is gone does not hear it. Raises as ``encode_frame``."""
        self._outbox.put(encode_frame(message, self._folder))

    def next(self, timeout: float | None) -> Event:
        """What the worker said next, or ``None`` after ``timeout`` seconds or a :meth:`nudge`."""
        try:
            return self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def nudge(self) -> None:
        """Let a waiting :meth:`next` return; any thread."""
        self._inbox.put(None)

    def kill(self) -> None:
        """End it at once, also a stopped one."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def wait(self, timeout: float) -> bool:
        """Whether it has ended within ``timeout`` seconds."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def complaints(self) -> str:
        """The last lines it wrote to standard error."""
        self._collecting.join(0.2)
        return b"".join(tuple(self._complaints)).decode(errors="replace")

    def _read(self) -> None:
        stdout = cast("BinaryIO", self._process.stdout)
        broken = ""
        try:
            while (message := read_frame(stdout, FROM_WORKER, self._folder)) is not None:
                self._heard(message)
        except (BrokenWire, OSError) as error:
            broken = str(error)
        self.gone = True
        if not broken:
            self.wait(0.5)
        self._inbox.put(Ended(broken, self._process.returncode))
        self._outbox.put(None)
        self._process.wait()
        stdout.close()

    def _heard(self, message: FromWorker) -> None:
        if isinstance(message, Log):
            logger.log(message.level, "%s worker: %s", self._name, message.message)
            return
        if isinstance(message, Ready) != (self.capabilities is None):
            raise BrokenWire(f"{type(message).__name__} is out of order")
        if isinstance(message, Ready):
            if message.protocol != PROTOCOL:
                raise BrokenWire(f"the worker speaks protocol {message.protocol}, not {PROTOCOL}")
            self.capabilities = message.capabilities
        self._inbox.put(message)

    def _write(self) -> None:
        stdin = cast("BinaryIO", self._process.stdin)
        with contextlib.suppress(OSError):  # it is gone; the reader tells
            while (frame := self._outbox.get()) is not None:
                write_all(stdin, frame)
        with contextlib.suppress(OSError):
            stdin.close()

    def _collect(self) -> None:
        with cast("IO[bytes]", self._process.stderr) as stderr:
            while line := stderr.readline(10_000):
                self._complaints.append(line)
