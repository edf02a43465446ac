"""Sentences on widgets: they follow the language, and keep nothing that is closed."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vlm_studio.ui.saying import say, say_again


class _Card(QWidget):
    """Says what it knows itself."""

    def __init__(self) -> None:
        super().__init__()
        self.known = "one"
        label = QLabel()
        QVBoxLayout(self).addWidget(label)
        self.label = label
        say(label, "setText", lambda: self.known)


@pytest.fixture
def card(qtbot: QtBot) -> _Card:
    made = _Card()
    qtbot.addWidget(made)
    return made


def test_what_is_said_follows_until_something_else_is_said(card: _Card) -> None:
    assert card.label.text() == "one"
    card.known = "two"
    say_again()
    assert card.label.text() == "two"
    say(card.label, "setText", lambda: "three")
    card.known = "four"
    say_again()
    assert card.label.text() == "three"


def test_a_widget_that_is_let_go_is_not_kept_by_what_it_said(application: object) -> None:
    made = _Card()
    seen = ref(made)
    del made
    gc.collect()
    assert seen() is None
    say_again()
