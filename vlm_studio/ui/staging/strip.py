"""Staged designs side by side as small pictures, each with its kind under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from vlm_studio.tasks.staged import Staged
from vlm_studio.ui import theme
from vlm_studio.ui.paint.design import design_image
from vlm_studio.ui.staging.words import KINDS

_EDGE, _GAP = 3, theme.SPACE_2
_CELL = theme.STAGED + _GAP
_LINE = 18
"""Of the word under a picture."""


class Strip(QWidget):
    """``chosen`` is the place of the picture that was pressed, ``taken`` says that it was pressed twice."""

    chosen = Signal(int)
    taken = Signal()

    def __init__(self, details: Callable[[Staged], str]) -> None:
        """``details`` is what a tooltip says of a design."""
        super().__init__()
        self._details = details
        self._designs: Sequence[Staged] = ()
        self._at = 0
        self._left = 0
        """How far it is scrolled."""
        self._made: dict[tuple[str, float], QImage] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._make_one)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme.STAGED + _LINE + 2 * _EDGE)
        self.setMinimumWidth(_CELL)

    def sizeHint(self) -> QSize:
        return QSize(4 * _CELL, self.height())

    def show_designs(self, designs: Sequence[Staged], at: int) -> None:
        """Show these, and that one as the one that is looked at."""
        self._designs, self._at = designs, at
        there = {staged.id for staged in designs}
        self._made = {key: image for key, image in self._made.items() if key[0] in there}
        self._settle()

    def finish_painting(self) -> None:
        """Make all pictures that are in sight now."""
        self._timer.start()
        while self._timer.isActive():
            self._make_one()

    def frame(self, index: int) -> QRect:
        """Where the picture ``index`` is."""
        return QRect(_EDGE + index * _CELL - self._left, _EDGE, theme.STAGED, theme.STAGED)

    def _settle(self) -> None:
        """Keep the one that is looked at in sight, and no room empty."""
        whole = len(self._designs) * _CELL - _GAP + 2 * _EDGE
        first = self._at * _CELL
        least, most = first + _CELL + 2 * _EDGE - self.width(), first
        self._left = max(0, min(max(self._left, least), most, whole - self.width()))
        self.update()

    # Painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        for index, staged in enumerate(self._designs):
            frame = self.frame(index)
            if frame.right() >= 0 and frame.left() <= self.width():
                self._paint_one(painter, staged, frame, here=index == self._at)

    def _paint_one(self, painter: QPainter, staged: Staged, frame: QRect, *, here: bool) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(frame), theme.RADIUS, theme.RADIUS)
        painter.fillPath(outline, theme.color("raised"))
        image = self._image(staged)
        if image is not None:
            painter.save()
            painter.setClipPath(outline)
            painter.drawImage(QPointF(frame.topLeft()), image)
            painter.restore()
        if here:
            ring = "accent" if self.hasFocus() else "outline"
            painter.setPen(QPen(theme.color(ring), theme.FOCUS_RING))
        else:
            painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(outline)
        painter.setPen(theme.color("text" if here else "muted"))
        under = QRect(frame.left(), frame.bottom() + 2, frame.width(), _LINE)
        said = QFontMetrics(painter.font()).elidedText(
            str(KINDS[staged.design.kind]), Qt.TextElideMode.ElideRight, under.width()
        )
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, said)

    def _image(self, staged: Staged) -> QImage | None:
        image = self._made.get((staged.id, self.devicePixelRatioF()))
        if image is None:
            self._timer.start()
        return image

    def _make_one(self) -> None:
        """Make one picture that is in sight and not there yet: no more than that at once."""
        ratio = self.devicePixelRatioF()
        for index, staged in enumerate(self._designs):
            frame = self.frame(index)
            seen = frame.right() >= 0 and frame.left() <= self.width()
            if seen and (staged.id, ratio) not in self._made:
                self._made[staged.id, ratio] = design_image(staged.design, theme.STAGED, ratio)
                self.update()
                return
        self._timer.stop()

    # The mouse ---------------------------------------------------------------------------------

    def _under(self, place: QPointF) -> int | None:
        whole = range(len(self._designs))
        return next((i for i in whole if self.frame(i).contains(place.toPoint())), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position())
        if at == self._at and event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        whole = len(self._designs) * _CELL - _GAP + 2 * _EDGE
        self._left = max(0, min(self._left - turned // 2, whole - self.width()))
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._under(QPointF(event.pos()))
            words = self._details(self._designs[at]) if at is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
