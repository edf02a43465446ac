"""The canvas widget: paints a document, moves the camera, and tells the tool in hand what the mouse and keys do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psygnal import SignalInstance
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from vlm_studio.document.document import Document
from vlm_studio.document.history import AnnotationKey, Change
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.backing import Backing
from vlm_studio.ui.canvas.camera import STOPS, Camera
from vlm_studio.ui.canvas.mask_port import MaskPort
from vlm_studio.ui.canvas.motion import Motion
from vlm_studio.ui.canvas.page import Page
from vlm_studio.ui.canvas.selection import Selection
from vlm_studio.ui.canvas.stage import Colors, Stage
from vlm_studio.ui.canvas.toolbox import Toolbox
from vlm_studio.ui.canvas.tools.base import Pointer, Tool
from vlm_studio.ui.paint.layer_painter import CHIP_LIMIT
from vlm_studio.ui.paint.viewport import Viewport

_REST = 140
"""Milliseconds without movement after which everything is painted as well as it can be."""
_MODIFIERS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
}


class CanvasView(QWidget):
    """A view of one document."""

    pointer_moved = Signal(object)
    """Where the mouse is in the document (a ``QPointF``), or ``None`` when it is elsewhere."""
    zoom_changed = Signal(float)
    tool_changed = Signal(str)
    label_wanted = Signal(object)
    """A :class:`~vlm_studio.ui.canvas.label_request.LabelRequest` to be answered."""
    context_wanted = Signal(QPoint, object)
    """A right-click in the select tool: where (in the view), and the keys of the annotations there, topmost first."""
    failed = Signal(object)
    """A :class:`~vlm_studio.words.Text` to show."""
    drag_began = Signal()
    drag_ended = Signal()
    """Between the two, results of jobs should wait."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selection = Selection()
        self.camera = Camera()
        self._stage: Stage | None = None
        self._page: Page | None = None
        self._toolbox = Toolbox()
        self._colors = Colors()
        self._masks: MaskPort | None = None
        self._motion = Motion(self.camera)
        self._space = False
        self._was_dragging = False
        self._crowded = False
        self._off: list[Callable[[], object]] = []
        self._backing = Backing(self._paint_page)
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self.update)
        self.camera.moved.connect(self._camera_moved)
        self.selection.changed.connect(self._repaint)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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

    def set_document(self, document: Document | None) -> None:
        """Show another document, fitted, with nothing selected; or none."""
        self._toolbox.set_stage(None)
        for off in self._off:
            off()
        self._off, self._stage, self._page = [], None, None
        self.selection.select_layers(())
        if document is not None:
            self._show(document)
        self._after()
        self._backing.invalidate()
        self.update()

    def _show(self, document: Document) -> None:
        stage = self._stage = Stage(document, self.selection, self.camera)
        stage.colors, stage.font, stage.masks = self._colors, self.font(), self._masks
        self._page = Page(stage)
        self._follow(document.changed, self._document_changed)
        self._follow(stage.refreshed, self._repaint)
        self._follow(stage.lifted_changed, self._lifted)
        self._follow(stage.cursor_changed, self._show_cursor)
        self._follow(stage.label_wanted, lambda request: self.label_wanted.emit(request))
        self._follow(stage.failed, lambda sentence: self.failed.emit(sentence))
        self.camera.look_at(document.bounds())
        self._toolbox.set_stage(stage)

    def _follow(self, signal: SignalInstance, slot: Callable[..., object]) -> None:
        signal.connect(slot)
        self._off.append(lambda: signal.disconnect(slot))

    def set_colors(self, colors: Colors) -> None:
        """Take the theme's colours."""
        self._colors = colors
        if self._stage is not None:
            self._stage.colors = colors
        self._backing.invalidate()
        self.update()

    def set_masks(self, masks: MaskPort | None) -> None:
        """Give the click-mask tool its engine."""
        self._masks = masks
        if self._stage is not None:
            self._stage.masks = masks

    def set_wheel(self, mode: str) -> None:
        """What the plain wheel does: ``zoom`` or ``scroll``."""
        self._motion.wheel_zooms = mode == "zoom"

    def _document_changed(self, change: Change) -> None:
        stage, page = self._stage, self._page
        if stage is None or page is None:
            return
        stage.scene.follow(change)
        document = stage.document
        alive = [key for key in self.selection.annotations if stage.annotation(key)]
        self.selection.keep_only(document.layers, alive)
        if change.layers:
            page.forget_blocks()
        if not stage.pushing:
            self._current.disturbed()
        self._backing.invalidate(page.touched(change, self.camera.viewport))
        self.update()

    def _lifted(self, keys: Iterable[AnnotationKey]) -> None:
        if self._page is not None:
            self._backing.invalidate(self._page.place_of(keys, self.camera.viewport))
            self.update()

    def _repaint(self) -> None:
        self.update()

    # Zoom --------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Pixels of the view for one of the document; 1 is 100 %."""
        return self.camera.scale

    def set_zoom(self, scale: float) -> None:
        self.camera.zoom_to(scale)

    def zoom_in(self) -> None:
        self.camera.step(1, self._anchor())

    def zoom_out(self) -> None:
        self.camera.step(-1, self._anchor())

    def fit(self) -> None:
        """Show the whole document."""
        self.camera.fit()

    def fit_selection(self) -> None:
        """Show what is selected, or the whole document."""
        box = commands.bounds_of_selected(self._stage) if self._stage else None
        self.camera.fit(box, most=8.0 if box else STOPS[-1])

    def _anchor(self) -> QPointF:
        place = QPointF(self.mapFromGlobal(QCursor.pos()))
        return place if self.rect().contains(place.toPoint()) else self.camera.centre

    def colour_at(self, point: QPointF) -> QColor | None:
        """The colour of the visible picture at a point of the document; ``None`` outside it or where it is empty."""
        return self._page.colour_at(point) if self._page else None

    def _camera_moved(self) -> None:
        self._rest.start()
        self.zoom_changed.emit(self.camera.scale)
        self.update()

    # Tools -------------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._toolbox.name

    @property
    def _current(self) -> Tool:
        return self._toolbox.current

    def set_tool(self, name: str) -> None:
        """Take up another tool (a key of ``tools.table.TOOLS``); a draft of the old one is dropped."""
        if self._toolbox.take(name):
            self._tool_taken()

    def _tool_taken(self) -> None:
        self._after()
        self.tool_changed.emit(self.tool)
        self.update()

    def escape(self) -> bool:
        """Drop the draft; else let go of the selection; else put the tool away. ``False`` when there was nothing."""
        before = self.tool
        done = self._stage is not None and self._toolbox.escape()
        if self.tool != before:
            self._tool_taken()
        self._after()
        return done

    # Painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._stage is None:
            painter.fillRect(self.rect(), self._colors.surround)
            return
        moving = self._rest.isActive()
        view = self.camera.viewport
        crowded = self._stage.scene.count(view.visible) > CHIP_LIMIT
        if crowded != self._crowded:
            self._crowded = crowded
            self._backing.invalidate()
        painter.drawPixmap(0, 0, self._backing.pixmap(view, moving=moving))
        self._current.paint(painter)

    def _paint_page(self, painter: QPainter, view: Viewport, area: QRectF, quick: bool) -> None:
        if self._page is not None:
            self._page.draw(painter, view, area, quick=quick)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def _measure(self) -> None:
        self.camera.resize(self.width(), self.height(), self.devicePixelRatioF())

    def _show_cursor(self) -> None:
        if self._motion.panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._stage is not None:
            self.setCursor(self._current.cursor)

    # The mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._stage is None:
            return
        if self._pans(event):
            self._motion.begin(event.position())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            pointer = self._pointer(event)
            self._current.press(pointer)
            if pointer.right and self.tool == "select":
                keys = self._stage.scene.hits(pointer.point, self._stage.reach(), frozenset())
                self.context_wanted.emit(event.position().toPoint(), keys)
        self._after()

    def _pans(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.MiddleButton:
            return True
        hand = self._space or self.tool == "hand"
        return hand and event.button() == Qt.MouseButton.LeftButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._stage is None:
            return
        if self._motion.panning:
            self._motion.drag(event.position())
        else:
            self._current.move(self._pointer(event))
        point = self.camera.viewport.to_document(event.position())
        self.pointer_moved.emit(QPointF(point.x, point.y))
        self._after()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._stage is None:
            return
        if self._motion.panning:
            self._motion.end()
        else:
            self._current.release(self._pointer(event))
        self._after()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._stage is None or self._pans(event):
            self.mousePressEvent(event)
            return
        self._current.double_click(self._pointer(event))
        self._after()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer_moved.emit(None)
        if self._stage is not None:
            self._current.away()

    def _pointer(self, event: QMouseEvent) -> Pointer:
        place = event.position()
        point = self.camera.viewport.to_document(place)
        return Pointer(place, point, event.button(), event.modifiers())

    def _after(self) -> None:
        """Tell whether a drag is under way, and show the cursor of the moment."""
        dragging = self._stage is not None and self._current.dragging
        if dragging != self._was_dragging:
            self._was_dragging = dragging
            (self.drag_began if dragging else self.drag_ended).emit()
        self._show_cursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._stage is None:
            return
        event.accept()
        self._motion.wheel(event)

    # Keys and gestures -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        if self._stage is not None:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
                if self._takes(event):
                    event.accept()
                    return True
            elif isinstance(event, QNativeGestureEvent):
                return self._motion.pinch(event)
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        key, plain = event.key(), not event.modifiers()
        if plain and key == Qt.Key.Key_Space:
            return True
        if plain and key == Qt.Key.Key_Escape:
            return True
        return self._current.wants(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._stage is None:
            event.ignore()
        elif event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(True)
        elif event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self.escape())
        elif event.key() in _MODIFIERS:
            self._current.modifiers_changed(event.modifiers() | _MODIFIERS[Qt.Key(event.key())])
        else:
            event.setAccepted(self._current.key(event))
        self._after()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._stage is None:
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        elif event.key() in _MODIFIERS:
            self._current.modifiers_changed(event.modifiers() & ~_MODIFIERS[Qt.Key(event.key())])
        self._after()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hold_space(False)

    def _hold_space(self, held: bool) -> None:
        taken = self._stage is not None and self._current.hold_space(held)
        self._space = held and not taken
        self._show_cursor()
