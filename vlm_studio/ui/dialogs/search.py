"""Every command by its name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.actions import ACTIONS, MENUS
from vlm_studio.ui.dialogs.search_row import KEY, MENU, NAME, SearchRow
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import label, surface
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import text

_ROWS = 10


class CommandSearch(QDialog):
    """Type a part of a name, Enter does it; only what can be done now is listed."""

    def __init__(self, parent: QWidget, actions: Mapping[str, QAction]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        surface(self, "palette")
        self._actions = actions
        self.field = SearchField(text("Search commands"))
        self.list = QListWidget()
        self.list.setItemDelegate(SearchRow(self.list))
        say(self.list, "setAccessibleName", text("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = label(text("No command matches."), "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.SPACE_2,) * 4)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1)
        self.setFixedSize(theme.SEARCH_WIDTH, (_ROWS + 2) * theme.ROW)
        top = parent.mapToGlobal(QPoint((parent.width() - theme.SEARCH_WIDTH) // 2, 48))
        self.move(top)
        self.field.textChanged.connect(lambda _text: self._fill())
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _item: self._run())
        self.field.installEventFilter(self)
        self._fill()
        self.field.setFocus()

    def _fill(self) -> None:
        words = self.field.text().casefold().split()
        self.list.clear()
        for action in ACTIONS:
            qt = self._actions[action.id]
            if action.id == "app.search" or not qt.isEnabled():
                continue
            menu = next((str(title) for title, ids in MENUS if action.id in ids), "")
            name = qt.text().rstrip("…")
            # Who works in another language may know the English name all the same.
            said = f"{menu} {name} {action.text.key}".casefold()
            if all(word in said for word in words):
                self._add(name, menu, qt.shortcut(), action.id)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)

    def _add(self, name: str, menu: str, keys: QKeySequence, id: str) -> None:
        key = keys.toString(QKeySequence.SequenceFormat.NativeText)
        item = QListWidgetItem(f"{menu}:  {name}" + (f"    {key}" if key else ""))
        item.setData(Qt.ItemDataRole.UserRole, id)
        for role, said in ((MENU, menu), (NAME, name), (KEY, key)):
            item.setData(role, said)
        self.list.addItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        action = self._actions[item.data(Qt.ItemDataRole.UserRole)]
        self.accept()
        action.trigger()
