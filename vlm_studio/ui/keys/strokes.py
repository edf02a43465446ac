"""One key with its modifiers: as it is compared, as it is shown, and as it is pressed."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_SHIFTED = dict(zip('!@#$%^&*()_+{}|:"<>?~', "1234567890-=[]\\;',./`"))
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
        Qt.Key.Key_unknown,
        Qt.Key(0),
    }
)
_STAY = frozenset(
    map(QKeySequence, ("Esc", "Space", "Return", "Enter", "Left", "Right", "Up", "Down"))
)


def understood(key: str) -> bool:
    """Whether ``key`` names one key with its modifiers."""
    sequence = QKeySequence(key)
    return sequence.count() == 1 and bool(sequence.toString())


@lru_cache
def canonical(key: str) -> str:
    """The same for two ways to say one key, such as ``?`` and ``Shift+/``, on the layout most keys are named after."""
    held, _, last = QKeySequence(key).toString().rpartition("+")
    if not last:  # the plus key itself
        held, last = held.rstrip("+"), "+"
    modifiers = set(filter(None, held.split("+")))
    if last in _SHIFTED:
        modifiers.add("Shift")
        last = _SHIFTED[last]
    return "+".join([*sorted(modifiers), last])


def shown(keys: tuple[str, ...]) -> str:
    """Keys as the system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ",  ".join(QKeySequence(key).toString(native) for key in keys)


def pressed(event: QKeyEvent) -> str:
    """The key of a press, or nothing while only modifiers are down."""
    if Qt.Key(event.key()) in _MODIFIERS:
        return ""
    combination = event.keyCombination()
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = combination.key()
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    name = QKeySequence(key).toString()
    if name in _SHIFTED:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    written = QKeySequence(QKeyCombination(held, key)).toString()
    return written if understood(written) else ""


def stays(key: str) -> bool:
    """Whether the canvas and the fields need ``key`` for themselves."""
    return QKeySequence(key) in _STAY
