"""Designs between being made and being taken: a tray of them for each document, kept on the disk as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from psygnal import Signal

from vlm_studio.document.blocks import blocks_in
from vlm_studio.document.document import Document
from vlm_studio.document.history import Change
from vlm_studio.errors import StudioError
from vlm_studio.jobs import accept
from vlm_studio.studio import more
from vlm_studio.studio.earlier import Earlier
from vlm_studio.studio.forming import FormingPictures, corner
from vlm_studio.studio.keeping import Keeping
from vlm_studio.studio.tray import Places, Taken, Tray
from vlm_studio.tasks.design import DesignRequest, Designs
from vlm_studio.tasks.staged import Staged, new_id
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.studio.base import Base


class Staging:
    """Trays by document. A design that is taken in goes back to its tray when that step is undone."""

    changed = Signal(str)
    """What waits for the document with this id, or which of it is looked at, is something else now."""
    arrived = Signal(str)
    """Something that was asked for has come for it."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._trays: dict[str, Tray] = {}
        self._off: dict[str, Callable[[], None]] = {}
        self.forming = FormingPictures()
        self.disk = Keeping(base)
        self.earlier = Earlier(base, self)
        base.closed.connect(self._closed)
        base.saved.connect(self._saved)
        base.needs(self.blocks)

    def tray(self, document: Document | None) -> Tray:
        """What waits for ``document``."""
        return self._trays.get(document.id if document else "", Tray())

    def tray_of(self, document: Document) -> Tray:
        """The same, to be changed by those who tell of it."""
        return self._trays.setdefault(document.id, Tray())

    def _changed(self, document: Document) -> None:
        self.changed.emit(document.id)

    def blocks(self) -> set[str]:
        """Pixels of designs that wait, or may come back."""
        several: list[Staged] = []
        for tray in self._trays.values():
            several += [*tray.designs, *(staged for _, staged in tray.discarded)]
        return set().union(*(blocks_in(staged.design.placed) for staged in several))

    def add(self, document: Document, request: DesignRequest, found: Designs) -> None:
        """What ``request`` brought waits from now on, and the first of it is looked at."""
        tray = self.tray_of(document)
        subject = more.subject(request)
        tray.known[subject] = tray.known.get(subject, 0) + len(found.designs)
        place, family = request.place, tray.families.setdefault(subject, new_id())
        there = {(each.design.kind, each.design.objects) for each in tray.designs}
        fresh = [
            Staged(new_id(), design, *corner(document, request, design.width, design.height),
                   place.layer if place else "", family, request)
            for design in found.designs
            if design.placed is not None or (design.kind, design.objects) not in there
        ]  # fmt: skip
        if not fresh:
            self._base.notify(text("Nothing came that is not there already."), "info", document)
            return
        self.disk.keep(document, fresh, tray.add(fresh))
        self._changed(document)
        self.arrived.emit(document.id)

    # Looking -----------------------------------------------------------------------------------

    def choose(self, document: Document, index: int) -> None:
        """Look at another one; beyond the ends it stays."""
        tray = self.tray(document)
        index = max(0, min(index, len(tray.designs) - 1))
        if index != tray.at and tray.designs:
            tray.at = index
            self._changed(document)

    # Deciding ----------------------------------------------------------------------------------

    def accept(self, document: Document, several: Sequence[Staged]) -> tuple[str, ...]:
        """Take designs into the document as one step; the ids of the layers they are in."""
        if not several:
            return ()
        try:
            seen = self._seen(document, several)
            hidden = self.under(document, seen)
            change, made = accept.accepted(document, several, seen, hidden)
        except StudioError as error:
            self._base.notify(error.text, "warning", document)
            return ()
        places = self.tray(document).places(several)
        self._follow(document)
        document.history.push(change)
        self.tray(document).taken.append(Taken(change, places, made))
        self._remove(document, several)
        return tuple(made)

    def _seen(self, document: Document, several: Sequence[Staged]) -> Staged:
        """Which of those that are taken together is to be seen."""
        current = self.tray(document).current
        return current if current is not None and current in several else several[0]

    def under(self, document: Document, staged: Staged) -> tuple[str, ...]:
        """Layers that were taken before, as they were made, in whose place ``staged`` stands."""
        return tuple(
            id
            for taken in self.tray(document).taken
            for id, other in taken.made.items()
            if staged.instead_of(other) and accept.untouched(document, id, other)
        )

    def discard(self, document: Document, several: Sequence[Staged]) -> None:
        """Throw designs away; the last ones that were can be brought back."""
        if several:
            self.tray(document).discarded = self.tray(document).places(several)
            self._remove(document, several)

    def bring_back(self, document: Document) -> None:
        """What was thrown away last waits again."""
        tray = self.tray(document)
        places, tray.discarded = tray.discarded, ()
        self._put_back(document, places)

    def _remove(self, document: Document, several: Iterable[Staged]) -> None:
        gone = self.tray(document).remove(several)
        self.disk.keep(document, gone=sorted(gone))
        self._changed(document)

    def _put_back(self, document: Document, places: Places) -> None:
        if places:
            self.tray_of(document).put_back(places)
            self.disk.keep(document, [staged for _, staged in places])
            self._changed(document)

    # Undo --------------------------------------------------------------------------------------

    def _follow(self, document: Document) -> None:
        if document.id in self._off:
            return

        def changed(change: Change) -> None:
            self._document_changed(document, change)

        document.changed.connect(changed)
        self._off[document.id] = lambda: document.changed.disconnect(changed)

    def _document_changed(self, document: Document, change: Change) -> None:
        for taken in self.tray(document).taken:
            if change == taken.step.turned():
                self._put_back(document, taken.places)
            elif change == taken.step:
                self._remove(document, [staged for _, staged in taken.places])

    # More --------------------------------------------------------------------------------------

    def more_like(self, document: Document, staged: Staged) -> DesignRequest | None:
        """What to ask for to get others near ``staged``; ``None``, with a notice, when that cannot be."""
        try:
            request = more.more_like(document, staged)
        except StudioError as error:
            self._base.notify(error.text, "warning", document)
            return None
        subject, tray = more.subject(request), self.tray(document)
        tray.families[subject] = staged.family
        known = tray.known.get(subject, 0)
        return more.further(request, staged, known)

    # Following ---------------------------------------------------------------------------------

    def _closed(self, document: Document) -> None:
        if off := self._off.pop(document.id, None):
            off()
        self._trays.pop(document.id, None)

    def _saved(self, document: Document) -> None:
        if self.tray(document).designs:
            self.disk.keep(document)
