"""The document: a tree of layers, their annotations, and the history of both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from psygnal import Signal

from vlm_studio.document import tree
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.blocks import Block
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change, History, Swap
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer, VectorLayer, new_id
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.tree import ROOT as ROOT
from vlm_studio.document.tree import Leaf
from vlm_studio.words import text

K = TypeVar("K")
V = TypeVar("V")


class DocumentState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document at one moment, as a value that can be sent and saved.

    ``children`` lists layer ids from the bottom up, by parent; ``annotations`` are in the order of their ids.
    ``image`` is the name of the picture file it came from, used as ``file_name`` in exports.
    """

    id: str
    name: str
    width: int
    height: int
    layers: dict[str, Layer] = {}
    children: dict[str, tuple[str, ...]] = {}
    annotations: dict[str, tuple[Annotation, ...]] = {}
    image: str = ""
    extra: dict[str, Any] = {}

    @classmethod
    def of_picture(cls, block: Block, name: str, image: str = "") -> DocumentState:
        """A document of the size of ``block``, which is its only layer; ``image`` is the file it came from."""
        layer = RasterLayer(name=name, block=block)
        return cls(
            id=new_id(),
            name=name,
            width=block.width,
            height=block.height,
            layers={layer.id: layer},
            children={ROOT: (layer.id,)},
            image=image,
        )

    @classmethod
    def of_drawing(
        cls, layer: VectorLayer, width: int, height: int, image: str = ""
    ) -> DocumentState:
        """A document with no other layer than ``layer``; ``image`` is the file it came from."""
        return cls(
            id=new_id(),
            name=layer.name,
            width=width,
            height=height,
            layers={layer.id: layer},
            children={ROOT: (layer.id,)},
            image=image,
        )

    def walk(self, parent: str = ROOT) -> Iterator[Layer]:
        """Every layer from the bottom up, a group before its members."""
        return tree.walk(self.layers, self.children, parent)

    def shown(self) -> Iterator[tuple[Leaf, float]]:
        """See :func:`vlm_studio.document.tree.shown`."""
        return tree.shown(self.layers, self.children)

    def objects(self) -> Iterator[Annotation]:
        """Every annotation that is shown: its layer and groups visible, let through by the layer's filter."""
        for layer, _ in self.shown():
            if isinstance(layer, AnnotationLayer):
                yield from self.shown_annotations(layer)

    def shown_annotations(self, layer: AnnotationLayer) -> tuple[Annotation, ...]:
        """The annotations of ``layer`` that its filter lets through."""
        return tuple(a for a in self.annotations.get(layer.id, ()) if layer.filter.shows(a))

    def digest(self) -> str:
        """A hash of everything that undo must bring back."""
        data = msgspec.json.encode(self, order="deterministic")
        return hashlib.sha256(data).hexdigest()


