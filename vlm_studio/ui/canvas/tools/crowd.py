"""Outlines of very many selected shapes: boxes, painted once for as long as nothing changes."""

from __future__ import annotations

import math

from PySide6.QtGui import QImage, QPainter

from vlm_studio.document.history import AnnotationKey
from vlm_studio.ui.canvas import arrays
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.viewport import Viewport

_MANY = 200
_LINE = 2.0


class SelectedCrowd:
    """Paints what is selected when it is much."""

    def __init__(self) -> None:
        self._keys: frozenset[AnnotationKey] = frozenset()
        self._at: tuple[Viewport, int, int] | None = None
        self._image = QImage()

    def paint(self, painter: QPainter, stage: Stage) -> bool:
        """Paint the selection of ``stage``; ``False`` when it is so small that every shape can have its own outline."""
        keys = stage.selection.annotations
        if len(keys) <= _MANY or not arrays.ready():
            return False
        view = stage.camera.viewport
        at = view, stage.scene.revision, stage.colors.accent.rgba()
        if keys is not self._keys or at != self._at:
            self._image = _drawn(stage, view)
            self._keys, self._at = keys, at
        painter.drawImage(0, 0, self._image)
        return True


def _drawn(stage: Stage, view: Viewport) -> QImage:
    import numpy as np

    from vlm_studio.ui.paint.many_boxes import boxes_image

    parts = stage.scene.edges(stage.selection.annotations)
    edges = np.concatenate([np.empty((0, 4)), *(np.reshape(part, (-1, 4)) for part in parts)]).T
    scale = view.scale * view.ratio
    corner = np.array([[view.dx], [view.dy], [view.dx], [view.dy]]) * view.ratio
    size = math.ceil(view.width * view.ratio), math.ceil(view.height * view.ratio)
    line = max(1, round(_LINE * view.ratio))
    image = boxes_image(edges * scale + corner, *size, stage.colors.accent, line)
    image.setDevicePixelRatio(view.ratio)
    return image
