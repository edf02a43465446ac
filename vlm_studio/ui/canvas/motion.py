"""How wheel, touchpad and dragging move the camera."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from vlm_studio.ui.canvas.camera import Camera

_NOTCH = 1.2
"""Zoom of one notch of the wheel."""


class Motion:
    """Turns events into camera moves."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._from: QPointF | None = None
        self.wheel_zooms = True
        """What the plain wheel does; with Ctrl it always zooms, two fingers on a touchpad always pan."""

    @property
    def panning(self) -> bool:
        return self._from is not None

    def begin(self, place: QPointF) -> None:
        """The picture is taken hold of at ``place``."""
        self._from = place

    def drag(self, place: QPointF) -> None:
        """It is pulled to ``place``."""
        if self._from is not None:
            step = place - self._from
            self._from = place
            self._camera.pan(step.x(), step.y())

    def end(self) -> None:
        """It is let go."""
        self._from = None

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer, or scroll; Shift scrolls sideways."""
        turned, fine = event.angleDelta(), event.pixelDelta()
        modifiers = event.modifiers()
        touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if ctrl or (self.wheel_zooms and not touchpad):
            notches = (turned.y() or turned.x()) / 120
            self._camera.zoom_to(self._camera.scale * _NOTCH**notches, event.position())
            return
        step = QPointF(fine) if not fine.isNull() else QPointF(turned) / 2
        if modifiers & Qt.KeyboardModifier.ShiftModifier and not step.x():
            step = QPointF(step.y(), 0)
        self._camera.pan(step.x(), step.y())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom by two fingers; ``False`` for other gestures."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._camera.zoom_to(self._camera.scale * (1 + event.value()), event.position())
        return True
