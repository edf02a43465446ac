"""What the pages of the task panel are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from vlm_studio.ui import icons, theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import elided, row
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import Text


def in_pairs(choices: Sequence[QPushButton]) -> QGridLayout:
    """Two beside one another, in as many rows as they need."""
    grid = QGridLayout()
    grid.setSpacing(theme.SPACE_1)
    for at, choice in enumerate(choices):
        grid.addWidget(choice, at // 2, at % 2)
    for side in (0, 1):
        grid.setColumnStretch(side, 1)
    return grid


def choice(words: Text, icon: str) -> QPushButton:
    """One of the tasks."""
    made = QPushButton()
    made.setProperty("role", "choice")
    made.setCheckable(True)
    made.setIcon(icons.icon(icon))
    made.setIconSize(QSize(theme.ICON, theme.ICON))
    say(made, "setText", words)
    return made


class Section:
    """Widgets that are shown together or not at all."""

    def __init__(self, widgets: Sequence[QWidget]) -> None:
        self._widgets = widgets

    @property
    def shown(self) -> bool:
        """Whether they can be seen where the form can be."""
        return not self._widgets[0].isHidden()

    def show(self, on: bool) -> None:
        """Show them, or no longer."""
        for widget in self._widgets:
            widget.setVisible(on)


def section(
    column: QVBoxLayout, name: Text, *widgets: QWidget, beside: Sequence[QWidget] = ()
) -> Section:
    """Add a name over ``widgets``, with the arrows that reset them and what stands ``beside`` it."""
    heading = QWidget()
    arrows = [widget.reset for widget in widgets if isinstance(widget, ResettableSlider)]
    line = row(elided(name, "small"), *arrows, *beside)
    line.setStretch(0, 1)
    line.setContentsMargins(0, theme.SPACE_1, 0, 0)  # which goes when the section goes
    heading.setLayout(line)
    for widget in (heading, *widgets):
        column.addWidget(widget)
    return Section((heading, *widgets))


def tab_through(before: QWidget, page: QWidget, after: QWidget) -> None:
    """Tab goes from ``before`` through all controls of ``page``, which was made later, to ``after``."""
    last = before
    for part in page.findChildren(QWidget):
        # The list of a combo box is a window of its own, and the line in a number field belongs to the field.
        met = part.window() is page.window() and part.focusProxy() is None
        if met and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(last, part)
            last = part
    QWidget.setTabOrder(last, after)
