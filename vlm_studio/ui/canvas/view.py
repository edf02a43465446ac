"""The canvas widget: a document, the tools to work on it, and what the rest of the window may ask of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from vlm_studio.document.document import Document
from vlm_studio.document.history import Change
from vlm_studio.ui.canvas import commands, objects
from vlm_studio.ui.canvas.camera import STOPS
from vlm_studio.ui.canvas.compare import Hold
from vlm_studio.ui.canvas.input import Input
from vlm_studio.ui.canvas.lane_port import LanePort
from vlm_studio.ui.canvas.mask_port import MaskPort
from vlm_studio.ui.canvas.options import ToolOptions
from vlm_studio.ui.canvas.reading import Reading
from vlm_studio.ui.canvas.surface import Surface
from vlm_studio.ui.canvas.toolbox import Toolbox
from vlm_studio.ui.canvas.tools.base import Tool
from vlm_studio.ui.canvas.tools.transform import TransformTool


class CanvasView(Surface):
    """A view of one document."""

    pointer_moved = Signal(object)
    """Where the mouse is in the document (a ``QPointF``), or ``None`` when it is elsewhere."""
    tool_changed = Signal(str)
    comparing_changed = Signal()
    label_wanted = Signal(object)
    """A :class:`~vlm_studio.ui.canvas.label_request.LabelRequest` to be answered."""
    context_wanted = Signal(QPoint, object)
    """A right-click in the select tool: where (in the view), and the keys of the annotations there, topmost first."""
    failed = Signal(object)
    """A :class:`~vlm_studio.words.Text` to show."""
    drag_began = Signal()
    drag_ended = Signal()
    """Between the two, results of jobs should wait."""

    def __init__(self, parent: QWidget | None = None, options: ToolOptions | None = None) -> None:
        """``options`` are shared by the views of one window."""
        super().__init__(parent)
        self._options = options or ToolOptions()
        self._toolbox = Toolbox()
        self._input = Input(self, self._toolbox)
        self._masks: MaskPort | None = None
        self._lane: LanePort | None = None
        self._reading = Reading(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_document(self, document: Document | None) -> None:
        """Show another document, fitted, with nothing selected; or none. A line that is being typed is kept."""
        if self._stage is not None and self._stage.typing is not None:
            self._stage.typing.take()
        self._toolbox.set_stage(None)
        self._show(document)
        stage = self._stage
        if stage is not None:
            stage.masks, stage.options = self._masks, self._options
            stage.lane = self._lane
            self._follow(self._options.changed, self._repaint)
            self._follow(stage.tool_done, self._put_away)
            self._follow(stage.tool_wanted, self.set_tool)
            self._follow(stage.cursor_changed, self._input.show_cursor)
            self._follow(stage.label_wanted, lambda request: self.label_wanted.emit(request))
            self._follow(stage.typing_wanted, self._type)
            self._follow(stage.failed, lambda sentence: self.failed.emit(sentence))
            self._toolbox.set_stage(stage)
        self._input.settle()
        self._reading.changed()

    def set_masks(self, masks: MaskPort | None) -> None:
        """Give the click-mask tool its engine."""
        self._masks = masks
        if self._stage is not None:
            self._stage.masks = masks

    def set_lane(self, lane: LanePort | None) -> None:
        """Give tools somebody to ask for longer work."""
        self._lane = lane
        if self._stage is not None:
            self._stage.lane = lane

    def set_wheel(self, mode: str) -> None:
        """What the plain wheel does: ``zoom`` or ``scroll``."""
        self._input.motion.wheel_zooms = mode == "zoom"

    def _document_changed(self, change: Change) -> None:
        super()._document_changed(change)
        self._reading.changed()
        if self._stage is None or self._stage.pushing:
            return
        if not change.empty:  # pixels that arrive disturb nobody
            self._current.disturbed()

    def _paint_above(self, painter: QPainter) -> None:
        if self._stage is not None:
            self._current.paint(painter)
            self._input.paint(painter, self._stage)

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

    def fit_width(self) -> None:
        """Show the document as wide as the view."""
        self.camera.fit_width()

    def fit_selection(self) -> None:
        """Show what is selected, or the whole document."""
        box = commands.bounds_of_selected(self._stage) if self._stage else None
        self.camera.fit(box, most=8.0 if box else STOPS[-1])

    def _anchor(self) -> QPointF:
        place = QPointF(self.mapFromGlobal(QCursor.pos()))
        return place if self.rect().contains(place.toPoint()) else self.camera.centre

    # Before and after --------------------------------------------------------------------------

    @property
    def comparing(self) -> bool:
        """Whether a line divides the original from what became of it."""
        return self._compare is not None and self._compare.share is not None

    def compare(self, on: bool) -> None:
        """Put the line into the middle of the view, or take it away."""
        if self._compare is None or on == self.comparing:
            return
        self._compare.share = 0.5 if on else None
        self._compare.dragging = False
        self._input.show_cursor()
        self.comparing_changed.emit()
        self.update()

    def show_original(self) -> None:
        """Show the original alone until the key that asked for it is let go."""
        if self._compare is not None and not self._compare.held:
            self._hold_original(True)
            Hold(self, lambda: self._hold_original(False))

    def _hold_original(self, held: bool) -> None:
        if self._compare is not None:
            self._compare.held = held
            self.update()

    # Tools -------------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._toolbox.name

    @property
    def _current(self) -> Tool:
        return self._toolbox.current

    @property
    def drafting(self) -> bool:
        """Whether something is begun that is not finished."""
        return self._stage is not None and self._current.drafting

    def set_tool(self, name: str) -> None:
        """Take up another tool (a key of ``tools.table.TOOLS``); a draft of the old one is dropped."""
        if self._toolbox.take(name):
            self._tool_taken()

    def transform(self) -> None:
        """Stretch and move what is selected, until Enter or Esc."""
        stage = self._stage
        if stage is not None and (stage.selected() or objects.selected(stage)):
            self.set_tool(TransformTool.name)

    def _put_away(self) -> None:
        if self._toolbox.put_away():
            self._tool_taken()

    def finish(self) -> bool:
        """Make a thing of the draft; ``False`` when there is nothing to finish."""
        done = self._stage is not None and self._current.finish()
        self._input.settle()
        return done

    def _type(self) -> None:
        from vlm_studio.ui.canvas.text_editor import TextEditor

        if self._stage is not None and self._stage.typing is not None:
            TextEditor(self, self._stage.typing)

    def _tool_taken(self) -> None:
        self._input.crosshair.hide()
        self._input.settle()
        self.tool_changed.emit(self.tool)
        self.update()

    def escape(self) -> bool:
        """Drop the draft; else end the comparison, let go of the selection, or put the tool away.

        ``False`` when there was nothing.
        """
        if self.comparing and not self._current.drafting:
            self.compare(False)
            return True
        before = self.tool
        done = self._stage is not None and self._toolbox.escape()
        if self.tool != before:
            self._tool_taken()
        self._input.settle()
        return done

    # Events ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        compare, left = self._compare, event.button() == Qt.MouseButton.LeftButton
        if compare and left and compare.near(event.position(), self.camera.viewport):
            compare.dragging = True
        elif self._stage is not None:
            self._input.press(event, self._stage)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        compare, view = self._compare, self.camera.viewport
        if self._stage is None or compare is None:
            return
        if compare.dragging:
            compare.drag_to(event.position(), view)
            self.update()
            return
        self._input.move(event)
        if not event.buttons() and compare.near(event.position(), view):
            self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._compare is not None and self._compare.dragging:
            self._compare.dragging = event.button() != Qt.MouseButton.LeftButton
        elif self._stage is not None:
            self._input.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._stage is not None:
            self._input.double_click(event, self._stage)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer_moved.emit(None)
        if self._stage is not None:
            self._input.away()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._stage is not None:
            event.accept()
            self._input.wheel(event)

    def event(self, event: QEvent) -> bool:
        if self._stage is not None:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
                if self._input.takes(event):
                    event.accept()
                    return True
            elif isinstance(event, QNativeGestureEvent):
                return self._input.motion.pinch(event)
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the mouse opens the menu by its press."""
        stage, box = self._stage, None
        if event.reason() != QContextMenuEvent.Reason.Keyboard or self.tool != "select":
            return
        if stage is not None and (box := commands.bounds_of_selected(stage)) is not None:
            stage.pointed = None
            place = self.camera.viewport.to_view(box.centre).toPoint()
            self.context_wanted.emit(place, sorted(self.selection.annotations))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._stage is None:
            event.ignore()
        else:
            self._input.key_press(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._stage is not None:
            self._input.key_release(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._input.hold_space(False)
