"""A slider with a number beside it that moves a value between two ends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.words import Text


class _Slider(QSlider):
    """Drawn here: style sheets draw grooves only with fixed numbers for everything around them."""

    def __init__(self, curve: float) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._curve = curve
        self.setMinimumHeight(theme.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        on, knob = self.isEnabled(), self._knob()
        groove = QRectF(1, self.height() / 2 - 2, self.width() - 2, 4)
        painter.setBrush(theme.color("outline" if on else "line"))
        painter.drawRoundedRect(groove, 2, 2)
        if on:
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(groove.adjusted(0, 0, knob.x() - groove.right(), 0), 2, 2)
        if self.hasFocus():
            painter.setBrush(theme.color("selected"))
            painter.setPen(QPen(theme.color("accent"), theme.FOCUS_RING))
            painter.drawEllipse(knob, 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text" if on else "outline"))
        painter.drawEllipse(knob, 6, 6)

    def _knob(self) -> QPointF:
        part = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        part = part ** (1 / self._curve)
        return QPointF(8 + part * (self.width() - 16), self.height() / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def _go_to(self, event: QMouseEvent) -> None:
        part = min(max((event.position().x() - 8) / max(1, self.width() - 16), 0.0), 1.0)
        part = part**self._curve
        self.setValue(round(self.minimum() + part * (self.maximum() - self.minimum())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls


class NumberField(QDoubleSpinBox):
    """A number field without arrows that tells its value when it is finished."""

    def __init__(self, low: float, high: float, decimals: int) -> None:
        super().__init__()
        # The same in every system's locale, as all other numbers in the window are.
        self.setLocale(QLocale.c())
        self.setRange(low, high)
        self.setDecimals(decimals)
        self.setSingleStep(10**-decimals)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        """A comma is taken for the point: on many keyboards it is the one beside the numbers."""
        return super().validate(input.replace(",", "."), pos)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._place_text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_text()

    def _place_text(self) -> None:
        # With a style sheet Qt keeps room for the arrows that are not there, and none for the number.
        self.lineEdit().setGeometry(self.rect().adjusted(theme.SPACE_2, 1, -theme.SPACE_2, -1))

    def show_value(self, value: float, *, typing: bool = True) -> None:
        """Show a value without telling anybody; while somebody is ``typing`` here, what they typed stays."""
        if typing and self.hasFocus() and self.lineEdit().isModified():
            return
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)


class NumberSlider(QWidget):
    """``moved(value, gesture)``: a drag has one ``gesture`` from press to release; other changes have ``None``."""

    moved = Signal(float, object)

    def __init__(
        self,
        name: Text,
        low: float = 0.0,
        high: float = 1.0,
        decimals: int = 2,
        suffix: str = "",
        *,
        curve: float = 1.0,
    ) -> None:
        """A ``curve`` above 1 gives small values more room on the slider."""
        super().__init__()
        self._steps: int = 10**decimals
        self._gesture: object | None = None
        self.slider = _Slider(curve)
        self.slider.setRange(round(low * self._steps), round(high * self._steps))
        self.slider.setPageStep(max(1, self._steps // 10))
        self.field = NumberField(low, high, decimals)
        self.field.setSuffix(suffix)
        self.field.setFixedWidth(theme.FIELD)
        for part in (self.slider, self.field):
            say(part, "setAccessibleName", name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_3)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.field)
        self.setFocusProxy(self.slider)
        self.slider.sliderPressed.connect(self._pressed)
        self.slider.sliderReleased.connect(self._released)
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(self._typed)

    @property
    def value(self) -> float:
        """What is shown."""
        return self.slider.value() / self._steps

    def show_value(self, value: float) -> None:
        """Show ``value`` without telling anybody."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * self._steps))
        self.slider.blockSignals(False)
        self.field.show_value(value)

    def _pressed(self) -> None:
        self._gesture = object()

    def _released(self) -> None:
        self._gesture = None

    def _slid(self, steps: int) -> None:
        self.field.show_value(steps / self._steps)
        self.moved.emit(steps / self._steps, self._gesture)

    def _typed(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * self._steps))
        self.slider.blockSignals(False)
        self.moved.emit(value, None)
