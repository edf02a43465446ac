"""What every tool has, and what it hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter

from vlm_studio.document.geometry import Point
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.gestures import Gesture

Mods = Qt.KeyboardModifier


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is: ``view`` in pixels of the view, ``point`` in the document (maybe outside it)."""

    view: QPointF
    point: Point
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    modifiers: Mods = Mods.NoModifier

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Mods.ShiftModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Mods.AltModifier)

    @property
    def ctrl(self) -> bool:
        return bool(self.modifiers & Mods.ControlModifier)

    @property
    def right(self) -> bool:
        return self.button == Qt.MouseButton.RightButton


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Tool:
    """Hears the mouse and the keys, paints its draft above the document, and pushes one change when it is done."""

    name: ClassVar[str]
    by_keys: ClassVar[Literal["", "drag", "points"]] = ""
    """What Enter does with the crosshair that the arrow keys move: begins and ends a drag, or sets points."""
    gestures: ClassVar[tuple[Gesture, ...]] = ()
    """What the mouse does with it."""
    spring: ClassVar[bool] = False
    """Whether the tool is put away again when its key is let go after it was used meanwhile."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def dragging(self) -> bool:
        """Whether a drag is under way: results wait for its end, and Space may belong to the tool."""
        return False

    @property
    def drafting(self) -> bool:
        """Whether there is something unfinished that Esc would drop."""
        return self.dragging

    def sign(self, pointer: Pointer) -> str:
        """What a press would do here, in one character beside the pointer; empty where that is no question."""
        return ""

    def enter(self) -> None:
        """The tool was taken up."""

    def leave(self) -> None:
        """The tool was put away; a draft is dropped."""
        self.cancel()

    def press(self, pointer: Pointer) -> None: ...

    def move(self, pointer: Pointer) -> None: ...

    def release(self, pointer: Pointer) -> None: ...

    def away(self) -> None:
        """The mouse left the canvas: nothing is below it any more."""

    def double_click(self, pointer: Pointer) -> None:
        """The second press of a double-click, which is no :meth:`press`."""
        self.press(pointer)

    def wheel(self, notches: float, modifiers: Mods) -> bool:
        """The wheel was turned, where the plain wheel zooms; ``True`` when the tool uses it itself."""
        return False

    def modifiers_changed(self, modifiers: Mods) -> None:
        """Shift, Alt or Ctrl went down or up while the mouse stood still."""

    def hold_space(self, held: bool) -> bool:
        """Space went down or up; ``True`` when the tool uses it itself, otherwise it pans."""
        return False

    def wants(self, event: QKeyEvent) -> bool:
        """Whether :meth:`key` will use this key now, although a shortcut may be bound to it."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Use a key, if it means something to the tool now."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Paint above the document; ``painter`` is in view coordinates."""

    def cancel(self) -> bool:
        """Drop the draft; ``False`` when there was none."""
        return False

    def finish(self) -> bool:
        """Make a thing of the draft; ``False`` when there is nothing to finish."""
        return False

    def disturbed(self) -> None:
        """The document was changed by somebody else. What was dragged may no longer be there."""
        if self.dragging:
            self.cancel()


def arrow_step(event: QKeyEvent, near: int = 1, far: int = 10) -> tuple[int, int] | None:
    """How far an arrow key goes across and down: ``near``, or ``far`` with Shift. ``None`` for any other key."""
    way = _ARROWS.get(Qt.Key(event.key()))
    step = far if event.modifiers() & Mods.ShiftModifier else near
    return None if way is None else (way[0] * step, way[1] * step)


def is_undo(event: QKeyEvent) -> bool:
    """Backspace or Undo: in a draft, both take back its last point."""
    return event.key() == Qt.Key.Key_Backspace or event.matches(QKeySequence.StandardKey.Undo)


def is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
