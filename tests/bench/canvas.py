"""Our canvas, offscreen, with polygons on an 8K picture; and what Qt alone does with the same."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QWidget

import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None
from tests.bench import tour
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.document.layers import AnnotationLayer, Layer, RasterLayer
from vlm_studio.ui.canvas.camera import Pose
from vlm_studio.ui.canvas.view import CanvasView

LAYER = "shapes"


def application() -> QApplication:
    """The one there is."""
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    return found


def document(count: int, blocks: BlockFolder, *, picture: bool = True) -> Document:
    """``count`` polygons, on the 8K picture of :mod:`tests.bench.tour`."""
    layers: dict[str, Layer] = {}
    if picture:
        block = blocks.store(tour.pixels(), mips=True)
        layers["picture"] = RasterLayer(name="Picture", block=block, id="picture")
    annotations = {}
    if count:
        layers[LAYER] = AnnotationLayer(name="Shapes", id=LAYER)
        annotations[LAYER] = tuple(
            Annotation(id, label, Polygon(tuple(Point(x, y) for x, y in corners)))
            for id, (label, corners) in enumerate(tour.outlines(count), 1)
        )
    state = DocumentState(
        "bench", "bench", tour.WIDTH, tour.HEIGHT, layers, {"": tuple(layers)}, annotations
    )
    return Document(state)


@contextlib.contextmanager
def canvas(shown: Document) -> Iterator[CanvasView]:
    """A view of 1600 x 900 on a document, everything painted."""
    app = application()
    view = CanvasView()
    view.resize(*tour.VIEW)
    view.show()
    view.set_document(shown)
    app.processEvents()
    view.finish_painting()
    view.repaint()
    yield view
    view.set_document(None)
    view.close()


def walk(view: CanvasView) -> list[float]:
    """Milliseconds of each frame of the tour: the move, the painting, and a slice of what is made better meanwhile."""
    app, spent = application(), []
    for scale, x, y in tour.places():
        began = time.perf_counter()
        view.camera.take(Pose(scale, x, y))
        view.repaint()
        app.processEvents()
        spent.append((time.perf_counter() - began) * 1000)
    view.finish_painting()
    return spent


class Blit(QWidget):
    """Draws one image of its own size: what a frame costs at the least."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(*tour.VIEW)
        self._image = QImage(*tour.VIEW, QImage.Format.Format_RGBA8888)
        self._image.fill(QColor("#345678"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)

    def walk(self) -> list[float]:
        """Milliseconds of each of as many frames as the tour has."""
        app, spent = application(), []
        for _ in tour.places():
            began = time.perf_counter()
            self.repaint()
            app.processEvents()
            spent.append((time.perf_counter() - began) * 1000)
        return spent


class Items(QGraphicsView):
    """The picture and one graphics item for each shape."""

    def __init__(self, count: int) -> None:
        self._shown = QGraphicsScene()
        super().__init__(self._shown)
        self.setFrameStyle(0)
        self.resize(*tour.VIEW)
        pixels = tour.pixels()
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, QImage.Format.Format_RGBA8888)
        self._shown.addPixmap(QPixmap.fromImage(image))
        pen = QPen(QColor("#56b4e9"), 2)
        pen.setCosmetic(True)
        for _, corners in tour.outlines(count):
            self._shown.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]), pen)

    def walk(self) -> list[float]:
        """Milliseconds of each frame of the tour."""
        app, spent = application(), []
        for scale, x, y in tour.places():
            began = time.perf_counter()
            self.resetTransform()
            self.scale(scale, scale)
            self.centerOn(x, y)
            self.viewport().repaint()
            app.processEvents()
            spent.append((time.perf_counter() - began) * 1000)
        return spent
