"""Designs between being made and being taken: a tray of them for each document, kept on the disk as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psygnal import Signal

from vlm_studio.document.blocks import Block, blocks_in
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change
from vlm_studio.errors import StudioError
from vlm_studio.jobs import accept
from vlm_studio.jobs.job import Job
from vlm_studio.paths import staging_folder
from vlm_studio.studio import more
from vlm_studio.studio.keeping import Keeping
from vlm_studio.tasks.design import DesignRequest, Designs, PaintRequest
from vlm_studio.tasks.staged import Staged, new_id, newest
from vlm_studio.wire.staging import DesignsFound
from vlm_studio.wire.work import Preview, StepPreview
from vlm_studio.words import plural_text, text

if TYPE_CHECKING:
    from vlm_studio.studio.base import Base

_Places = tuple[tuple[int, Staged], ...]
"""Designs, each with its place among the others."""


@dataclass(frozen=True)
class Taken:
    """A step that took designs in, what they were, and the layers that it made."""

    step: Change
    places: _Places
    made: Mapping[str, Staged]


@dataclass
class Tray:
    """The designs that wait for one document, the oldest first; only :class:`Staging` changes it."""

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
    looked: bool = False
    """Whether the disk was asked what waits."""
    discarded: _Places = ()
    """What was thrown away last."""

    @property
    def current(self) -> Staged | None:
        return self.designs[self.at] if self.designs else None


@dataclass(frozen=True)
class Forming:
    """A picture as far as it is painted, small, and where it will lie in its document."""

    document: Document
    artboard: Box
    block: Block


class Staging:
    """Trays by document. A design that is taken in goes back to its tray when that step is undone."""

    changed = Signal(str)
    """What waits for the document with this id, or which of it is looked at, is something else now."""
    arrived = Signal(str)
    """Something that was asked for has come for it."""

    formed = Signal(Forming)
    """A picture that is being painted has come further."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._forming: set[int] = set()
        self._trays: dict[str, Tray] = {}
        self._off: dict[str, Callable[[], None]] = {}
        self.disk = Keeping(base)
        self.earlier = 0
        """How many designs wait for documents that nobody can open again."""
        self._told = False
        base.opened.connect(self._opened)
        base.closed.connect(self._closed)
        base.saved.connect(self._saved)
        base.needs(self.blocks)

    def tray(self, document: Document | None) -> Tray:
        """What waits for ``document``."""
        return self._trays.get(document.id if document else "", Tray())

    def blocks(self) -> set[str]:
        """Pixels of designs that wait, or may come back."""
        several: list[Staged] = []
        for tray in self._trays.values():
            several += [*tray.designs, *(staged for _, staged in tray.discarded)]
        return set().union(*(blocks_in(staged.design) for staged in several))

    def add(self, document: Document, request: DesignRequest, found: Designs) -> None:
        """What ``request`` brought waits from now on, and the first of it is looked at."""
        tray = self._trays.setdefault(document.id, Tray())
        subject = more.subject(request)
        tray.known[subject] = tray.known.get(subject, 0) + len(found.designs)
        place, family = request.place, tray.families.setdefault(subject, new_id())
        there = {(each.design.kind, each.design.objects) for each in tray.designs}
        fresh = [
            Staged(new_id(), design, *_corner(document, request, design.width, design.height),
                   place.layer if place else "", family, request)
            for design in found.designs
            if design.placed is not None or (design.kind, design.objects) not in there
        ]  # fmt: skip
        if not fresh:
            self._base.notify(text("Nothing came that is not there already."), "info", document)
            return
        kept = newest((*tray.designs, *fresh), len(fresh))
        gone = [staged.id for staged in tray.designs if staged not in kept]
        tray.designs, tray.at = kept, max(0, len(kept) - len(fresh))
        self.disk.keep(document, fresh, gone)
        self.changed.emit(document.id)
        self.arrived.emit(document.id)

    def shows(self, document: Document, job: Job, preview: Preview | StepPreview) -> None:
        """``job`` is at a picture for ``document``."""
        if isinstance(preview, StepPreview) and isinstance(job.request, DesignRequest):
            self._forming.add(job.id)
            artboard = _artboard(document, job.request)
            self.formed.emit(Forming(document, artboard, preview.block))

    def forms(self, job: Job) -> bool:
        """Whether something of what ``job`` paints was seen; after its end it is so once."""
        seen = job.id in self._forming
        if job.ended:
            self._forming.discard(job.id)
        return seen

    # Looking -----------------------------------------------------------------------------------

    def choose(self, document: Document, index: int) -> None:
        """Look at another one; beyond the ends it stays."""
        tray = self.tray(document)
        index = max(0, min(index, len(tray.designs) - 1))
        if index != tray.at and tray.designs:
            tray.at = index
            self.changed.emit(document.id)

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
        places = self._places(document, several)
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
            self.tray(document).discarded = self._places(document, several)
            self._remove(document, several)

    def bring_back(self, document: Document) -> None:
        """What was thrown away last waits again."""
        tray = self.tray(document)
        places, tray.discarded = tray.discarded, ()
        self._put_back(document, places)

    def _places(self, document: Document, several: Iterable[Staged]) -> _Places:
        designs = self.tray(document).designs
        return tuple((designs.index(staged), staged) for staged in several)

    def _remove(self, document: Document, several: Iterable[Staged]) -> None:
        tray, gone = self.tray(document), {staged.id for staged in several}
        before = sum(staged.id in gone for staged in tray.designs[: tray.at])
        tray.designs = tuple(staged for staged in tray.designs if staged.id not in gone)
        tray.at = max(0, min(tray.at - before, len(tray.designs) - 1))
        tray.gone |= gone
        self.disk.keep(document, gone=sorted(gone))
        self.changed.emit(document.id)

    def _put_back(self, document: Document, places: _Places) -> None:
        if not places:
            return
        tray = self._trays.setdefault(document.id, Tray())
        tray.gone -= {staged.id for _, staged in places}
        designs = list(tray.designs)
        for index, staged in sorted(places, key=lambda place: place[0]):
            designs.insert(index, staged)
        tray.designs, tray.at = tuple(designs), designs.index(places[0][1])
        self.disk.keep(document, [staged for _, staged in places])
        self.changed.emit(document.id)

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

    def take_earlier(self, document: Document) -> None:
        """What waits for documents that nobody can open again waits for ``document`` from now on."""
        self._find(document, earlier=True)

    # The disk ----------------------------------------------------------------------------------

    def _opened(self, document: Document) -> None:
        if staging_folder().is_dir():
            tray = self._trays.setdefault(document.id, Tray())
            if not tray.looked:
                tray.looked = True
                self._find(document)

    def _find(self, document: Document, *, earlier: bool = False) -> None:
        def found(result: DesignsFound) -> None:
            if document in self._base.documents:
                self._count_earlier(document, result.earlier)
                self._found(document, result.designs)

        self.disk.find(document, found, earlier=earlier)

    def _count_earlier(self, document: Document, count: int) -> None:
        if count and not self._told:
            self._told = True
            sentence = plural_text(
                "{n} design of an unsaved document is kept. The menu Run brings it here.",
                "{n} designs of unsaved documents are kept. The menu Run brings them here.",
                count,
            )
            self._base.notify(sentence, "info", document)
        self.earlier = count

    def _found(self, document: Document, designs: Sequence[Staged]) -> None:
        tray = self._trays.setdefault(document.id, Tray())
        there = {staged.id for staged in tray.designs} | tray.gone
        fresh = tuple(staged for staged in designs if staged.id not in there)
        current = tray.current
        tray.designs = tuple(sorted((*tray.designs, *fresh), key=lambda staged: staged.id))
        tray.at = tray.designs.index(current) if current is not None else 0
        self.changed.emit(document.id)

    def _closed(self, document: Document) -> None:
        if off := self._off.pop(document.id, None):
            off()
        self._trays.pop(document.id, None)

    def _saved(self, document: Document) -> None:
        if self.tray(document).designs:
            self.disk.keep(document)


def _artboard(document: Document, request: DesignRequest) -> Box:
    """Where what ``request`` asks for will lie in the document."""
    width, height = request.width, request.height
    if isinstance(request, PaintRequest) and request.mask is not None and request.picture:
        width, height = request.picture.width, request.picture.height
    return Box(*_corner(document, request, width, height), width, height)


def _corner(document: Document, request: DesignRequest, width: int, height: int) -> tuple[int, int]:
    """Where in the document an artboard of that size lies."""
    if isinstance(request, PaintRequest) and request.picture is not None:
        return request.picture.x, request.picture.y
    if request.place is not None:
        return request.place.x, request.place.y
    return (document.width - width) // 2, (document.height - height) // 2
