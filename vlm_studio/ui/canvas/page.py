"""The document on its ground: what of the canvas lies still while a tool works."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.ui.canvas.backing import Manner
from vlm_studio.ui.canvas.damage import LINES
from vlm_studio.ui.canvas.refining import Steps
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.paint.chip_places import WIDEST
from vlm_studio.ui.paint.layer_painter import CHIP_LIMIT
from vlm_studio.ui.paint.picture import BlockImages, draw_checkerboard, draw_raster
from vlm_studio.ui.paint.pixel_grid import draw_pixel_grid
from vlm_studio.ui.paint.stack import Shown, draw_stack, stack_steps
from vlm_studio.ui.paint.style import CHECKS, RIM
from vlm_studio.ui.paint.vector_extents import time_of
from vlm_studio.ui.paint.viewport import Viewport

_CHIPS = 2 * WIDEST, 240.0
"""So far across and down, in pixels of the view, shapes have a say in where chips are."""


class Page:
    """Paints the document of a stage, without what a tool has lifted off it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._images = BlockImages()

    def forget_blocks(self) -> None:
        """Let go of pixels that neither the document nor its history need."""
        self._images.keep_only(self._stage.document.blocks())

    def steps(self, painter: QPainter, view: Viewport, area: QRectF, manner: Manner) -> Steps:
        """Paint what of the view lies in ``area``, a little with each step."""
        stage = self._stage
        self.draw_ground(painter, view, area)
        crowd = stage.scene.count(view.visible)
        style = replace(stage.style, quick=manner.quick, smooth=manner.smooth, crowd=crowd)
        shown = self._reaching(view, area, crowd) if manner.shapes else _nothing
        yield from stack_steps(
            painter,
            stage.document,
            view,
            style,
            self._images,
            shown,
            stage.lifted | stage.covered_objects,
            vectors=manner.shapes,
            covered=stage.covered,
        )
        self.draw_grid(painter, view, area)

    def draw_ground(self, painter: QPainter, view: Viewport, area: QRectF) -> None:
        """What shows through where there is no picture."""
        surround = self._stage.colors.surround
        painter.fillRect(area, surround)
        sheet = view.rect(self._stage.document.bounds())
        _draw_rim(painter, sheet)
        light, dark = _squares(surround)
        if self._waits():
            painter.fillRect(sheet, dark)  # squares would say that the picture is transparent
        else:
            draw_checkerboard(painter, sheet, light, dark)

    def _waits(self) -> bool:
        """Whether there is no picture to be seen yet."""
        document = self._stage.document
        return any(
            isinstance(layer, RasterLayer)
            and document.rough.get(layer.block.path, 0) >= layer.block.levels
            for layer in document.layers.values()
        )

    def draw_picture(
        self, painter: QPainter, layer: RasterLayer, view: Viewport, *, smooth: bool
    ) -> None:
        """One raster layer as it is, whatever its opacity."""
        finest = self._stage.document.rough.get(layer.block.path, 0)
        draw_raster(painter, layer, view, self._images, opacity=1.0, smooth=smooth, finest=finest)

    def draw_grid(self, painter: QPainter, view: Viewport, area: QRectF) -> None:
        """Lines between the pixels when they are large."""
        draw_pixel_grid(painter, view, view.rect(self._stage.document.bounds()), area)

    def _reaching(self, view: Viewport, area: QRectF, crowd: int) -> Shown:
        """What of a layer is painted inside ``area``, wherever it lies itself."""
        across, down = _CHIPS if crowd <= CHIP_LIMIT else (LINES, LINES)
        seen = view.box(area.adjusted(-across, -down, across, down))
        stage = self._stage

        def annotations(layer: AnnotationLayer) -> Sequence[Annotation]:
            found = stage.scene.within(layer, seen)
            if not stage.lifted:
                return found
            return [a for a in found if (layer.id, a.id) not in stage.lifted]

        return annotations

    def load(self, view: Viewport, area: QRectF) -> float:
        """Milliseconds that what is drawn in ``area`` takes at its best, about."""
        if area.isEmpty():
            return 0.0
        box = view.box(area)
        shown = (layer for layer, _ in self._stage.document.shown())
        vectors = sum(time_of(layer, box) for layer in shown if isinstance(layer, VectorLayer))
        return vectors + self._stage.scene.load(box, view.scale * view.ratio)

    def covers(self, view: Viewport) -> bool:
        """Whether the whole document is in sight."""
        sheet = view.rect(self._stage.document.bounds())
        return QRectF(0, 0, view.width, view.height).contains(sheet)

    def colour_at(self, point: QPointF) -> QColor | None:
        """The colour of the visible picture at a point of the document."""
        document = self._stage.document
        x, y = math.floor(point.x()), math.floor(point.y())
        if not (0 <= x < document.width and 0 <= y < document.height):
            return None
        dot = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        dot.fill(Qt.GlobalColor.transparent)
        painter = QPainter(dot)
        view = Viewport(1.0, -x, -y, 1, 1)
        draw_stack(painter, document, view, self._stage.style, self._images, _nothing)
        painter.end()
        colour = dot.pixelColor(0, 0)
        return colour if colour.alpha() else None


def _draw_rim(painter: QPainter, sheet: QRectF) -> None:
    """A dark line around the document."""
    wide, tall = sheet.width() + 2, sheet.height()
    for rim in (
        QRectF(sheet.left() - 1, sheet.top() - 1, wide, 1),
        QRectF(sheet.left() - 1, sheet.bottom(), wide, 1),
        QRectF(sheet.left() - 1, sheet.top(), 1, tall),
        QRectF(sheet.right(), sheet.top(), 1, tall),
    ):
        painter.fillRect(rim, RIM)


def _nothing(layer: AnnotationLayer) -> Sequence[Annotation]:
    return ()


def _squares(surround: QColor) -> tuple[QColor, QColor]:
    """Colours of the checkerboard that go with the ground around it."""
    if surround.lightness() < 128:
        return CHECKS["dark"]
    return CHECKS["light"]
