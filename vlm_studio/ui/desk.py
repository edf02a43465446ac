"""What lies in front of the person: one document, its view and what is selected in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from vlm_studio.document import drawing, merging
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import Lettering
from vlm_studio.words import Text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.selection import Selection
    from vlm_studio.ui.canvas.stage import Stage
    from vlm_studio.ui.canvas.view import CanvasView


@dataclass(frozen=True, slots=True)
class Situation:
    """What actions look at to know whether they can be done now."""

    document: bool = False
    undo: Text | None = None
    redo: Text | None = None
    layers: int = 0
    """How many layers are selected."""
    groups: bool = False
    """Whether a group is selected."""
    merges_visible: bool = False
    """Whether several raster layers are shown."""
    annotation_layer: bool = False
    """Whether the active layer holds annotations."""
    vector_layer: bool = False
    """Whether it holds drawn objects."""
    raster_layer: bool = False
    """Whether the active layer holds pixels."""
    boxes: bool = False
    """Whether there is a layer with boxes to make masks from."""
    shapes: int = 0
    """How many annotations are selected."""
    objects: int = 0
    """How many vector objects are selected."""
    drawn: bool = False
    """Whether one of them has anchors."""
    grouped: bool = False
    """Whether one of them is in a group."""
    anchors: int = 0
    """How many anchors are selected."""
    kinds: frozenset[type] = frozenset()
    """The types of their shapes."""
    on_edge: bool = False
    """Whether the menu's place is on an edge of the selected polygon."""
    on_corner: bool = False
    """Whether it is on a corner of it."""
    comparing: bool = False
    """Whether a line divides the original from what became of it."""
    tool: str = "select"
    busy: bool = False
    """Whether a job waits or runs."""
    images: bool = False
    """Whether pictures of a folder are listed."""
    staged: int = 0
    """How many designs wait for the document."""
    staging: bool = False
    """Whether their row is shown."""
    discarded: bool = False
    """Whether some were thrown away that can be brought back."""
    earlier: bool = False
    """Whether some wait for documents that cannot be opened again."""
    design_layer: bool = False
    """Whether the active layer is a design that a model made."""
    keep_zoom: bool = False
    """Whether they are all seen alike."""
    designing: bool = False
    """Whether Run makes designs."""
    layers_in_hand: bool = False
    """Whether keys are for the layer list now."""

    @property
    def objects_in_hand(self) -> int:
        """How many objects verbs for objects or layers are about."""
        return 0 if self.layers_in_hand else self.objects


class Desk:
    """Panels listen here and need not know which document is in front."""

    switched = Signal()
    """Another document is in front, or none."""
    changed = Signal(Change)
    """The document in front changed."""
    history = Signal()
    """Its undo steps, or whether it is saved, changed."""
    selected = Signal()
    """Another layer or other annotations are selected."""

    def __init__(self) -> None:
        self.view: CanvasView | None = None
        self.document: Document | None = None
        self._off: list[Callable[[], Any]] = []

    @property
    def selection(self) -> Selection | None:
        """What is selected in the document in front."""
        return self.view.selection if self.view is not None else None

    @property
    def stage(self) -> Stage | None:
        """What the tools work on, once there is a view."""
        return self.view.stage if self.view is not None else None

    @property
    def layer(self) -> Layer | None:
        """The active layer."""
        if self.document is None or self.selection is None or self.selection.layer is None:
            return None
        return self.document.layers.get(self.selection.layer)

    def box_layer(self) -> AnnotationLayer | None:
        """The active layer if it holds annotations, else the topmost one that shows a box."""
        if isinstance(self.layer, AnnotationLayer) or self.document is None:
            return self.layer if isinstance(self.layer, AnnotationLayer) else None
        for layer in reversed(list(self.document.walk())):
            if isinstance(layer, AnnotationLayer) and self.document.is_shown(layer.id):
                shown = self.document.shown_annotations(layer)
                if any(isinstance(annotation.shape, Box) for annotation in shown):
                    return layer
        return None

    def show(self, document: Document | None, view: CanvasView | None) -> None:
        """Put a document and its view in front."""
        for off in self._off:
            off()
        self._off = []
        self.document, self.view = document, view
        if document is not None and view is not None:
            self._follow(document.changed, self._changed)
            self._follow(document.history.changed, self._history_changed)
            self._follow(view.selection.changed, self._selection_changed)
        self.switched.emit()

    def _changed(self, change: Change) -> None:
        self.changed.emit(change)

    def _history_changed(self) -> None:
        self.history.emit()

    def _selection_changed(self) -> None:
        self.selected.emit()

    def _follow(self, signal: Any, slot: Callable[..., Any]) -> None:
        signal.connect(slot)
        self._off.append(lambda: signal.disconnect(slot))

    def select_layers(self, ids: Sequence[str]) -> None:
        """Select layers; the last one is the active one."""
        if self.selection is not None:
            self.selection.select_layers(tuple(ids))

    def situation(self, *, busy: bool = False) -> Situation:
        """The present moment, for actions."""
        document, selection = self.document, self.selection
        if document is None or selection is None:
            return Situation(busy=busy)
        objects = drawing.found_all(document, selection.objects).values()
        alive = [id for id in selection.layers if id in document.layers]
        on_edge, on_corner = self._pointed()
        return Situation(
            document=True,
            undo=document.history.undo_text,
            redo=document.history.redo_text,
            layers=len(alive),
            groups=any(isinstance(document.layer(id), GroupLayer) for id in alive),
            merges_visible=len(merging.visible(document)) > 1,
            annotation_layer=isinstance(self.layer, AnnotationLayer),
            vector_layer=isinstance(self.layer, VectorLayer),
            raster_layer=isinstance(self.layer, RasterLayer),
            boxes=self.box_layer() is not None,
            shapes=len(selection.annotations),
            objects=len(selection.objects),
            drawn=any(not isinstance(each.shape, Lettering) for each in objects),
            grouped=any(each.group for each in objects),
            anchors=len(selection.anchors),
            kinds=_kinds(document, selection),
            on_edge=on_edge,
            on_corner=on_corner,
            comparing=self.view is not None and self.view.comparing,
            tool=self.view.tool if self.view is not None else "select",
            busy=busy,
        )

    def _pointed(self) -> tuple[bool, bool]:
        """Whether the place that a menu was opened for is on an edge, and on a corner, of the selected polygon."""
        stage = self.stage
        if stage is None or stage.pointed is None:
            return False, False
        from vlm_studio.ui.canvas.tools import vertices

        edge, corner = (
            look(stage, stage.pointed) for look in (vertices.edge_at, vertices.corner_at)
        )
        return edge is not None, corner is not None


_LOOKED_AT = 500
"""Of more selected shapes than this the others are taken to be like them: looking at all would be felt."""


def _kinds(document: Document, selection: Selection) -> frozenset[type]:
    some = itertools.islice(selection.annotations, _LOOKED_AT)
    found = (document.annotations(layer).get(id) for layer, id in some)
    return frozenset(type(annotation.shape) for annotation in found if annotation is not None)
