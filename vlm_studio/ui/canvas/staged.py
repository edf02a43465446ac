"""A design over the document, in its place, as it would look if it were taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.ui.canvas.stage import Colors
from vlm_studio.ui.paint.picture import BlockImages, draw_raster
from vlm_studio.ui.paint.style import DARK
from vlm_studio.ui.paint.vectors import draw_vectors
from vlm_studio.ui.paint.viewport import Viewport


class StagedPreview:
    """The layers that a design becomes, or the picture as far as it is painted; and a frame around its artboard."""

    def __init__(
        self,
        artboard: Box,
        layers: Sequence[RasterLayer | VectorLayer] = (),
        forming: QImage | None = None,
        *,
        covers: frozenset[str] = frozenset(),
        covers_objects: frozenset[ObjectKey] = frozenset(),
    ) -> None:
        """It stands in the place of the layers ``covers`` and of the vector objects ``covers_objects``."""
        self.covers = covers
        self.covers_objects = covers_objects
        self._artboard = artboard
        self._layers = layers
        self._forming = forming
        self._images = BlockImages()

    def paint(self, painter: QPainter, view: Viewport, colors: Colors) -> None:
        """``painter`` is in view coordinates."""
        frame = view.rect(self._artboard)
        painter.save()
        if self._forming is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, self._forming)
        for layer in self._layers:
            if isinstance(layer, RasterLayer):
                draw_raster(painter, layer, view, self._images, opacity=1.0, smooth=True)
            else:
                draw_vectors(painter, layer, view, 1.0)
        _draw_frame(painter, frame, colors.accent)
        painter.restore()


def _draw_frame(painter: QPainter, frame: QRectF, accent: QColor) -> None:
    """Dashes in the accent on a dark line, so that they are seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(DARK, 1))
    painter.drawRect(frame)
    dashes = QPen(accent, 1)
    dashes.setDashPattern([6.0, 4.0])
    painter.setPen(dashes)
    painter.drawRect(frame)
