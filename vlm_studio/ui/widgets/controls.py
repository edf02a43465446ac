"""Small controls in the theme's hand: what a style sheet cannot draw without picture files."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.ui import icons, theme
from vlm_studio.ui.saying import language, say
from vlm_studio.words import Text

NO_LIMIT = 16_777_215
"""Qt's own word for "as large as it likes"."""


class Elided(QLabel):
    """A line that ends in an ellipsis when there is no room, and then says all of it in its tooltip."""

    def __init__(
        self, role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._mode = mode
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def sizeHint(self) -> QSize:
        # QLabel's own hint would be that of a paragraph.
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.SPACE_6, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._explain()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()
        self._explain()

    def _explain(self) -> None:
        whole = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if whole else self.text())


class IconLabel(QWidget):
    """An icon that only says something, in the theme's colour of the moment."""

    def __init__(self, name: str = "", role: str = "text", side: int = theme.ICON) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._name, self._role = name, role

    def show_icon(self, name: str, role: str) -> None:
        """Show another one."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icons.paint(QPainter(self), self.rect(), self._name, theme.color(self._role))


class Combo(QComboBox):
    """A combo box with the set's own chevron that takes no wheel while the panel scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._offered: list[Text] = []
        language.changed.connect(self._say_again)

    def offer(self, words: Text, value: str) -> None:
        """One choice more, in the language of the moment."""
        self._offered.append(words)
        self.addItem(str(words), value)

    def offer_all(self, choices: Iterable[tuple[Text, str]]) -> None:
        """These choices and no others; what was chosen stays chosen if it is among them."""
        before = self.currentData()
        self.clear()
        self._offered = []
        for words, value in choices:
            self.offer(words, value)
        self.setCurrentIndex(max(0, self.findData(before)))

    def _say_again(self) -> None:
        for i, words in enumerate(self._offered):
            self.setItemText(i, str(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, field, self).width()
        # Qt itself cuts a long word off in the middle of a letter.
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room - 4
        )
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        arrow = QRect(self.width() - 22, (self.height() - 14) // 2, 14, 14)
        role = "muted" if self.isEnabled() else "outline"
        icons.paint(painter, arrow, "chevron_down", theme.color(role))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Check(QCheckBox):
    """A check box drawn with the theme's outline and accent."""

    BOX = 16

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self.BOX + theme.SPACE_2 + text + 2, theme.ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.BOX + theme.SPACE_2 + theme.SPACE_6, theme.ROW)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1.5, (self.height() - self.BOX) / 2 + 0.5, self.BOX - 1, self.BOX - 1)
        checked = self.checkState() != Qt.CheckState.Unchecked
        draw_check(painter, box, checked, enabled=self.isEnabled(), focus=self.hasFocus())
        painter.setPen(theme.color("text" if self.isEnabled() else "outline"))
        left = self.BOX + theme.SPACE_2
        area = self.rect().adjusted(left, 0, 0, 0)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def draw_check(
    painter: QPainter, box: QRectF, checked: bool, *, enabled: bool = True, focus: bool = False
) -> None:
    """A check mark's box, also for rows of lists."""
    outline = "accent" if checked or focus else "outline"
    painter.setPen(
        QPen(theme.color(outline if enabled else "line"), 2 if focus and not checked else 1)
    )
    painter.setBrush(theme.color("accent" if checked and enabled else "raised"))
    painter.drawRoundedRect(box, 4, 4)
    if checked:
        mark = "on_accent" if enabled else "outline"
        icons.paint(painter, box.adjusted(1, 1, -1, -1), "check", theme.color(mark))
    if focus and checked:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("text"), 1))
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5)


def icon_button(name: str, tip: Text, role: str = "muted") -> QToolButton:
    """A small button that is only an icon; ``tip`` is its tooltip and its name for screen readers."""
    button = QToolButton()
    button.setIcon(icons.icon(name, role))
    button.setIconSize(QSize(theme.ICON - 2, theme.ICON - 2))
    button.setAutoRaise(True)
    say(button, "setToolTip", tip)
    say(button, "setAccessibleName", tip)
    return button


def button(sentence: Text, role: str = "") -> QPushButton:
    """A push button; ``role`` is a style of the style sheet (``primary``, ``quiet``)."""
    result = QPushButton()
    result.setProperty("role", role)
    say(result, "setText", sentence)
    return result


def wrapping(role: str = "") -> QLabel:
    """An empty label that wraps."""
    result = QLabel()
    result.setProperty("role", role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(True)
    result.setMinimumWidth(theme.SPACE_6)  # else its longest word would keep a panel wide
    return result


def label(sentence: Text, role: str = "") -> QLabel:
    """A label that wraps."""
    result = wrapping(role)
    say(result, "setText", sentence)
    return result


def elided(sentence: Text, role: str = "") -> Elided:
    """A label of one line that elides."""
    result = Elided(role)
    say(result, "setText", sentence)
    return result


def row(*parts: QWidget | int | None, spacing: int = theme.SPACE_2) -> QHBoxLayout:
    """Widgets in a row; an ``int`` is a fixed gap, ``None`` takes what room is left."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return layout


def column(parent: QWidget, margins: int = 0, spacing: int = theme.SPACE_2) -> QVBoxLayout:
    """A column of widgets that fills ``parent``."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(spacing)
    return layout


def fix_width(widget: QWidget, width: int | None) -> None:
    """Make a widget so wide, or with ``None`` as wide as its layout says."""
    widget.setMinimumWidth(width or 0)
    widget.setMaximumWidth(width or NO_LIMIT)


def surface(widget: QWidget, role: str) -> None:
    """Paint the ground of ``widget`` as the style sheet says for ``role``."""
    widget.setProperty("role", role)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def restyle(widget: QWidget, role: str) -> None:
    """Give a widget another role of the style sheet."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
