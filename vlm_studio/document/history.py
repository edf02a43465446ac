"""Undo as values: a change holds what was and what is; undoing swaps the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from psygnal import Signal

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Polygon
from vlm_studio.document.layers import Layer, RasterLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.document.vectors import segments
from vlm_studio.words import Text

if TYPE_CHECKING:
    from vlm_studio.document.document import Document

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Swap(Generic[V]):
    """A value before and after; ``None`` where it does not exist."""

    before: V | None
    after: V | None

    def turned(self) -> Swap[V]:
        return Swap(self.after, self.before)


AnnotationKey = tuple[str, int]
"""Layer id and annotation id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One user action: everything it touched, by id.

    ``children`` maps a group's id (or :data:`~vlm_studio.document.tree.ROOT`) to its layers' ids from
    the bottom up.
    """

    text: Text
    layers: Mapping[str, Swap[Layer]] = field(default_factory=dict)
    children: Mapping[str, Swap[tuple[str, ...]]] = field(default_factory=dict)
    annotations: Mapping[AnnotationKey, Swap[Annotation]] = field(default_factory=dict)
    _cost: int = field(default=-1, init=False, repr=False, compare=False)

    def turned(self) -> Change:
        """The change that takes this one back."""
        return replace(
            self,
            layers={id: swap.turned() for id, swap in self.layers.items()},
            children={id: swap.turned() for id, swap in self.children.items()},
            annotations={key: swap.turned() for key, swap in self.annotations.items()},
        )

    def then(self, later: Change) -> Change:
        """This change and a ``later`` one as a single step with this one's sentence."""
        return replace(
            self,
            layers=_chained(self.layers, later.layers),
            children=_chained(self.children, later.children),
            annotations=_chained(self.annotations, later.annotations),
        )

    @property
    def empty(self) -> bool:
        """Whether nothing would be different afterwards."""
        groups = (self.layers, self.children, self.annotations)
        return all(s.before == s.after for swaps in groups for s in swaps.values())

    @property
    def cost(self) -> int:
        """Bytes that remembering this change keeps alive, about, with the pixels that it took away.

        Pixels that it brought belong to the document, or to the step that took them away again.
        """
        if self._cost < 0:  # the history asks after every step
            object.__setattr__(self, "_cost", self._measured())
        return self._cost

    def _measured(self) -> int:
        cost = 200 + sum(
            60 * len(s.before or ()) + 60 * len(s.after or ()) for s in self.children.values()
        )
        for layer_swap in self.layers.values():
            cost += 400
            lost, kept = layer_swap.before, layer_swap.after
            if isinstance(lost, RasterLayer) and not (
                isinstance(kept, RasterLayer) and kept.block == lost.block
            ):
                cost += lost.block.nbytes
            if isinstance(lost, VectorLayer):
                cost += _of_vectors(lost, kept)
        for swap in self.annotations.values():
            cost += 100 + _size(swap.before) + _size(swap.after)
        return cost

    def blocks(self) -> frozenset[str]:
        """Paths of the blocks of the raster layers that it touched."""
        layers = (layer for swap in self.layers.values() for layer in (swap.before, swap.after))
        return frozenset(layer.block.path for layer in layers if isinstance(layer, RasterLayer))


def _of_vectors(lost: VectorLayer, kept: Layer | None) -> int:
    """Bytes of the objects that only ``lost`` holds."""
    still = {id(each) for each in kept.objects} if isinstance(kept, VectorLayer) else set()
    gone = [each for each in lost.objects if id(each) not in still]
    return 8 * len(lost.objects) + 500 * len(gone) + 150 * segments(gone)


def _chained(first: Mapping[K, Swap[V]], later: Mapping[K, Swap[V]]) -> dict[K, Swap[V]]:
    merged = dict(first)
    for key, swap in later.items():
        merged[key] = Swap(merged[key].before, swap.after) if key in merged else swap
    return merged


def _size(annotation: Annotation | None) -> int:
    if annotation is None:
        return 0
    match annotation.shape:
        case Mask(counts=counts):
            return 200 + len(counts)
        case Polygon(points=points):
            return 200 + 100 * len(points)
        case Pose(joints=joints):
            return 200 + 100 * len(joints)
        case _:
            return 250


class History:
    """The changes of one document: push, undo, redo, and whether the file on disk is up to date."""

    changed = Signal()
    """Something was pushed, undone, redone or saved."""
    dropped = Signal(frozenset)
    """Steps are no longer remembered that may have been the last to need these blocks (their paths)."""

    def __init__(self, document: Document, budget: int = 512 * 2**20) -> None:
        """``budget`` is in bytes; the oldest steps are forgotten beyond it, the newest never is."""
        self._document = document
        self._budget = budget
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._gesture: object | None = None
        self._forgotten: Change | None = None
        """The newest step that is no longer remembered: the name of the oldest state that can be reached."""
        self._saved: Change | None = None

    def push(self, change: Change, gesture: object | None = None) -> None:
        """Do ``change``. Pushes in a row with the same ``gesture`` (one drag of a slider) become one step.

        Raises ``ValueError`` when the document is not in the state that ``change`` starts from.
        """
        if change.empty:
            return
        self._document.apply(change)
        gone, self._undone = self._undone, []
        if gesture is not None and gesture == self._gesture and self._done:
            change = self._done.pop().then(change)
        if change.empty:  # the gesture came back to where it began
            gesture = None
        else:
            self._done.append(change)
        self._gesture = gesture
        gone += self._forget()
        self.changed.emit()
        blocks = frozenset[str]().union(*(step.blocks() for step in gone))
        if blocks:
            self.dropped.emit(blocks)

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self._done:
            change = self._done.pop()
            self._document.apply(change.turned())
            self._undone.append(change)
            self._ended()

    def redo(self) -> None:
        """Do the step again that was taken back last, if there is one."""
        if self._undone:
            change = self._undone.pop()
            self._document.apply(change)
            self._done.append(change)
            self._ended()

    def mark_saved(self, at: Change | None) -> None:
        """The file on disk holds the state after the step ``at`` (see :attr:`last`)."""
        self._saved = at
        self._gesture = None
        self.changed.emit()

    @property
    def last(self) -> Change | None:
        """The newest step that is done: the name of the present state."""
        return self._done[-1] if self._done else self._forgotten

    @property
    def dirty(self) -> bool:
        """Whether there is anything that the file on disk does not hold."""
        return self.last is not self._saved

    @property
    def undo_text(self) -> Text | None:
        return self._done[-1].text if self._done else None

    @property
    def redo_text(self) -> Text | None:
        return self._undone[-1].text if self._undone else None

    @property
    def cost(self) -> int:
        """Bytes kept alive for undo and redo, about."""
        undone = (change.turned().cost for change in self._undone)
        return sum(change.cost for change in self._done) + sum(undone)

    def changes(self) -> tuple[Change, ...]:
        """Every step that can be undone or redone."""
        return (*self._done, *reversed(self._undone))

    def _ended(self) -> None:
        self._gesture = None
        self.changed.emit()

    def _forget(self) -> list[Change]:
        """Let go of the oldest steps that are over the budget; returns them."""
        costs = [change.cost for change in self._done]
        total, count = sum(costs), 0
        while count < len(costs) - 1 and total > self._budget:
            total -= costs[count]
            count += 1
        gone, self._done = self._done[:count], self._done[count:]
        self._forgotten = gone[-1] if gone else self._forgotten
        return gone
