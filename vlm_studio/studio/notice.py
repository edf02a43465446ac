"""One sentence for the bar above the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vlm_studio.words import Text

Kind = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button beside a sentence: what it says, and what it does."""

    text: Text
    take: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """``document`` is the id of the document it is about, if it is about one. With ``choices`` it stays until one of them
    is taken or it is closed.
    """

    text: Text
    kind: Kind = "info"
    document: str | None = None
    choices: tuple[Choice, ...] = ()
