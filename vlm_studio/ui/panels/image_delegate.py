"""How a picture looks in the list."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.ui import icons, theme
from vlm_studio.ui.panels.image_model import PICTURE, Index, state_text
from vlm_studio.ui.panels.row_paint import draw_two_lines, on_ground
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
        with on_ground(painter, option) as area:
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
    role = "bad" if picture.state is PictureState.FAILED else "muted"
    state, middle = str(state_text(picture)), Qt.TextElideMode.ElideMiddle
    draw_two_lines(painter, area, picture.name, state, role=role, mode=middle)
