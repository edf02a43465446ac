"""The program itself: its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AppCommands:
    """Each opens a dialog."""

    search: Callable[[], object]
    settings: Callable[[], object]
    shortcuts: Callable[[], object]
    keyboard: Callable[[], object]
    about: Callable[[], object]
    trace: Callable[[], object]
