"""What a tool works with: the document, the camera, the selection, and a few ways to speak up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psygnal import Signal
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont

from vlm_studio.document import drawing, edits
from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Point
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui import theme
from vlm_studio.ui.canvas.camera import Camera
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.lane_port import LanePort
from vlm_studio.ui.canvas.mask_port import MaskPort
from vlm_studio.ui.canvas.options import ToolOptions
from vlm_studio.ui.canvas.scene import Scene
from vlm_studio.ui.canvas.selection import Selection
from vlm_studio.ui.paint.style import Style, chip_font
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.writing import TypingRequest


@dataclass(frozen=True)
class Colors:
    """What the canvas takes from the theme."""

    surround: QColor = field(default_factory=lambda: theme.DARK.color("canvas"))
    accent: QColor = field(default_factory=lambda: theme.DARK.color("accent"))
    on_accent: QColor = field(default_factory=lambda: theme.DARK.color("on_accent"))
    panel: QColor = field(default_factory=lambda: theme.DARK.color("panel"))
    text: QColor = field(default_factory=lambda: theme.DARK.color("text"))
    line: QColor = field(default_factory=lambda: theme.DARK.color("line"))


class Stage:
    """One document as the tools see it. The view listens to its signals."""

    refreshed = Signal()
    """What is painted above the document changed."""
    lifted_changed = Signal(object)
    """These annotations (a set of keys) are painted by the tool now, or no longer."""
    label_wanted = Signal(LabelRequest)
    typing_wanted = Signal()
    """A line of text is to be typed: :attr:`typing`."""
    failed = Signal(Text)
    """Something could not be done; one sentence."""
    cursor_changed = Signal()
    tool_done = Signal()
    """The tool in hand was taken up for one thing, which is done: the one before is wanted again."""

    tool_wanted = Signal(str)
    """Another tool goes on with what was begun."""

    def __init__(self, document: Document, selection: Selection, camera: Camera) -> None:
        self.document = document
        self.selection = selection
        self.camera = camera
        self.scene = Scene(document)
        self.colors = Colors()
        self.font = QFont()
        self.masks: MaskPort | None = None
        self.lane: LanePort | None = None
        self.colour_at: Callable[[QPointF], QColor | None] = lambda _: None
        """The colour that is seen at a point of the document."""
        self.options = ToolOptions()
        self.last_label = ""
        self.typing: TypingRequest | None = None
        """The line of text that is being typed."""
        self.pointed: Point | None = None
        """Where the right button was pressed last: what a menu offers is meant for there."""
        self.lifted: frozenset[AnnotationKey] = frozenset()
        self.covered: frozenset[str] = frozenset()
        """Layers in whose place something else is shown for now."""
        self.covered_objects: frozenset[ObjectKey] = frozenset()
        """Vector objects of which the same is true."""
        self.pushing = False
        """Whether the change that is heard right now was made here."""

    @property
    def style(self) -> Style:
        """How annotations are drawn on the canvas."""
        return Style(bounds=self.document.bounds(), font=chip_font(self.font, 11.5))

    def refresh(self) -> None:
        """Paint the tool's own things again."""
        self.refreshed.emit()

    def lift(self, keys: Collection[AnnotationKey]) -> None:
        """Leave these annotations to the tool, which paints them where they are dragged."""
        before, self.lifted = self.lifted, frozenset(keys)
        if before != self.lifted:
            self.lifted_changed.emit(before ^ self.lifted)

    # Looking -----------------------------------------------------------------------------------

    def reach(self, pixels: float = 5.0) -> float:
        """So many pixels of the view in document pixels."""
        return pixels / self.camera.scale

    def clamped(self, point: Point) -> Point:
        """The point of the document that is nearest to ``point``."""
        document = self.document
        return Point(
            min(max(point.x, 0.0), float(document.width)),
            min(max(point.y, 0.0), float(document.height)),
        )

    def annotation(self, key: AnnotationKey) -> Annotation | None:
        return self.document.annotations(key[0]).get(key[1])

    def vector_object(self, key: ObjectKey) -> VectorObject | None:
        return drawing.found(self.document, key)

    def editable(self, layer: str) -> bool:
        """Whether a layer takes edits: it is there, can be seen, and neither it nor a group around it is locked."""
        document = self.document
        if layer not in document.layers or not document.is_shown(layer):
            return False
        while layer:
            if document.layer(layer).locked:
                return False
            layer = document.parent(layer)
        return True

    def shown_selected(self) -> dict[AnnotationKey, Annotation]:
        """What is selected and can be seen."""
        layers = {id for id, _ in self.selection.annotations}
        seen = {layer.id: layer.filter for layer in self.scene.layers() if layer.id in layers}
        found = {}
        for key in sorted(self.selection.annotations):
            annotation = self.annotation(key)
            if annotation and key[0] in seen and seen[key[0]].shows(annotation):
                found[key] = annotation
        return found

    def selected(self) -> dict[AnnotationKey, Annotation]:
        """What is selected and can be seen and edited."""
        layers = set(filter(self.editable, {id for id, _ in self.selection.annotations}))
        return {key: a for key, a in self.shown_selected().items() if key[0] in layers}

    # Changing ----------------------------------------------------------------------------------

    def push(self, change: Change, gesture: object | None = None) -> None:
        """Make a change that no gesture on this canvas needs to be ended for."""
        self.pushing = True
        try:
            self.document.history.push(change, gesture)
        finally:
            self.pushing = False

    def edit(
        self,
        values: Mapping[AnnotationKey, Annotation],
        sentence: Text,
        gesture: object | None = None,
    ) -> None:
        """Put hand-made ``values`` in place of what is there, as one step."""
        change: Change | None = None
        for layer in dict.fromkeys(layer for layer, _ in values):
            mine = [a for key, a in values.items() if key[0] == layer]
            step = edits.edit_annotations(self.document, layer, mine, sentence)
            change = change.then(step) if change else step
        if change is not None:
            self.push(change, gesture)

    def add(self, shapes: Sequence[Shape], label: str, sentence: Text) -> None:
        """Add hand-drawn shapes to the active annotation layer, or to a new one, and select them."""
        self.last_label = label or self.last_label
        layer = self.home(shapes, {label})
        first = self.document.new_annotation_id(layer.id) if layer is not None else 1
        added = [Annotation(first + index, label, shape) for index, shape in enumerate(shapes)]
        if layer is None:
            layer = AnnotationLayer(name=str(text("Annotations")))
            change = edits.insert_layers(
                self.document, [layer], sentence, annotations={layer.id: added}
            )
        else:
            change = edits.set_annotations(self.document, layer.id, added, sentence)
        self.push(change)
        self.selection.select((layer.id, annotation.id) for annotation in added)

    def home(self, shapes: Collection[Shape], labels: Collection[str]) -> AnnotationLayer | None:
        """Where new shapes go: the active annotation layer, else the topmost one that holds no predictions.

        A model's layer takes only kinds of shapes that it holds: no box goes among masks. Layers that are locked,
        hidden, or would not show one of ``shapes`` are passed over.
        """
        active = self.document.layers.get(self.selection.layer or "")
        if isinstance(active, AnnotationLayer) and self._takes(active, shapes, labels):
            held = {type(a.shape) for a in self.document.annotations(active.id).values()}
            if not active.source or held.issuperset(map(type, shapes)):
                return active
        layers = [x for x in self.scene.layers() if not x.source and self._takes(x, shapes, labels)]
        return layers[-1] if layers else None

    def _takes(
        self, layer: AnnotationLayer, shapes: Collection[Shape], labels: Collection[str]
    ) -> bool:
        if not self.editable(layer.id) or not layer.filter.hidden_labels.isdisjoint(labels):
            return False
        any_label = next(iter(labels), "")
        return all(layer.filter.shows(Annotation(0, any_label, shape)) for shape in shapes)
