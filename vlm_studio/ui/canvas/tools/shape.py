"""What the tools that draw new shapes share: a draft that waits for its label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Tool
from vlm_studio.ui.canvas.tools.handles import draw_outline, draw_selected
from vlm_studio.ui.paint.shapes import draw_shape
from vlm_studio.words import Text, text


class ShapeTool(Tool):
    """A tool for new shapes. Nothing is pushed before the label is accepted, and then everything in one step."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._named: Sequence[Shape] = ()
        self._request: LabelRequest | None = None

    @property
    def drafting(self) -> bool:
        return self.dragging or bool(self._named)

    def propose(self, *shapes: Shape, label: str | None = None) -> None:
        """Ask what ``shapes`` are called (``label`` is offered, by default the last one used), then add them."""
        stage = self.stage

        def accepted(label: str) -> None:
            self._forget()
            name: str | Text = label or text("annotation")
            stage.add(shapes, label, text("Draw {label}", label=name))

        place = stage.camera.viewport.rect(shapes[0].bounds())
        offered = stage.last_label if label is None else label
        title = text("Name the annotation")
        self._named = shapes
        self._request = LabelRequest(place, offered, title, accepted, self._forget)
        stage.refresh()
        stage.label_wanted.emit(self._request)

    def withdraw(self) -> bool:
        """Drop the shape that waits for its label; ``False`` when there is none."""
        if self._request is None:
            return False
        self._request.cancel()
        return True

    def _forget(self) -> None:
        self._named, self._request = (), None
        self.stage.refresh()

    def cancel(self) -> bool:
        return self.withdraw()

    def paint(self, painter: QPainter) -> None:
        stage = self.stage
        view = stage.camera.viewport
        shown = list(stage.shown_selected().values())
        if not self.drafting:
            draw_selected(painter, shown, view, stage.colors)
        for shape in self._named:
            draft = Annotation(0, stage.last_label, shape)
            draw_shape(painter, draft, view, stage.style)
            draw_outline(painter, draft, view, stage.colors.accent, 2)
