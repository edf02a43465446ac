"""How a row of the layer panel is drawn, and which part of it is where."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vlm_studio.document.layers import AnnotationLayer, GroupLayer
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.layer_model import Index, LayerModel, Role
from vlm_studio.ui.panels.layer_rows import LayerRow
from vlm_studio.ui.panels.row_paint import draw_ground

HEIGHT = theme.THUMBNAIL + theme.SPACE_2
INDENT = 14


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of one row are."""

    eye: QRect
    thumbnail: QRect
    name: QRect
    detail: QRect
    badge: QRect
    lock: QRect


def parts(row: QRect, depth: int) -> Parts:
    """The parts of a row that is drawn in ``row``."""
    top, height = row.top(), row.height()
    eye = QRect(row.left() + theme.SPACE_1, top, 26, height)
    left = eye.right() + 3 + depth * INDENT
    side = theme.THUMBNAIL
    thumbnail = QRect(left, top + (height - side) // 2, side, side)
    half = height // 2 + 4  # the line of the name: the line below it has the whole width
    lock = QRect(row.right() - 26, top, 24, half)
    badge = QRect(lock.left() - 22, top, 20, half)
    text = thumbnail.right() + theme.SPACE_2
    width = max(10, badge.left() - text - theme.SPACE_1)
    name = QRect(text, top + 4, width, height // 2 - 3)
    wide = max(10, row.right() - theme.SPACE_2 - text)
    detail = QRect(text, name.bottom() + 1, wide, height // 2 - 4)
    return Parts(eye, thumbnail, name, detail, badge, lock)


class LayerDelegate(QStyledItemDelegate):
    """Draws rows and gives the field in which a name is typed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.POPUP, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Role.ROW)
        if not isinstance(row, LayerRow):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        place = parts(area, row.depth)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, area, state)
        self._draw_eye(painter, place, row)
        self._draw_thumbnail(painter, place, row, index)
        self._draw_words(painter, place, row)
        self._draw_badge(painter, place, row)
        if row.layer.locked or hovered:
            name = "lock" if row.layer.locked else "unlock"
            role = "text" if row.layer.locked else "outline"
            icons.paint(painter, icons.centred(place.lock, 15), name, theme.color(role))
        painter.restore()

    def _draw_eye(self, painter: QPainter, place: Parts, row: LayerRow) -> None:
        name = "eye" if row.layer.visible else "eye_off"
        role = "text" if row.shown else "outline"
        icons.paint(painter, icons.centred(place.eye, 17), name, theme.color(role))

    def _draw_badge(self, painter: QPainter, place: Parts, row: LayerRow) -> None:
        """Who made it; a dot beside the model when a hand changed some of it."""
        square = icons.centred(place.badge, 14)
        if row.source:
            icons.paint(painter, square, "model", theme.color("muted"))
            if row.content.edited:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                painter.drawEllipse(QPointF(square.right() + 1, square.top() + 1), 2.5, 2.5)
        elif isinstance(row.layer, AnnotationLayer):
            icons.paint(painter, square, "hand_made", theme.color("muted"))

    def _draw_thumbnail(self, painter: QPainter, place: Parts, row: LayerRow, index: Index) -> None:
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(place.thumbnail), 4, 4)
        painter.fillPath(frame, theme.color("canvas"))
        model = index.model()
        pixels = None
        if isinstance(model, LayerModel):
            pixels = model.thumbnail(row, theme.THUMBNAIL, painter.device().devicePixelRatioF())
        painter.save()
        painter.setClipPath(frame)
        painter.setOpacity(1.0 if row.shown else 0.4)
        if pixels is not None:
            painter.drawImage(place.thumbnail.topLeft(), pixels)
        elif isinstance(row.layer, GroupLayer):
            left, right = _halves(place.thumbnail)
            chevron = "chevron_down" if row.open else "chevron_right"
            icons.paint(painter, icons.centred(left, 12), chevron, theme.color("text"))
            icons.paint(painter, icons.centred(right, 16), "group", theme.color("muted"))
        painter.restore()

    def _draw_words(self, painter: QPainter, place: Parts, row: LayerRow) -> None:
        painter.setFont(theme.font())
        _line(painter, place.name, row.layer.name, theme.color("text" if row.shown else "muted"))
        painter.setFont(theme.font(theme.SMALL_PX))
        area, icon = place.detail, QRect(place.detail)
        if not isinstance(row.layer, GroupLayer):
            icon.setWidth(12)
            icons.paint(painter, icons.centred(icon, 12), row.icon, theme.color("muted"))
            area = area.adjusted(12 + theme.SPACE_1, 0, 0, 0)
        _line(painter, area, str(row.detail), theme.color("muted"))

    # Typing a name -----------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return QLineEdit(parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row = index.data(Role.ROW)
        area: QRect = option.rect
        place = parts(area, row.depth if isinstance(row, LayerRow) else 0)
        field = QRect(place.name.left() - 8, 0, area.right() - place.name.left() + 4, 30)
        field.moveCenter(QRect(field.left(), area.top(), field.width(), area.height()).center())
        editor.setGeometry(field)


def _halves(area: QRect) -> tuple[QRect, QRect]:
    """The left two fifths of ``area``, and the rest."""
    left, right = QRect(area), QRect(area)
    left.setWidth(area.width() * 2 // 5)
    right.setLeft(left.right())
    return left, right


def _line(painter: QPainter, area: QRect, words: str, color: QColor) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
