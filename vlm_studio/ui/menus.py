"""Menus, tool strip and shortcuts, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.actions import ACTIONS, MENUS, SUBMENUS, TOOLS, Action
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Situation
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.strokes import shown
from vlm_studio.ui.saying import say, say_again
from vlm_studio.words import text

CANVAS_MENU = (
    "edit.add_corner", "edit.remove_corner", "-",
    "edit.label", "edit.transform", "edit.duplicate", "edit.copy", "edit.paste", "edit.delete", "-",
    "arrange", "convert", "combine", "align", "path", "-",
    "run.masks", "run.cut_out", "-", "edit.select_all", "edit.select_same", "view.fit_selection", "view.fit",
)  # fmt: skip
LAYER_MENU = (
    "layer.rename", "layer.duplicate", "edit.copy", "edit.paste", "layer.delete", "-",
    "layer.group", "layer.ungroup", "layer.merge_down", "shape.opaque", "layer.trace", "-",
    "layer.hide", "layer.lock", "layer.solo", "-", "staging.recreate", "staging.use_layer_words", "-", "layer.front", "layer.bottom",
)  # fmt: skip
IMAGES_MENU = (
    "run.chosen", "run.unfinished", "run.all", "-", "file.export_images", "-", "image.remove", "-", "image.refresh",
)  # fmt: skip
STAGING_MENU = (
    "staging.accept_all", "staging.discard_all", "-", "staging.more", "staging.use_words", "-", "staging.bring_back", "staging.earlier", "staging.discard_earlier",
)  # fmt: skip
"""What the right button, or a button with dots, offers."""


class ActionSet(QObject):
    """Every action of the table as a ``QAction``, kept up to date with :meth:`refresh`."""

    turned = Signal()
    """One that can be on or off was used: whether it is on has to be seen anew."""

    def __init__(
        self, parent: QWidget, commands: Commands, keys: KeyMap, places: dict[str, QWidget]
    ) -> None:
        """``places`` are the widgets of the contexts ``window``, ``canvas`` and ``layers``."""
        super().__init__(parent)
        self._parent = parent
        self.by_id: dict[str, QAction] = {}
        self._commands = commands
        self._keys = keys
        self._now = Situation()
        self._seen: Situation | None = None
        """What the actions show; ``None`` when Qt changed one of them by itself."""
        for action in ACTIONS:
            made = self._made(action)
            self.by_id[action.id] = made
            places[action.context].addAction(made)
        self._use_keys()
        keys.changed.connect(self._keys_changed)

    def _made(self, action: Action) -> QAction:
        made = QAction(self)
        made.setObjectName(action.id)
        if action.context != "window":
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if action.icon:
            made.setIcon(icons.icon(action.icon))
            made.setIconVisibleInMenu(False)
        made.setCheckable(action.checked is not None)
        say(made, "setText", lambda: str(action.says(self._now) or action.text))
        say(made, "setToolTip", lambda: tip(action, self._keys))
        made.triggered.connect(lambda: self._do(action))
        return made

    def _do(self, action: Action) -> None:
        action.run(self._commands)
        # Qt turns the check over, also where what was asked for is so already.
        if action.checked is not None:
            self._seen = None
            self.turned.emit()

    def _use_keys(self) -> None:
        for id, made in self.by_id.items():
            made.setShortcuts([QKeySequence(key) for key in self._keys.keys(id)])

    def _keys_changed(self) -> None:
        self._use_keys()
        say_again()

    def popup(
        self, ids: Iterable[str], place: QPoint, more: Callable[[QMenu], object] = lambda _: None
    ) -> None:
        """A menu of those of the actions that can be done now; ``place`` is on the screen.

        ``-`` is a line, and a name of ``SUBMENUS`` the menu of that name. ``more`` adds what is no action.
        """
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offer(menu, ids)
        more(menu)
        menu.popup(place)

    def _offer(self, menu: QMenu, ids: Iterable[str]) -> None:
        for id in ids:
            if id == "-":
                menu.addSeparator()
            elif id in SUBMENUS:
                title, entries = SUBMENUS[id]
                inner = QMenu(str(title), menu)
                self._offer(inner, entries)
                if any(
                    action.isEnabled() for action in inner.actions() if not action.isSeparator()
                ):
                    menu.addMenu(inner)
            elif self.by_id[id].isEnabled():
                menu.addAction(self.by_id[id])

    def refresh(self, now: Situation) -> None:
        """Show what can be done at this moment."""
        # Every step of a job asks for it, and most leave everything as it was.
        if now == self._seen:
            return
        before, self._now, self._seen = self._now, now, now
        for action in ACTIONS:
            made = self.by_id[action.id]
            made.setEnabled(action.enabled(now))
            if action.checked is not None:
                made.setChecked(action.checked(now))
            said = action.says(now)
            if said != action.says(before):
                made.setText(str(said or action.text))


def tip(action: Action, keys: KeyMap) -> str:
    """What a tooltip says: the action and its first key."""
    words = str(action.text).rstrip("…")
    first = keys.keys(action.id)[:1]
    return f"{words}  {shown(first)}" if first else words


def fill_menus(
    bar: QMenuBar, actions: ActionSet, extra: dict[str, Callable[[QMenu], object]]
) -> None:
    """The menus of the table; ``extra`` fills the entries that are not actions."""
    for title, entries in MENUS:
        menu = QMenu(bar)
        say(menu, "setTitle", title)
        bar.addMenu(menu)
        for entry in entries:
            if entry == "-":
                menu.addSeparator()
            elif entry in extra:
                extra[entry](menu)
            else:
                menu.addAction(actions.by_id[entry])


def fill_strip(strip: QToolBar, actions: ActionSet) -> None:
    """The tools, and the few verbs that are needed beside them."""
    strip.setIconSize(QSize(theme.ICON, theme.ICON))
    strip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    say(strip, "setWindowTitle", text("Tools"))
    for tool in TOOLS:
        strip.addAction(actions.by_id[tool.id])
    strip.addSeparator()
    for id in ("edit.undo", "edit.redo", "view.fit"):
        strip.addAction(actions.by_id[id])
