"""Sentences on widgets that follow the language while the program runs."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QObject, Signal

from vlm_studio.words import Text, catalogue

_SENTENCES = "_sentences"
"""What a widget says lies on the widget itself: kept here, sentences that know of their widget would keep it for ever."""
_speaking: WeakKeyDictionary[QObject, None] = WeakKeyDictionary()


class Language(QObject):
    """Tells what was written by hand that the language is another one."""

    changed = Signal()

    def use(self, code: str) -> None:
        """Say everything in ``code`` (a key of ``LANGUAGES``) from now on."""
        catalogue.use(code)
        say_again()
        self.changed.emit()


language = Language()


def say(widget: QObject, setter: str, sentence: Text | Callable[[], str]) -> None:
    """Call ``widget.SETTER(sentence)`` now and whenever the language changes, until it is said something else."""
    speak = sentence if callable(sentence) else sentence.__str__
    vars(widget).setdefault(_SENTENCES, {})[setter] = speak
    _speaking[widget] = None
    getattr(widget, setter)(speak())


def say_again() -> None:
    """Every sentence as it is now: the language, or a key that it names, is another one."""
    for widget in list(_speaking):
        if shiboken6.isValid(widget):
            for setter, speak in vars(widget)[_SENTENCES].items():
                getattr(widget, setter)(speak())
