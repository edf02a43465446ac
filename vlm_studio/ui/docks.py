"""Panels as docks: titles in the theme's hand, their first places, hiding all of them."""

from __future__ import annotations

import base64
import binascii

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided, icon_button, row, surface
from vlm_studio.words import Text, text

_Area = Qt.DockWidgetArea
_VERSION = 2
"""Raise it when docks come or go, so that an older layout is not restored."""


class Dock(QDockWidget):
    """Holds a panel that can be moved and closed; empty until it is given one."""

    def __init__(self, name: str, title: Text) -> None:
        super().__init__()
        self.setObjectName(name)
        empty = QWidget()
        surface(empty, "panel")
        self.setWidget(empty)
        say(self, "setWindowTitle", title)
        feature = QDockWidget.DockWidgetFeature
        self.setFeatures(feature.DockWidgetMovable | feature.DockWidgetClosable)
        self.setTitleBarWidget(self._title(title))

    def _title(self, title: Text) -> QWidget:
        bar = QWidget()
        surface(bar, "title")
        words = Elided("heading")
        say(words, "setText", title)
        close = icon_button("close", text("Close this panel"), "outline")
        close.setFixedSize(theme.SMALL_BUTTON, theme.SMALL_BUTTON)
        # The window menu closes panels from the keyboard; here Space would, wherever the focus happens to be.
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.close)
        line = row(words, close)
        line.setStretch(0, 1)
        line.setContentsMargins(theme.SPACE_3, 6, theme.SPACE_2, theme.SPACE_1)
        bar.setLayout(line)
        return bar


class Docks:
    """The docks of the window, in their places."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._hidden: list[QDockWidget] = []
        self._closed: set[str] = set()
        self._first = QByteArray()
        self.all: dict[str, QDockWidget] = {}
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, _Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, _Area.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)
        window.setDockNestingEnabled(True)

    def add(self, dock: QDockWidget, area: Qt.DockWidgetArea) -> None:
        """Put a dock below those that are in ``area`` already."""
        self.all[dock.objectName()] = dock
        self._window.addDockWidget(area, dock)

    def put_behind(self, name: str, front: str) -> None:
        """A dock shares the place of another and is closed at first."""
        self._window.tabifyDockWidget(self.all[front], self.all[name])
        self.all[name].hide()
        self._closed.add(name)

    def share(self, height: float, name: str, other: str) -> None:
        """Give a dock about this height, and the ``other`` above it what is left."""
        docks = [self.all[name], self.all[other]]
        rest = max(1.0, self._window.height() - height)
        vertical = Qt.Orientation.Vertical
        self._window.resizeDocks(docks, [round(height), round(rest)], vertical)

    def settle(self) -> None:
        """This is what the layout is reset to."""
        left, right = (
            [self.all["task"], self.all["models"]],
            [self.all["layers"], self.all["properties"]],
        )
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([left[0], right[0]], [theme.PANEL_WIDTH] * 2, horizontal)
        self._window.resizeDocks(left, theme.LEFT_SHARES, vertical)
        self._window.resizeDocks(right, theme.RIGHT_SHARES, vertical)
        self._first = self._window.saveState(_VERSION)

    def reset(self) -> None:
        """Every panel where it was first."""
        self._hidden = []
        for name, dock in self.all.items():
            dock.setFloating(False)
            dock.setVisible(name not in self._closed)
        self._window.restoreState(self._first, _VERSION)

    def toggle_all(self) -> None:
        """Hide every panel, or bring back those that were there."""
        shown = [dock for dock in self.all.values() if dock.isVisible()]
        if shown:
            self._hidden = shown
        for dock in shown or self._hidden or list(self.all.values()):
            dock.setVisible(not shown)

    def fill_menu(self, menu: QMenu) -> None:
        """One entry for each panel."""
        for dock in self.all.values():
            menu.addAction(dock.toggleViewAction())

    def save(self) -> str:
        """Geometry and layout as text."""
        geometry, state = self._window.saveGeometry(), self._window.saveState(_VERSION)
        return " ".join(base64.b64encode(bytes(part.data())).decode() for part in (geometry, state))

    def restore(self, saved: str) -> None:
        """What :meth:`save` wrote; anything else changes nothing."""
        try:
            geometry, state = (base64.b64decode(part, validate=True) for part in saved.split(" "))
        except (ValueError, binascii.Error):
            return
        self._window.restoreGeometry(QByteArray(geometry))
        self._window.restoreState(QByteArray(state), _VERSION)
