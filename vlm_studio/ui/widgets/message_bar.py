"""One sentence at the top of the canvas, about files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from vlm_studio.studio import Notice
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import IconLabel, button, icon_button, row, surface, wrapping
from vlm_studio.words import text

_ROLES = {"info": "muted", "warning": "warn", "error": "bad"}
_INFO_SECONDS = 7


class MessageBar(QFrame):
    """Shows the newest notice; closing it shows the one before. Plain information goes by itself, unless it has buttons.

    What is said about a document is shown while that document is in front; an error always is. It lies over the
    top of ``ground``, so that nothing moves when it comes and goes.
    """

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground.parentWidget())
        self._ground = ground
        surface(self, "bar")
        self._waiting: list[Notice] = []
        self._front: str | None = None
        self._icon = IconLabel()
        self.words = wrapping()
        self.close_button = icon_button("close", text("Close this message"))
        self.timer = QTimer(self, singleShot=True, interval=_INFO_SECONDS * 1000)
        self.timer.timeout.connect(self.next)
        self.close_button.clicked.connect(self.next)
        self.buttons = (button(text("Add")), button(text("Add")))
        for number, each in enumerate(self.buttons):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
            each.clicked.connect(partial(self._take, number))
        self._choices = QWidget()
        self._choices.setLayout(row(*self.buttons, None))
        self._below = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_2, theme.SPACE_1)
        self._grid.setHorizontalSpacing(theme.SPACE_2)
        self._grid.setVerticalSpacing(theme.SPACE_1)
        self._grid.setColumnStretch(1, 1)
        for column, part in enumerate((self._icon, self.words, self._choices, self.close_button)):
            self._grid.addWidget(part, 0, column)
        self.hide()
        ground.installEventFilter(self)

    @property
    def notice(self) -> Notice | None:
        """What is shown."""
        return next((each for each in reversed(self._waiting) if self._belongs(each)), None)

    def _belongs(self, notice: Notice) -> bool:
        return notice.kind == "error" or notice.document in (None, self._front)

    def show_notice(self, notice: Notice) -> None:
        """Show ``notice`` on top of those that are there."""
        self._waiting = [each for each in self._waiting if each != notice] + [notice]
        self._show()

    def next(self) -> None:
        """Away with the notice that is shown."""
        if self.notice is not None:
            self._waiting.remove(self.notice)
        self._show()

    def withdraw(self, notice: Notice) -> None:
        """Away with ``notice``, shown or not."""
        if notice in self._waiting:
            self._waiting.remove(notice)
            self._show()

    def _take(self, number: int, _checked: bool = False) -> None:
        notice = self.notice
        if notice is not None:
            self.withdraw(notice)
            notice.choices[number].take()

    def turn_to(self, document: str | None) -> None:
        """This document is in front now."""
        self._front = document
        self._show()

    def forget(self, document: str) -> None:
        """Away with everything about a document that is closed."""
        self._waiting = [n for n in self._waiting if n.document != document or n.kind == "error"]
        self._show()

    def forget_errors(self, document: str) -> None:
        """Away with the errors about a document that is safe now."""
        self._waiting = [n for n in self._waiting if n.document != document or n.kind != "error"]
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._stand()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        # The sentence is another one, or in another language.
        if event.type() == QEvent.Type.LayoutRequest:
            self._stand()
        return super().event(event)

    def _stand(self) -> None:
        ground = self._ground.geometry()
        width = ground.width()
        self._arrange(width)
        self.setGeometry(ground.x(), ground.y(), width, self.heightForWidth(width))

    def _arrange(self, width: int) -> None:
        """Buttons stand behind a sentence that leaves room for them in its line, else below it."""
        line = self.words.fontMetrics().horizontalAdvance(self.words.text())
        others = (self._icon, self._choices, self.close_button)
        room = width - sum(each.sizeHint().width() for each in others) - theme.SPACE_6
        if self._below != (line > room):
            self._below = line > room
            self._grid.addWidget(self._choices, *((1, 1) if self._below else (0, 2)))

    def _show(self) -> None:
        notice = self.notice
        self.setVisible(notice is not None)
        self.timer.stop()
        if notice is None:
            return
        name = "info" if notice.kind == "info" else notice.kind
        self._icon.show_icon(name, _ROLES[notice.kind])
        say(self.words, "setText", notice.text)
        for each in self.buttons[len(notice.choices) :]:
            each.hide()
        for each, choice in zip(self.buttons, notice.choices, strict=False):
            say(each, "setText", choice.text)
            each.show()
        self._choices.setVisible(bool(notice.choices))
        self._stand()
        self.raise_()
        if notice.kind == "info" and not notice.choices:
            self.timer.start()
