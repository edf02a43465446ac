"""The designs that wait for one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vlm_studio.document.history import Change
from vlm_studio.tasks.design import DesignRequest
from vlm_studio.tasks.staged import Staged, newest

Places = tuple[tuple[int, Staged], ...]
"""Designs, each with its place among the others."""


@dataclass(frozen=True)
class Taken:
    """A step that took designs in, what they were, and the layers that it made."""

    step: Change
    places: Places
    made: Mapping[str, Staged]


@dataclass
class Tray:
    """The oldest first; only :class:`~vlm_studio.studio.staging.Staging` and its parts change it."""

    designs: tuple[Staged, ...] = ()
    at: int = 0
    """Which of them is looked at."""
    known: dict[DesignRequest, int] = field(default_factory=dict)
    """How many answers came to what was asked for, by its :func:`~vlm_studio.studio.more.subject`."""
    families: dict[DesignRequest, str] = field(default_factory=dict)
    """Of which family the answers to a subject are."""
    taken: list[Taken] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """Ids of those that were taken or thrown away: one that is still read from the disk must not come back."""
    discarded: Places = ()
    """What was thrown away last."""

    @property
    def current(self) -> Staged | None:
        return self.designs[self.at] if self.designs else None

    def add(self, fresh: Sequence[Staged]) -> list[str]:
        """Put ``fresh`` behind the others and look at the first of them; the ids of those for which there is no room."""
        kept = newest((*self.designs, *fresh), len(fresh))
        gone = [staged.id for staged in self.designs if staged not in kept]
        self.designs, self.at = kept, max(0, len(kept) - len(fresh))
        return gone

    def join(self, found: Iterable[Staged]) -> None:
        """Those of ``found``, which waited before, that are not known here wait again in their places."""
        fresh, current = self.unknown(found), self.current
        self.designs = tuple(sorted((*self.designs, *fresh), key=lambda staged: staged.id))
        self.at = self.designs.index(current) if current is not None else 0

    def unknown(self, found: Iterable[Staged]) -> tuple[Staged, ...]:
        """Those of ``found`` that neither wait here nor were taken or thrown away."""
        there = {staged.id for staged in self.designs} | self.gone
        return tuple(staged for staged in found if staged.id not in there)

    def places(self, several: Iterable[Staged]) -> Places:
        """Where ``several`` of the designs are."""
        return tuple((self.designs.index(staged), staged) for staged in several)

    def remove(self, several: Iterable[Staged]) -> set[str]:
        """They wait no longer; their ids."""
        gone = {staged.id for staged in several}
        before = sum(staged.id in gone for staged in self.designs[: self.at])
        self.designs = tuple(staged for staged in self.designs if staged.id not in gone)
        self.at = max(0, min(self.at - before, len(self.designs) - 1))
        self.gone |= gone
        return gone

    def put_back(self, places: Places) -> None:
        """They wait again where they did, and the first of them is looked at."""
        self.gone -= {staged.id for _, staged in places}
        designs = list(self.designs)
        for index, staged in sorted(places, key=lambda place: place[0]):
            designs.insert(index, staged)
        self.designs, self.at = tuple(designs), designs.index(places[0][1])
