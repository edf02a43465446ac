"""Asking for designs in words: which models can be asked, a page to begin on, and what was asked for before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from psygnal import Signal

from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.layers import VectorLayer, new_id
from vlm_studio.document.vectors import Rectangle, VectorObject
from vlm_studio.jobs.job import Job
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import Abilities, Design, DesignRequest, Designs
from vlm_studio.tasks.names import ENCODER
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.studio.design_history import DesignHistory
    from vlm_studio.studio.design_wish import DesignWish
    from vlm_studio.studio.painters import DesignModel

LIBRARY = "icon-library"
"""The architecture of what finds and composes; other models that sketch invent."""
_SKETCH = "text-to-sketch"
_PAPER = "#ffffff"
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Maker:
    """A choice of what makes designs: one model, or all of those that sketch (then ``id`` is empty).

    One that paints says in ``painter`` what it can do.
    """

    id: str
    name: Text
    cards: tuple[Card, ...]
    painter: DesignModel | None = None

    @property
    def sketches(self) -> bool:
        """Whether it draws strokes."""
        return self.painter is None

    @property
    def abilities(self) -> Abilities | None:
        """What it can paint; ``None`` for one that sketches, and while nobody knows."""
        return self.painter.abilities if self.painter is not None else None

    @property
    def invents(self) -> bool:
        """Whether another seed gives another result."""
        return any(card.architecture != LIBRARY for card in self.cards)


class Designing:
    """Descriptions are remembered with their settings."""

    pictured = Signal(str, Design)
    """The best of the designs that came first of an entry of the history."""

    def __init__(
        self,
        store: ModelStore,
        painters: Callable[[], Iterable[DesignModel]],
        submit: Callable[..., Job],
        add: Callable[[Document], None],
    ) -> None:
        """``submit`` asks for designs for a document, ``add`` takes in a document."""
        self._store = store
        self._painters = painters
        self._submit = submit
        self._add = add

    @cached_property
    def history(self) -> DesignHistory:
        """Read when it is first wanted."""
        from vlm_studio.studio.design_history import load

        return load()

    # Models ------------------------------------------------------------------------------------

    def makers(self) -> list[Maker]:
        """What can make designs here, or could if its files were got."""
        cards = [card for card in self._store.cards() if _SKETCH in card.tasks]
        made = [Maker(card.id, _sketcher_name(card), (card,)) for card in cards]
        ready = [card for card in cards if self._store.state(card.id) == "ready"]
        if len(ready) > 1:
            made.insert(1, Maker("", text("Sketches (found and invented)"), tuple(ready)))
        painters = (
            Maker(each.card.id, _named(each), (each.card,), each) for each in self._painters()
        )
        return [*made, *painters]

    def lacking(self, maker: Maker) -> list[Card]:
        """The models whose files have to be got before ``maker`` can be asked."""
        needed = [*maker.cards, *([self._store.card(ENCODER)] if maker.sketches else [])]
        return [card for card in needed if self._store.state(card.id) != "ready"]

    # Asking ------------------------------------------------------------------------------------

    def ask(
        self,
        wish: DesignWish,
        requests: Sequence[DesignRequest],
        document: Document,
        *,
        first: bool = False,
    ) -> list[Job]:
        """Ask for designs for ``document`` and remember ``wish``; ``first`` goes before waiting jobs."""
        ended = partial(self._ended, self.history.remember(wish).id)
        return [self._submit(document, each, first=first, then=ended) for each in requests]

    def new_document(self, words: str, width: int, height: int) -> Document:
        """An empty white page that is called by what is going to stand on it."""
        sheet = VectorObject(1, Rectangle(0, 0, width, height), fill=_PAPER)
        layer = VectorLayer(name=str(text("Paper")), objects=(sheet,), locked=True)
        state = DocumentState(
            id=new_id(),
            name=shortened(words),
            width=width,
            height=height,
            layers={layer.id: layer},
            children={ROOT: (layer.id,)},
        )
        document = Document(state)
        self._add(document)
        return document

    def _ended(self, entry: str, job: Job) -> None:
        result = job.outcome.result if job.outcome is not None else None
        found = result.designs if isinstance(result, Designs) else ()
        if found and not self.history.thumbnail(entry).exists():
            self.pictured.emit(entry, found[0])


def _named(painter: DesignModel) -> Text:
    return text("{name} (painted)", name=painter.card.name)


def _sketcher_name(card: Card) -> Text:
    if card.architecture == LIBRARY:
        return text("{name} (found and composed)", name=text("Sketch library"))
    return text("{name} (invented)", name=text(card.name))


def shortened(words: str) -> str:
    """``words`` in one line that is short enough for a title."""
    line = " ".join(words.split())
    if len(line) <= _SHORT:
        return line
    return line[:_SHORT].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
