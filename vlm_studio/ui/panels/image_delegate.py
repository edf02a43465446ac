"""How a picture looks in the list."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.image_model import PICTURE, Index, state_text
from vlm_studio.ui.panels.row_ground import draw_ground
from vlm_studio.ui.panels.small_pictures import SmallPictures

_FRAME = QSize(*theme.IMAGE_FRAME)
HEIGHT = _FRAME.height() + theme.SPACE_2
_MARKS = {
    PictureState.DONE: ("check", "good"),
    PictureState.EDITED: ("hand_made", "accent"),
    PictureState.FAILED: ("error", "bad"),
}


class ImageDelegate(QStyledItemDelegate):
    """Thumbnail, name, how far it is, and a mark that says the same at a glance."""

    def __init__(self, small: SmallPictures) -> None:
        super().__init__()
        self._small = small

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.POPUP, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        picture = index.data(PICTURE)
        if not isinstance(picture, Picture):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_ground(painter, area, state)
        frame = QRect(area.left() + theme.SPACE_2, 0, _FRAME.width(), _FRAME.height())
        frame.moveTop(area.top() + (area.height() - frame.height()) // 2)
        _draw_frame(painter, frame, self._small.of(picture))
        mark = QRect(area.right() - 28, area.top(), 24, area.height())
        if picture.state in _MARKS:
            name, role = _MARKS[picture.state]
            icons.paint(painter, icons.centred(mark, 16), name, theme.color(role))
        left = frame.right() + theme.SPACE_2
        words = QRect(left, area.top() + 5, mark.left() - left - 2, area.height() - 10)
        _draw_words(painter, words, picture)
        painter.restore()


def _draw_frame(painter: QPainter, frame: QRect, image: QImage | None) -> None:
    path = QPainterPath()
    path.addRoundedRect(QRectF(frame), 4, 4)
    painter.fillPath(path, theme.color("canvas"))
    if image is None:
        icons.paint(painter, icons.centred(frame), "picture", theme.color("outline"))
        return
    size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(frame.topLeft(), size)
    place.moveCenter(frame.center())
    painter.save()
    painter.setClipPath(path)
    painter.drawImage(place, image)
    painter.restore()


def _draw_words(painter: QPainter, area: QRect, picture: Picture) -> None:
    half = area.height() // 2
    upper = QRect(area.left(), area.top(), area.width(), half)
    lower = QRect(area.left(), area.top() + half, area.width(), area.height() - half)
    failed = picture.state is PictureState.FAILED
    for place, words, role, size in (
        (upper, picture.name, "text", theme.TEXT_PX),
        (lower, str(state_text(picture)), "bad" if failed else "muted", theme.SMALL_PX),
    ):
        painter.setFont(theme.font(size))
        painter.setPen(theme.color(role))
        mode = Qt.TextElideMode.ElideMiddle if place is upper else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(words, mode, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
