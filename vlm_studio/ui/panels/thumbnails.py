"""Small pictures of layers."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer
from vlm_studio.document.skeletons import SKELETONS, Pose
from vlm_studio.ui.paint.picture import BlockImages
from vlm_studio.ui.paint.style import category

_MOST = 60
"""Shapes drawn into a thumbnail; more could not be told apart."""


class Thumbnails:
    """Made when first asked for and kept until the layer changes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, float], QPixmap | None] = {}

    def forget(self, layers: Iterable[str]) -> None:
        """These layers look different now."""
        gone = set(layers)
        self._kept = {key: value for key, value in self._kept.items() if key[0] not in gone}

    def of(self, document: Document, layer: Layer, size: int, ratio: float) -> QPixmap | None:
        """The layer in a square of ``size``; ``None`` for groups."""
        key = layer.id, size, ratio
        if key not in self._kept:
            self._kept[key] = self._made(document, layer, size, ratio)
        return self._kept[key]

    def _made(self, document: Document, layer: Layer, size: int, ratio: float) -> QPixmap | None:
        if not isinstance(layer, RasterLayer | AnnotationLayer):
            return None
        result = QPixmap(round(size * ratio), round(size * ratio))
        result.setDevicePixelRatio(ratio)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(layer, RasterLayer):
            _draw_raster(painter, layer, size)
        else:
            _draw_annotations(painter, document, layer, size)
        painter.end()
        return result


def _draw_raster(painter: QPainter, layer: RasterLayer, size: int) -> None:
    image = BlockImages().image(layer.block, layer.block.levels - 1)
    if image is None:
        return
    scale = size / max(image.width(), image.height())
    area = QRectF(0, 0, image.width() * scale, image.height() * scale)
    area.moveCenter(QPointF(size / 2, size / 2))
    painter.drawImage(area, image)


def _draw_annotations(
    painter: QPainter, document: Document, layer: AnnotationLayer, size: int
) -> None:
    scale = size / max(document.width, document.height, 1)
    painter.translate((size - document.width * scale) / 2, (size - document.height * scale) / 2)
    for annotation in document.shown_annotations(layer)[:_MOST]:
        _draw(painter, annotation, scale)


def _draw(painter: QPainter, annotation: Annotation, scale: float) -> None:
    look = category(annotation.label)
    painter.setPen(QPen(look.colour, 1.25))
    painter.setBrush(look.mask_fill)
    shape = annotation.shape
    match shape:
        case Box():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_scaled(shape, scale))
        case Polygon(points=points):
            painter.drawPolygon(QPolygonF([QPointF(p.x * scale, p.y * scale) for p in points]))
        case Pose():
            _draw_pose(painter, shape, scale)
        case _:
            painter.drawRoundedRect(_scaled(shape.bounds(), scale), 3, 3)


def _draw_pose(painter: QPainter, pose: Pose, scale: float) -> None:
    for a, b in SKELETONS[pose.skeleton].bones:
        one, other = pose.joints[a], pose.joints[b]
        if one.score > 0 and other.score > 0:
            painter.drawLine(
                QPointF(one.x * scale, one.y * scale), QPointF(other.x * scale, other.y * scale)
            )


def _scaled(box: Box, scale: float) -> QRectF:
    return QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
