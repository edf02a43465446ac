"""The row under the canvas with the designs that wait: step through them, take them, throw them away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.tasks.staged import Staged
from vlm_studio.ui import theme
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.staging import words
from vlm_studio.ui.staging.strip import Strip
from vlm_studio.ui.widgets.controls import Elided, button, column, icon_button, row, surface
from vlm_studio.words import text

GESTURES = (
    Gesture(text("Step through the designs"), text("Left, Right")),
    Gesture(text("Accept"), text("Enter, or double-click")),
    Gesture(text("Discard this"), text("Del")),
    Gesture(text("Hide the row"), text("Esc")),
)
"""What works while the row has the focus."""

_KEYS = {
    Qt.Key.Key_Left: "previous",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
    Qt.Key.Key_Return: "accept",
    Qt.Key.Key_Enter: "accept",
    Qt.Key.Key_Delete: "discard",
    Qt.Key.Key_Backspace: "discard",
    Qt.Key.Key_Escape: "hide",
}


_ONCE = ("accept", "discard")
"""A key that is held down does not go through all designs with these."""


class Told(Elided):
    """A line that says more in its tooltip than it has room for."""

    def __init__(self) -> None:
        self._whole = ""
        super().__init__()

    def tell(self, line: str, whole: str) -> None:
        """Show ``line``; the tooltip is ``whole``."""
        self._whole = whole
        self.setText(line)

    def _explain(self) -> None:
        self.setToolTip(self._whole)


class StagingRow(QFrame):
    """``wanted`` says what somebody wants: a verb of :mod:`vlm_studio.ui.commands.staging`; ``chosen`` which design."""

    wanted = Signal(str)
    chosen = Signal(int)

    def __init__(self, model_name: Callable[[str], str], menu: Callable[[QPoint], object]) -> None:
        """``menu`` offers the verbs that have no button, at a place on the screen."""
        super().__init__()
        self._model_name = model_name
        self._designs: Sequence[Staged] = ()
        self._at = 0
        surface(self, "panel")
        self.previous = icon_button("previous", text("Previous design"))
        self.next = icon_button("next", text("Next design"))
        self.line = Told()
        self.accept = button(text("Accept"), "primary")
        self.discard = button(text("Discard this"), "quiet")
        self.more = button(text("More like this"), "quiet")
        self.accept_all = button(text("Accept all"), "quiet")
        self.discard_all = button(text("Discard all"), "quiet")
        self.others = icon_button("more", text("More about these designs"))
        self.hide_button = icon_button("close", text("Hide the designs"))
        self.strip = Strip(lambda staged: words.details(staged, model_name))
        self._buttons = QWidget()
        self._build()
        self.strip.chosen.connect(self.chosen)
        self.strip.taken.connect(lambda: self.wanted.emit("accept"))
        self.others.clicked.connect(
            lambda: menu(self.others.mapToGlobal(self.others.rect().bottomLeft()))
        )
        for name, control in self.controls().items():
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            control.clicked.connect(lambda _=False, verb=name: self.wanted.emit(verb))
        self.others.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        language.changed.connect(self._say)

    def controls(self) -> dict[str, QAbstractButton]:
        """The buttons by their verbs."""
        return {
            "previous": self.previous,
            "next": self.next,
            "accept": self.accept,
            "discard": self.discard,
            "more": self.more,
            "accept_all": self.accept_all,
            "discard_all": self.discard_all,
            "hide": self.hide_button,
        }

    def _build(self) -> None:
        self._buttons.setLayout(
            row(
                self.accept,
                self.discard,
                self.more,
                self.others,
                None,
                spacing=theme.SPACE_1,
            )
        )
        self._head = row(
            self.previous, self.next, self.line, self.hide_button, spacing=theme.SPACE_1
        )
        self._head.setStretch(2, 1)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_2, theme.SPACE_1, theme.SPACE_2, theme.SPACE_2)
        layout.setSpacing(theme.SPACE_1)
        layout.addLayout(self._head)
        self._all = QWidget()
        both = column(self._all, spacing=theme.SPACE_1)
        both.addWidget(self.accept_all)
        both.addWidget(self.discard_all)
        both.addStretch(1)
        middle = row(self.strip, self._all)
        middle.setStretch(0, 1)
        layout.addLayout(middle)
        layout.addWidget(self._buttons)

    def show_designs(self, designs: Sequence[Staged], at: int) -> None:
        """Show what waits; ``designs`` is not empty."""
        self._designs, self._at = designs, at
        self.strip.show_designs(designs, at)
        self.previous.setEnabled(at > 0)
        self.next.setEnabled(at < len(designs) - 1)
        self._arrange()
        self._say()

    def _say(self) -> None:
        if not self._designs:
            return
        staged, count = self._designs[self._at], len(self._designs)
        self.line.tell(
            words.line(staged, self._at, count, self._model_name),
            words.details(staged, self._model_name),
        )
        said = words.spoken(staged, self._at, count, self._model_name)
        say(self.strip, "setAccessibleName", said)

    def _arrange(self) -> None:
        """Where there is room, all verbs have a button."""
        wide = self.width() >= theme.STAGING_WIDE
        if wide != (self._head.indexOf(self._buttons) >= 0):
            (self._column if wide else self._head).removeWidget(self._buttons)
            if wide:
                self._head.insertWidget(3, self._buttons)
            else:
                self._column.addWidget(self._buttons)
        self._all.setVisible(wide and len(self._designs) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    # Keys --------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _verb(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verb, focus = _verb(event), QApplication.focusWidget()
        if not verb:
            event.ignore()
        elif verb in _ONCE and event.isAutoRepeat():
            return
        elif verb == "accept" and isinstance(focus, QAbstractButton):
            focus.click()  # Enter does what the button in hand says
        else:
            self.wanted.emit(verb)


def _verb(event: QKeyEvent) -> str:
    """What a key asks for, alone; nothing if that is nothing."""
    alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _KEYS.get(Qt.Key(event.key()), "") if alone else ""
