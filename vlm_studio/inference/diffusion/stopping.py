"""Hearing of a cancel while a model computes, not only between its steps."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any


@contextlib.contextmanager
def interruptible(pipeline: Any, check: Callable[[], None]) -> Iterator[None]:
    """Call ``check`` before each block of each network of ``pipeline``; it may raise."""

    def before(_module: Any, _inputs: Any) -> None:
        check()

    handles = [block.register_forward_pre_hook(before) for block in _blocks(pipeline)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _blocks(pipeline: Any) -> Iterator[Any]:
    # Members of lists are the layers that a network is a stack of: some dozens, each worth milliseconds.
    from torch.nn import Module, ModuleList

    for part in pipeline.components.values():
        if isinstance(part, Module):
            for module in part.modules():
                if isinstance(module, ModuleList):
                    yield from module
