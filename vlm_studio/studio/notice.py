"""One sentence for the bar above the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vlm_studio.words import Text

Kind = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """``document`` is the id of the document it is about, if it is about one."""

    text: Text
    kind: Kind = "info"
    document: str | None = None
