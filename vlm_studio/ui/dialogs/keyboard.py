"""Keys by choice: a profile, and over it any key by hand. Everything takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from vlm_studio.ui import theme
from vlm_studio.ui.actions import Action
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.keys.key_list import PLACES, KeyList
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.profiles import PROFILES, Keys
from vlm_studio.ui.keys.recorder import KeyRecorder
from vlm_studio.ui.keys.strokes import shown, stays
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo, button, elided, row
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import Text, text


class KeyboardDialog(Dialog):
    """A key that another action has is only taken from it after a second yes."""

    def __init__(self, parent: QWidget, keys: KeyMap) -> None:
        super().__init__(parent, text("Change keys"), theme.LARGE_DIALOG[0])
        self._keys = keys
        self._adds = False
        """Whether the next key comes beside those that are there."""
        self._wish: tuple[Action, Keys] | None = None
        """What waits for the second yes."""
        self.search = SearchField(text("Search actions and keys"))
        self.profile = Combo()
        for profile, words in PROFILES.items():
            self.profile.offer(words, profile)
        self.profile.setCurrentIndex(self.profile.findData(keys.profile))
        say(self.profile, "setAccessibleName", text("Key profile"))
        self.list = KeyList(keys)
        self.line = KeyRecorder()
        self.change = _quiet(text("Change…"))
        self.add = _quiet(text("Add another…"))
        self.clear = _quiet(text("Remove keys"))
        self.reset = _quiet(text("Reset"))
        self.take = _quiet(text("Use it here"))
        self.leave = _quiet(text("Leave it there"))
        self._build()
        self._connect()
        self.list.narrow("")
        self._show_state()
        self.search.setFocus()

    def _build(self) -> None:
        heading = elided(text("Key profile"))
        heading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.profile.setFixedWidth(theme.DIALOG_LIST)
        top = row(self.search, heading, self.profile)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.list, 1)
        self.line.setMinimumHeight(2 * self.line.fontMetrics().lineSpacing())
        self.body.addWidget(self.line)
        verbs = (self.change, self.add, self.clear, self.reset)
        self.body.addLayout(row(*verbs, None, self.take, self.leave))
        self.reset_all = self.add_button(text("Reset all"))
        self.reset_all.clicked.connect(self._reset_all)
        # Enter belongs to the list here: it changes the keys of the chosen action.
        self.add_button(text("Close")).clicked.connect(self.accept)
        self.resize(*theme.LARGE_DIALOG)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.profile.activated.connect(lambda _i: self._use_profile())
        self.list.currentItemChanged.connect(lambda _now, _before: self._forget())
        self.list.itemActivated.connect(lambda _item, _column: self._listen(adds=False))
        self.line.recorded.connect(self._pressed)
        self.line.given_up.connect(self._done)
        self.change.clicked.connect(lambda: self._listen(adds=False))
        self.add.clicked.connect(lambda: self._listen(adds=True))
        self.clear.clicked.connect(lambda: self._want(()))
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self._done)
        self._keys.changed.connect(self._show_state)

    # What is shown -----------------------------------------------------------------------------

    def _find(self, words: str) -> None:
        self._forget()
        if not self.list.narrow(words):
            self.line.tell(text("No action has these words or this key."))
        self._show_state()

    def _show_state(self) -> None:
        action = self.list.action
        for verb in (self.change, self.add, self.clear):
            verb.setEnabled(action is not None)
        own = self._keys.keys(action.id) if action is not None else ()
        self.clear.setEnabled(bool(own))
        self.reset.setEnabled(action is not None and own != self._keys.profile_keys(action.id))
        self.reset_all.setEnabled(self._keys.changed_by_hand)
        self.take.setVisible(self._wish is not None)
        self.leave.setVisible(self._wish is not None)

    # Profiles ----------------------------------------------------------------------------------

    def _use_profile(self) -> None:
        self._forget()
        self._keys.use(self.profile.currentData())

    def _reset_all(self) -> None:
        self._keys.reset()
        self._forget()
        self.list.setFocus()

    # One action --------------------------------------------------------------------------------

    def _listen(self, *, adds: bool) -> None:
        action = self.list.action
        if action is not None:
            self._forget()
            self._adds = adds
            self.line.listen(
                text(
                    "Press the new keys for {action}. Esc leaves them as they are.",
                    action=_name(action),
                )
            )

    def _pressed(self, key: str) -> None:
        action = self.list.action
        if action is None:
            return
        if stays(key) or (key == "Tab" and action.context != "canvas"):
            self._done()
            self.line.tell(
                text("{keys} always does the same and cannot be bound.", keys=shown((key,))), "warn"
            )
            return
        own = self._keys.keys(action.id) if self._adds else ()
        self._want((*(other for other in own if other != key), key))

    def _reset(self) -> None:
        action = self.list.action
        if action is not None:
            self._want(self._keys.profile_keys(action.id))

    def _want(self, keys: Keys) -> None:
        """Bind at once, or first say who would lose a key."""
        action = self.list.action
        if action is None:
            return
        others = self._keys.conflicts(action.id, keys)
        if not others:
            self._keys.bind(action.id, keys)
            self._done()
            return
        self._wish = action, keys
        contested = tuple(key for key in keys if self._keys.conflicts(action.id, (key,)))
        names = ", ".join(f"{_name(other)} ({PLACES[other.context]})" for other in others)
        self.line.tell(
            text(
                "{keys} is in use: {actions}. Use it for {action} instead?",
                keys=shown(contested),
                actions=names,
                action=_name(action),
            ),
            "warn",
        )
        self._show_state()
        self.leave.setFocus()

    def _take(self) -> None:
        if self._wish is not None:
            action, keys = self._wish
            self._keys.bind(action.id, keys)
        self._done()

    def _done(self) -> None:
        self._forget()
        self.list.setFocus()

    def _forget(self) -> None:
        self._wish = None
        self.line.tell(None)
        self._show_state()

    # Keys of the dialog itself -----------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, QPushButton):
                focus.click()
            elif focus is self.search:
                self.list.setFocus()
        elif event.key() == Qt.Key.Key_Down and focus is self.search:
            self.list.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self._wish is not None:
            self._done()
        else:
            super().keyPressEvent(event)


def _name(action: Action) -> str:
    return str(action.text).rstrip("…")


def _quiet(words: Text) -> QPushButton:
    made = button(words)
    made.setAutoDefault(False)
    return made
