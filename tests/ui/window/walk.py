"""Walks over everything that can be seen in a window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QScrollBar,
    QSlider,
    QTabBar,
    QToolButton,
    QTreeView,
    QWidget,
)

from vlm_studio.ui.widgets.chip import Chip
from vlm_studio.ui.widgets.controls import Elided

CONTROLS = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QSlider,
    QTreeView,
)
_INNER = {"qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton"}
"""Parts of Qt's own controls, which speak through the control they belong to."""


def shown(root: QWidget) -> list[QWidget]:
    """``root`` and every visible widget in it."""
    return [root, *(w for w in root.findChildren(QWidget) if w.isVisible())]


def controls(root: QWidget) -> list[QWidget]:
    """Every visible control that a person can use."""
    return [
        widget
        for widget in shown(root)
        if isinstance(widget, CONTROLS)
        and not isinstance(widget, QScrollBar)
        and widget.objectName() not in _INNER
        and not isinstance(widget.parent(), QComboBox | QLineEdit | QTabBar)
    ]


def sentences(root: QWidget) -> Iterator[tuple[str, str]]:
    """Everything visible that is said in words, with the kind of widget that says it."""
    for widget in shown(root):
        kind = type(widget).__name__
        if isinstance(widget, QLabel | QAbstractButton):
            yield kind, widget.text()
        if isinstance(widget, QLineEdit):
            yield kind, widget.placeholderText()
        if isinstance(widget, QComboBox):
            for i in range(widget.count()):
                yield kind, widget.itemText(i)
        for said in (widget.toolTip(), widget.accessibleName(), widget.windowTitle()):
            yield kind, said


def only_icon(widget: QWidget) -> bool:
    """Whether it is a button that shows no words."""
    if isinstance(widget, QToolButton):
        return widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    return isinstance(widget, QAbstractButton) and not widget.text()


def cut_off(root: QWidget) -> list[str]:
    """Words that have less room than they need; those that end in an ellipsis say all in their tooltip."""
    found = []
    for widget in shown(root):
        if isinstance(widget, Elided):
            needs = widget.fontMetrics().horizontalAdvance(widget.text())
            if needs > widget.width() and not widget.toolTip():
                found.append(f"{widget.text()!r} elides without a tooltip")
        elif isinstance(widget, Chip):
            word = widget.accessibleName()
            if widget.text() != word and word not in widget.toolTip():
                found.append(f"{word!r} elides without a tooltip")
        elif isinstance(widget, QLabel | QAbstractButton) and not only_icon(widget):
            needs, has = _need(widget), widget.size()
            if widget.text() and (needs.width() > has.width() or needs.height() > has.height()):
                found.append(f"{widget.text()!r} needs {needs}, has {has}")
    return found


def _need(widget: QLabel | QAbstractButton) -> QSize:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return QSize(0, widget.heightForWidth(widget.width()))
    return widget.sizeHint()
