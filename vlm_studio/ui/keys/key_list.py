"""The list of actions with their keys, by menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from vlm_studio.ui import theme
from vlm_studio.ui.actions import BY_ID, MENUS, Action, Context
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.saying import language, say
from vlm_studio.words import Text, text

PLACES: dict[Context, Text] = {
    "window": text("Everywhere"),
    "canvas": text("On the canvas"),
    "layers": text("In the layer list"),
    "images": text("In the list of pictures"),
}
_ID = Qt.ItemDataRole.UserRole


class KeyList(QTreeWidget):
    """Columns: the action, where its keys count, the keys, and whether they are the profile's."""

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self._groups: list[tuple[Text, QTreeWidgetItem, list[str]]] = []
        self._rows: dict[str, QTreeWidgetItem] = {}
        self.setColumnCount(4)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self, "setAccessibleName", text("Actions and their keys"))
        self._fill()
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.show_keys()
        keys.changed.connect(self.show_keys)
        language.changed.connect(self.show_keys)
        theme.appearance.changed.connect(self.show_keys)

    @property
    def action(self) -> Action | None:
        """The one that is chosen."""
        item = self.currentItem()
        return BY_ID.get(item.data(0, _ID)) if item is not None and not item.isHidden() else None

    def choose(self, id: str) -> None:
        """Choose an action."""
        self.setCurrentItem(self._rows[id])

    def _fill(self) -> None:
        for title, entries in MENUS:
            heading = self._item("")
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            ids = [id for id in entries if id in BY_ID]
            self._groups.append((title, heading, ids))
            self._rows |= {id: self._item(id) for id in ids}

    def _item(self, id: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self)
        item.setData(0, _ID, id)
        item.setSizeHint(0, QSize(0, theme.ROW))
        return item

    def show_keys(self) -> None:
        """Say every row again."""
        muted = theme.color("muted")
        for title, heading, ids in self._groups:
            heading.setText(0, str(title))
            heading.setForeground(0, muted)
            font = self.font()
            font.setBold(True)
            heading.setFont(0, font)
            for id in ids:
                self._show(self._rows[id], BY_ID[id])
                self._rows[id].setForeground(1, muted)
                self._rows[id].setForeground(3, theme.color("warn"))

    def _show(self, item: QTreeWidgetItem, action: Action) -> None:
        keys = self._keys.keys(action.id)
        changed = keys != self._keys.profile_keys(action.id)
        words = (
            str(action.text).rstrip("…"),
            str(PLACES[action.context]),
            shown(keys),
            str(text("Changed")) if changed else "",
        )
        for column, said in enumerate(words):
            item.setText(column, said)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, words)))

    def narrow(self, wanted: str) -> int:
        """Show only what has every word of ``wanted`` in its name, its menu or its keys; returns how many those are."""
        words = wanted.casefold().split()
        found = 0
        for title, heading, ids in self._groups:
            hits = 0
            for id in ids:
                item = self._rows[id]
                said = f"{title} {item.text(0)} {item.text(1)} {item.text(2)}".casefold()
                hit = all(word in said for word in words)
                item.setHidden(not hit)
                hits += hit
            heading.setHidden(not hits)
            found += hits
        self._stay_on_what_is_shown()
        return found

    def _stay_on_what_is_shown(self) -> None:
        if self.action is None:
            first = next((row for row in self._rows.values() if not row.isHidden()), None)
            if first is not None:
                self.setCurrentItem(first)
