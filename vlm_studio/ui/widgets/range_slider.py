"""Two numbers from 0 on, and a slider with two knobs above them; 0 stands for no limit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import column
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import Text, text

_KNOB, _EDGE = 6, 8


class _Track(QWidget):
    """The knobs, as parts 0..1 of the way; for the mouse only, as the fields say and take the same."""

    slid = Signal(int, float)
    """Which knob, and where it is."""
    held = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.ROW)
        self.ends = [0.0, 1.0]
        self._held: int | None = None

    def show_ends(self, low: float, high: float) -> None:
        self.ends = [low, high]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(1, self.height() / 2 - 2, self.width() - 2, 4)
        low, high = (self.knob(end) for end in self.ends)
        painter.setBrush(theme.color("outline"))
        painter.drawRoundedRect(groove, 2, 2)
        painter.setBrush(theme.color("accent"))
        painter.drawRect(QRectF(low.x(), groove.top(), high.x() - low.x(), groove.height()))
        painter.setBrush(theme.color("text"))
        for knob in (low, high):
            painter.drawEllipse(knob, _KNOB, _KNOB)

    def knob(self, part: float) -> QPointF:
        """Where a knob stands."""
        return QPointF(_EDGE + part * (self.width() - 2 * _EDGE), self.height() / 2)

    def _part(self, event: QMouseEvent) -> float:
        along = (event.position().x() - _EDGE) / max(1, self.width() - 2 * _EDGE)
        return min(1.0, max(0.0, along))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        part, (low, high) = self._part(event), self.ends
        nearer_high = abs(part - high) < abs(part - low)
        # Where both stand on one another, the one that can move there is meant.
        self._held = int(nearer_high or (low == high and part > low))
        self.held.emit(True)
        self._slide(part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._slide(self._part(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._held is not None:
            self._held = None
            self.held.emit(False)

    def _slide(self, part: float) -> None:
        assert self._held is not None
        low, high = self.ends
        self.slid.emit(self._held, min(part, high) if self._held == 0 else max(part, low))


class RangeSlider(QWidget):
    """``moved(low, high, gesture)``: a drag has one ``gesture`` from press to release; typing has ``None``."""

    moved = Signal(float, float, object)

    def __init__(self, names: tuple[Text, Text], suffix: Text) -> None:
        super().__init__()
        self._top = 100.0
        self._gesture: object | None = None
        self.track = _Track()
        self.low, self.high = (NumberField(0, 1e6, 0) for _ in names)
        for field, name in zip((self.low, self.high), names, strict=True):
            say(field, "setAccessibleName", name)
            say(field, "setToolTip", name)
            say(field, "setSpecialValueText", text("Any"))
            say(field, "setSuffix", suffix)
            field.valueChanged.connect(lambda _value: self._tell(None))
        self._build()
        self.track.held.connect(self._hold)
        self.track.slid.connect(self._slid)

    def _build(self) -> None:
        layout = column(self, spacing=0)
        fields = QHBoxLayout()
        fields.setSpacing(theme.SPACE_2)
        fields.addWidget(self.low)
        fields.addWidget(self.high)
        layout.addWidget(self.track)
        layout.addLayout(fields)

    def show_range(self, low: float, high: float, top: float) -> None:
        """Show what is set without telling anybody; ``top`` is where the track ends."""
        self._top = max(1.0, top)
        self.low.show_value(low)
        self.high.show_value(high)
        self.track.show_ends(self._part(low), self._part(high) if high > 0 else 1.0)

    # Most objects are small: the square gives them more of the track.

    def _part(self, value: float) -> float:
        return float(min(1.0, value / self._top) ** 0.5)

    def _value(self, part: float) -> float:
        return float(round(part * part * self._top))

    def _hold(self, on: bool) -> None:
        self._gesture = object() if on else None

    def _slid(self, knob: int, part: float) -> None:
        low, high = self.low.value(), self.high.value()
        if knob == 0:
            low = self._value(part)
        else:
            high = 0.0 if part >= 1 else max(1.0, self._value(part))
        self.show_range(low, high, self._top)
        self._tell(self._gesture)

    def _tell(self, gesture: object | None) -> None:
        low, high = self.low.value(), self.high.value()
        if 0 < high < low:
            high = low
        self.moved.emit(low, high, gesture)
