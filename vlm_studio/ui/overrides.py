"""Errors in methods that Qt calls, kept from ending the process on Python 3.11."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def guard() -> None:
    """From now on classes that derive from Qt's have their overrides guarded.

    Before Python 3.12 an error that the interpreter itself raises (a missing key, too few values) is no object until
    somebody catches it, and PySide6 6.12.0 takes it for one: the process ends. Caught once, it arrives as any other.
    """
    QObject.__init_subclass__ = classmethod(_guard_class)  # type: ignore[assignment, method-assign, arg-type]


def _guard_class(cls: type, **_: Any) -> None:
    qt = [base for base in cls.__mro__[1:] if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and name[0] != "_" and any(name in vars(b) for b in qt):
            setattr(cls, name, _caught_once(method))


def _caught_once(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def override(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except BaseException:
            raise

    return override
