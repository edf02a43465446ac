"""The widget below the canvas: shows a document through a camera and follows its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from psygnal import SignalInstance
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from vlm_studio.document import drawing
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.ui.canvas.backing import Backing
from vlm_studio.ui.canvas.camera import Camera
from vlm_studio.ui.canvas.compare import Compare
from vlm_studio.ui.canvas.damage import Places, place_of, touched
from vlm_studio.ui.canvas.page import Page
from vlm_studio.ui.canvas.selection import Selection
from vlm_studio.ui.canvas.stage import Colors, Stage
from vlm_studio.ui.paint.layer_painter import CHIP_LIMIT

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.staged import StagedPreview

_REST = 140
"""Milliseconds without movement after which everything is painted as well as it can be."""


class Surface(QWidget):
    """One document as it is seen. What a tool paints above it is the business of ``_paint_above``."""

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selection = Selection()
        self.camera = Camera()
        self._stage: Stage | None = None
        self._page: Page | None = None
        self._colors = Colors()
        self._crowded = False
        self._off: list[Callable[[], object]] = []
        self._backing: Backing | None = None
        self._compare: Compare | None = None
        self._staged: StagedPreview | None = None
        self._origin = QPoint()
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self.update)
        self._idle = QTimer(self, interval=0)
        """Runs while something can be painted better than it is."""
        self._idle.timeout.connect(self._refine)
        self.camera.moved.connect(self._camera_moved)
        self.selection.changed.connect(self._repaint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)

    # What it shows -----------------------------------------------------------------------------

    @property
    def stage(self) -> Stage | None:
        """The document with its selection and camera, for ``commands`` and ``clipboard``."""
        return self._stage

    @property
    def document(self) -> Document | None:
        return self._stage.document if self._stage else None

    def _show(self, document: Document | None) -> None:
        """Show another document, fitted, with nothing selected; or none."""
        for off in self._off:
            off()
        self._off, self._stage, self._page = [], None, None
        self._backing = self._compare = self._staged = None
        self.selection.select_layers(())
        if document is not None:
            stage = self._stage = Stage(document, self.selection, self.camera)
            stage.colors, stage.font = self._colors, self.font()
            page = self._page = Page(stage)
            stage.colour_at = page.colour_at
            self._follow(document.history.dropped, lambda _blocks: page.forget_blocks())
            self._backing = Backing(self._page)
            self._compare = Compare(self._page, document)
            self._follow(document.changed, self._document_changed)
            self._follow(stage.refreshed, self._repaint)
            self._follow(stage.lifted_changed, self._lifted)
            self.camera.look_at(document.bounds())
        self.update()

    def set_colors(self, colors: Colors) -> None:
        """Take the theme's colours."""
        self._colors = colors
        if self._stage is not None:
            self._stage.colors = colors
        if self._compare is not None:
            self._compare.outdate()
        self._outdate()

    def colour_at(self, point: QPointF) -> QColor | None:
        """The colour of the visible picture at a point of the document; ``None`` outside it or where it is empty."""
        return self._page.colour_at(point) if self._page else None

    # Following ---------------------------------------------------------------------------------

    def _follow(self, signal: SignalInstance, slot: Callable[..., object]) -> None:
        """Listen to something of the document that is shown, for as long as it is."""
        signal.connect(slot)
        self._off.append(lambda: signal.disconnect(slot))

    def _document_changed(self, change: Change) -> None:
        stage, page = self._stage, self._page
        if stage is None or page is None:
            return
        stage.scene.follow(change)
        document = stage.document
        alive = [key for key in self.selection.annotations if stage.annotation(key)]
        there = drawing.found_all(document, self.selection.objects)
        self.selection.keep_only(document.layers, alive, there)
        if change.layers:
            page.forget_blocks()
            if self._compare is not None:
                self._compare.outdate()
        self._outdate(touched(stage, change, self.camera.viewport))

    def _lifted(self, keys: Iterable[AnnotationKey]) -> None:
        if self._stage is not None:
            self._outdate(place_of(self._stage, keys, self.camera.viewport))

    def _outdate(self, places: Places = None) -> None:
        """What lies in ``places`` (everywhere by default) looks different now."""
        if self._backing is not None:
            self._backing.invalidate(places)
        self.update()

    def show_staged(self, preview: StagedPreview | None) -> None:
        """Show a design over the document, or none."""
        self._staged = preview
        stage = self._stage
        layers = preview.covers if preview else frozenset[str]()
        objects = preview.covers_objects if preview else frozenset[ObjectKey]()
        if stage is None or (stage.covered, stage.covered_objects) == (layers, objects):
            self.update()
        else:
            stage.covered, stage.covered_objects = layers, objects
            self._outdate()

    def _repaint(self) -> None:
        self.update()

    def _camera_moved(self) -> None:
        self._rest.start()
        self.zoom_changed.emit(self.camera.scale)
        self.update()

    # Painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._stage is None or self._backing is None:
            painter.fillRect(self.rect(), self._colors.surround)
            return
        moving = self._rest.isActive()
        view = self.camera.viewport
        crowded = self._stage.scene.count(view.visible) > CHIP_LIMIT
        if crowded != self._crowded and not moving:
            self._crowded = crowded
            self._backing.invalidate()
        painter.drawPixmap(0, 0, self._backing.pixmap(view, moving=moving))
        if self._staged is not None:
            self._staged.paint(painter, view, self._colors)
        self._paint_above(painter)
        if self._compare is not None:
            self._compare.paint(painter, view, self._colors, self.font(), moving=moving)
        if self._backing.rough:
            self._idle.start()

    def _refine(self) -> None:
        """Paint a little of what can be better."""
        if self._backing is None or not self._backing.rough:
            self._idle.stop()
        elif self._backing.refine(moving=self._rest.isActive()):
            self.update()

    def finish_painting(self) -> None:
        """Show everything at its best now, for somebody who takes a picture of the window."""
        self._rest.stop()
        if self._backing is not None:
            self._backing.finish(self.camera.viewport)
        self.update()

    def _paint_above(self, painter: QPainter) -> None:
        """Paint what does not lie still; ``painter`` is in view coordinates."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    def _measure(self) -> None:
        origin = self.mapTo(self.window(), QPoint(0, 0))
        moved, self._origin = self._origin - origin, origin
        ratio = self.devicePixelRatioF()
        self.camera.resize(self.width(), self.height(), ratio, QPointF(moved))
