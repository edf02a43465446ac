"""How each picture of a list is seen: its zoom and place are kept, the tool and the kind of layer go along."""

from __future__ import annotations

from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, Layer
from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.ui.canvas.camera import Pose
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.desk import Desk


class ImageViews:
    """Dresses the views of a list's pictures as they are made (:meth:`follow`)."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk
        self._poses: dict[Picture, Pose | None] = {}
        self._last: Pose | None = None

    def follow(self, view: CanvasView) -> None:
        """A view was made; the one before is still in front."""
        document = view.document
        picture = self._studio.images.of(document) if document is not None else None
        if document is None or picture is None:
            return
        before = self._desk.document
        if before is not None and self._desk.view is not None and self._studio.images.of(before):
            view.set_tool(self._desk.view.tool)
            self._select_alike(view, document, self._desk.layer)
        kept = self._studio.settings.keep_zoom
        pose = self._last if kept else self._poses.get(picture)

        def moved() -> None:
            self._poses[picture] = self._last = view.camera.pose

        def shown() -> None:
            if self._desk.view is view:
                self._desk.switched.disconnect(shown)
                if pose is not None:
                    view.camera.take(pose)
                view.camera.moved.connect(moved)

        self._desk.switched.connect(shown)  # only then does the view have its size
        shown()

    def _select_alike(self, view: CanvasView, document: Document, layer: Layer | None) -> None:
        alike = [other.id for other in document.walk() if _kind(other) == _kind(layer)]
        if alike:
            view.selection.select_layers(alike[-1:])


def _kind(layer: Layer | None) -> tuple[type, str]:
    task = layer.source.task if isinstance(layer, AnnotationLayer) and layer.source else ""
    return type(layer), task
