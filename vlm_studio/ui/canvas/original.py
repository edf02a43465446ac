"""The picture as it came, without anything that was added to it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.ui.canvas.backing import Manner
from vlm_studio.ui.canvas.page import Page
from vlm_studio.ui.canvas.refining import Steps
from vlm_studio.ui.paint.viewport import Viewport


class Original:
    """Paints the lowest raster layer of a page, whether it is visible or not."""

    def __init__(self, page: Page, document: Document) -> None:
        self._page = page
        self._document = document

    def steps(self, painter: QPainter, view: Viewport, area: QRectF, manner: Manner) -> Steps:
        """Paint what of the view lies in ``area``."""
        self._page.draw_ground(painter, view, area)
        layer = original_layer(self._document)
        if layer is not None:
            plain = msgspec.structs.replace(layer, blend="svg:src-over")
            self._page.draw_picture(painter, plain, view, smooth=manner.smooth)
        self._page.draw_grid(painter, view, area)
        yield

    def load(self, view: Viewport, area: QRectF) -> float:
        """A picture alone is always painted at once."""
        return 0.0

    def covers(self, view: Viewport) -> bool:
        """Whether the whole document is in sight."""
        return self._page.covers(view)


def original_layer(document: Document) -> RasterLayer | None:
    """The lowest raster layer: the picture that everything else was added to."""
    return next((layer for layer in document.walk() if isinstance(layer, RasterLayer)), None)
