"""How a picture is traced."""

from __future__ import annotations

import msgspec


class Tracing(msgspec.Struct, frozen=True):
    """In ``colours``, or dark on light. ``detail`` and ``smoothness`` are 0..1; without any there are only corners."""

    colours: bool = True
    detail: float = 0.5
    smoothness: float = 0.5
