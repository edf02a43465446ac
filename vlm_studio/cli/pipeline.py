"""Reading, working and writing at the same time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

_AHEAD = 2  # pictures read before their turn: enough to hide decoding, and the memory of two more pictures


def overlapped(
    items: Iterable[A], read: Callable[[A], B], work: Callable[[B], C], write: Callable[[C], None]
) -> None:
    """``write(work(read(item)))`` for every item, in order, each stage while the others go on.

    ``read`` and ``write`` run on a thread of their own, ``work`` on the caller's. What a stage raises
    ends the whole, after what was under way.
    """
    reading: deque[Future[B]] = deque()
    writing: deque[Future[None]] = deque()
    remaining = iter(items)
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        try:
            while True:
                while len(reading) < _AHEAD and (item := next(remaining, _END)) is not _END:
                    reading.append(reader.submit(read, item))  # type: ignore[arg-type]
                if not reading:
                    break
                result = work(reading.popleft().result())
                writing.append(writer.submit(write, result))
                while len(writing) > _AHEAD:
                    writing.popleft().result()
            for future in writing:
                future.result()
        finally:
            for waiting in reading:
                waiting.cancel()


_END = object()