class Document:
    """What the user makes. It changes only through :attr:`history`, and tells about it with :attr:`changed`."""

    changed = Signal(Change)
    """Emitted after every change, undo and redo, with what was swapped."""

    def __init__(self, state: DocumentState, path: str | None = None) -> None:
        self.id = state.id
        self.name = state.name
        self.path = path
        """The project file, once there is one."""
        self.read_only = False
        """Set for a file of a newer version: it can be looked at and saved under another name."""
        self.width = state.width
        self.height = state.height
        self.image = state.image
        self.extra = dict(state.extra)
        self.rough: Mapping[str, int] = {}
        """The finest mip level that is there of blocks that are still being filled, by path; see :meth:`refine`."""
        self._layers: dict[str, Layer] = dict(state.layers)
        self._children: dict[str, tuple[str, ...]] = {ROOT: (), **state.children}
        self._annotations: dict[str, dict[int, Annotation]] = {
            id: {a.id: a for a in annotations} for id, annotations in state.annotations.items()
        }
        self._shown: dict[str, tuple[Filter, tuple[Annotation, ...]]] = {}
        """What was found last for each layer: several parts of the window ask after every change."""
        self.history = History(self)

    @classmethod
    def empty(cls, name: str, width: int, height: int) -> Document:
        """A document without layers."""
        return cls(DocumentState(new_id(), name, width, height))

    def snapshot(self) -> DocumentState:
        """This moment as a value; cheap, as all its parts are frozen already."""
        return DocumentState(
            id=self.id,
            name=self.name,
            width=self.width,
            height=self.height,
            layers=dict(self._layers),
            children={id: ids for id, ids in self._children.items() if ids},
            annotations={
                id: tuple(by_id[key] for key in sorted(by_id))
                for id, by_id in self._annotations.items()
                if by_id
            },
            image=self.image,
            extra=self.extra,
        )

    # Looking -----------------------------------------------------------------------------------

    @property
    def layers(self) -> Mapping[str, Layer]:
        """Every layer by id."""
        return self._layers

    def layer(self, id: str) -> Layer:
        """The layer ``id``. Raises ``KeyError``."""
        return self._layers[id]

    def children(self, parent: str = ROOT) -> tuple[str, ...]:
        """Ids of the layers in a group, or outermost, from the bottom up."""
        return self._children.get(parent, ())

    def parent(self, id: str) -> str:
        """The group that holds the layer ``id``, or :data:`ROOT`. Raises ``KeyError``."""
        for parent, ids in self._children.items():
            if id in ids:
                return parent
        raise KeyError(id)

    def walk(self, parent: str = ROOT) -> Iterator[Layer]:
        """Every layer from the bottom up, a group before its members."""
        return tree.walk(self._layers, self._children, parent)

    def shown(self) -> Iterator[tuple[Leaf, float]]:
        """See :func:`vlm_studio.document.tree.shown`."""
        return tree.shown(self._layers, self._children)

    def is_shown(self, id: str) -> bool:
        """Whether a layer and every group around it are visible."""
        while id != ROOT:
            if not self._layers[id].visible:
                return False
            id = self.parent(id)
        return True

    def annotations(self, layer: str) -> Mapping[int, Annotation]:
        """The annotations of the layer ``layer`` by id, hidden ones included."""
        return self._annotations.get(layer, {})

    def shown_annotations(self, layer: AnnotationLayer) -> tuple[Annotation, ...]:
        """The annotations of ``layer`` that its filter lets through, in the order of their ids."""
        known = self._shown.get(layer.id)
        if known is None or known[0] != layer.filter:
            by_id, filter = self.annotations(layer.id), layer.filter
            shown = tuple(by_id[id] for id in sorted(by_id) if filter.shows(by_id[id]))
            known = self._shown[layer.id] = (filter, shown)
        return known[1]

    def hidden_by_hand(self, layer: AnnotationLayer) -> list[Annotation]:
        """The hand-made annotations of ``layer`` that its filter hides."""
        several = self.annotations(layer.id).values()
        return [a for a in several if a.by_hand and not layer.filter.shows(a)]

    def new_annotation_id(self, layer: str) -> int:
        """An id that no annotation of the layer has."""
        return max(self.annotations(layer), default=0) + 1

    def labels(self) -> list[str]:
        """Every label in use, sorted."""
        return sorted({a.label for by_id in self._annotations.values() for a in by_id.values()})

    def bounds(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def picture(self, selected: str | None = None) -> PictureRef | None:
        """What **Run** looks at: the raster layer ``selected``, else all visible raster layers; ``None`` if none."""
        layer = self._layers.get(selected) if selected else None
        if isinstance(layer, RasterLayer):
            block = layer.block
            placed = PlacedBlock(block, layer.x, layer.y)
            return PictureRef((placed,), layer.x, layer.y, block.width, block.height, (layer.id,))
        rasters = [(leaf, faded) for leaf, faded in self.shown() if isinstance(leaf, RasterLayer)]
        if not rasters:
            return None
        blocks = (PlacedBlock(r.block, r.x, r.y, faded, r.blend) for r, faded in rasters)
        sources = tuple(raster.id for raster, _ in rasters)
        return PictureRef(tuple(blocks), 0, 0, self.width, self.height, sources)

    def blocks(self) -> set[str]:
        """Paths of every block that this document or its history still needs."""
        layers = (x for x in self._layers.values() if isinstance(x, RasterLayer))
        remembered = (change.blocks() for change in self.history.changes())
        return {layer.block.path for layer in layers}.union(*remembered)

    # Changing ----------------------------------------------------------------------------------

    def apply(self, change: Change) -> None:
        """Swap in what ``change`` holds; only :class:`History` calls this.

        Raises ``ValueError``, and changes nothing, when the present state is not the one it starts from.
        """
        self._check(change)
        _swap_in(self._layers, change.layers)
        _swap_in(self._children, change.children)
        for (layer, id), swap in change.annotations.items():
            self._shown.pop(layer, None)
            by_id = self._annotations.setdefault(layer, {})
            _swap_in(by_id, {id: swap})
        self.changed.emit(change)

    def refine(self, block: Block, finest: int) -> None:
        """The mip levels of ``block`` are there from ``finest`` on; 0 means all of it. Nothing that undo knows."""
        if self.rough.get(block.path, 0) == finest:
            return
        rough = {path: level for path, level in self.rough.items() if path != block.path}
        self.rough = {**rough, block.path: finest} if finest else rough
        same: dict[str, Swap[Layer]] = {
            id: Swap(layer, layer)
            for id, layer in self._layers.items()
            if isinstance(layer, RasterLayer) and layer.block == block
        }
        self.changed.emit(Change(text("Read picture"), layers=same))

    def _check(self, change: Change) -> None:
        stale = any(self._layers.get(id) != swap.before for id, swap in change.layers.items())
        stale |= any(
            (self._children.get(id) or None) != (swap.before or None)
            for id, swap in change.children.items()
        )
        stale |= any(
            self.annotations(layer).get(id) != swap.before
            for (layer, id), swap in change.annotations.items()
        )
        if stale:
            raise ValueError("the change was made for another state of the document")


def _swap_in(target: dict[K, V], swaps: Mapping[K, Swap[V]]) -> None:
    for key, swap in swaps.items():
        if swap.after is None:
            target.pop(key, None)
        else:
            target[key] = swap.after
