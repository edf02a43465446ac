"""The table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.pairs import Ratio


@dataclass(frozen=True)
class Line:
    """One thing measured: a ratio, or a number of its own, with the ``target`` it should not pass.

    ``at_least`` turns the target round: more is better.
    """

    name: str
    value: float | Ratio
    target: float | None = None
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> str:
        """Whether the target is met, also at the bad end of the interval."""
        if self.target is None:
            return ""
        if isinstance(self.value, Ratio):
            middle, worst = self.value.median, self.value.low if self.at_least else self.value.high
        else:
            middle = worst = self.value
        if self._good(worst):
            return "yes"
        return "about" if self._good(middle) else "NO"

    def _good(self, value: float) -> bool:
        assert self.target is not None
        return value >= self.target if self.at_least else value <= self.target

    def cells(self) -> tuple[str, ...]:
        """Name, value, interval, target, met, note."""
        value, interval = self.value, ""
        if isinstance(value, Ratio):
            interval = f"{value.low:.3f}..{value.high:.3f}"
            value = value.median
        sign = ">=" if self.at_least else "<="
        target = "" if self.target is None else f"{sign} {self.target:g}"
        return (self.name, f"{_number(value)} {self.unit}", interval, target, self.met, self.note)


def ratio(
    name: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    target: float | None,
    note: str = "",
    *,
    at_least: bool = False,
) -> Line:
    """The line of a ratio, pair by pair."""
    return Line(name, Ratio.of(ours, theirs), target, at_least=at_least, note=note)


def show(lines: Sequence[Line]) -> str:
    """All lines as one table of plain text."""
    head = ("what", "measured", "95 %", "target", "met", "")
    rows = [head, *(line.cells() for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in rows)


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
