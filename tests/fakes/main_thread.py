"""A main thread for tests: calls arrive in a queue and run when the test waits for something."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

Call = Callable[[], None]


class MainThread:
    """Give :meth:`post` to whatever wants to come home to the main thread."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self.count = 0
        """Calls that were run."""
        self.slowest = 0.0
        """Seconds of the longest call."""

    def post(self, call: Call) -> None:
        self._calls.put(call)

    def until(self, condition: Callable[[], object], seconds: float = 20.0) -> None:
        """Run what arrives until ``condition`` holds; fails after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, f"not so within {seconds} s"
            try:
                call = self._calls.get(timeout=min(left, 0.02))
            except queue.Empty:
                continue
            began = time.monotonic()
            call()
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.count += 1

    def let_pass(self, seconds: float) -> None:
        """Run what arrives for that long: a fault strikes at a random moment."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, seconds + 20)
