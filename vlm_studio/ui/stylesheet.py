"""The one style sheet, written from the theme's tokens.

Widgets say what they are with the property ``role``; nothing else sets a colour or a size by itself.
"""

from __future__ import annotations

from string import Template

from vlm_studio.ui import theme
from vlm_studio.ui.theme import Theme


def stylesheet(tokens: Theme) -> str:
    """The style sheet of a theme."""
    values = {
        **tokens.roles(),
        "small": f"{theme.points(theme.SMALL_PX):.2f}pt",
        "heading": f"{theme.points(theme.HEADING_PX):.2f}pt",
        "radius": f"{theme.RADIUS}px",
        "inner": f"{theme.RADIUS - 2}px",
        "s1": f"{theme.SPACE_1}px",
        "s2": f"{theme.SPACE_2}px",
        "s3": f"{theme.SPACE_3}px",
        "row": f"{theme.ROW - 2}px",
        "scroll": f"{theme.SCROLL_BAR}px",
        "tool": f"{theme.TOOL_BUTTON - 2}px",
        "dense": f"{theme.ROW - 5}px",
    }
    return Template(_SHEET).substitute(values)


_SHEET = """
* { color: $text; outline: none; }
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $window; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: $accent; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: $s1 $s2; }

QMenuBar { background: $window; padding: 0 $s1; border: none; }
QMenuBar::item { padding: 6px 9px; border-radius: $inner; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: $s1; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: $inner; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $outline; background: transparent; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: $s1 $s2; }

QToolBar { background: $panel; border: none; padding: $s1; spacing: 2px; }
QToolBar::separator { background: $line; height: 1px; margin: $s1 6px; }
QToolBar QToolButton { min-width: $tool; min-height: $tool; max-width: $tool; max-height: $tool; padding: 0; }
QToolBar[dense="true"] QToolButton { min-height: $dense; max-height: $dense; }
QToolBar[dense="true"] { spacing: 0; padding-top: 2px; padding-bottom: 2px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: $radius; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $selected; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton[role="sample"] { padding: 2px; border: 2px solid transparent; }
QToolButton[role="sample"]:hover { background: transparent; border-color: $outline; }
QToolButton[role="sample"]:focus { border-color: $accent; }
QToolButton[role="style"] { padding: 1px; border: 2px solid transparent; font-size: $small; }
QToolButton[role="style"]:checked { border-color: $accent; font-weight: 600; }
QToolButton[role="style"]:focus { border-color: $text; }
QToolButton::menu-indicator { image: none; width: 0; }

QDockWidget { background: $panel; }
QWidget[role="panel"], QWidget[role="title"] { background: $panel; }
QWidget[role="window"] { background: $window; }
QWidget[role="surround"] { background: $canvas; }
QWidget[role="card"] { background: $raised; border: 1px solid $line; border-radius: $radius; }
QWidget[role="bar"] { background: $raised; border: none; border-bottom: 1px solid $line; }
QWidget[role="popup"] { background: $raised; border: 1px solid $outline; border-radius: $radius; }
QWidget[role="palette"] { background: $raised; border: 1px solid $outline; }
QWidget[role="line"] { background: $line; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; border: none; }

QLabel { background: transparent; }
QLabel[role="heading"] { font-size: $heading; font-weight: 600; color: $muted; }
QLabel[role="title-text"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: $small; }
QLabel[role="small-text"] { font-size: $small; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="good"] { color: $good; font-size: $small; }
QLabel[role="warn"] { color: $warn; }
QLabel[role="chip"], QLabel[role="chip-yes"], QLabel[role="chip-no"], QLabel[role="chip-unknown"] {
  font-size: $small; padding: 1px 6px; border-radius: $inner; background: $panel; border: 1px solid $line; color: $muted; }
QLabel[role="chip-yes"] { color: $good; }
QLabel[role="chip-no"] { color: $bad; }
QLabel[role="chip-unknown"] { color: $warn; }

QPushButton { background: $raised; border: 1px solid $outline; border-radius: $radius; padding: 0 $s3; min-height: $row; max-height: $row; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { color: $outline; border-color: $line; background: transparent; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $raised; color: $outline; border-color: $line; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; color: $text; padding: 0 $s2; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border: 1px solid $accent; }
QPushButton[role="quiet"]:disabled { color: $outline; }
QPushButton[role="search"] { background: $panel; border: 1px solid $line; color: $muted; text-align: left; padding: 0 $s2; min-height: 22px; font-size: $small; }
QPushButton[role="search"]:hover { border-color: $outline; }
QPushButton[role="choice"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 0 $s2; min-height: $row; max-height: $row; }
QPushButton[role="choice"]:hover { background: $hover; }
QPushButton[role="choice"]:checked { background: $selected; font-weight: 600; }
QPushButton[role="choice"]:focus { border: 1px solid $accent; }
QPushButton[role="class-chip"] { background: $raised; border: 1px solid $line; border-radius: $inner; padding: 0 6px; min-height: 20px; font-size: $small; }
QPushButton[role="class-chip"]:hover, QPushButton[role="class-chip"]:focus { border-color: $accent; }

QLineEdit, QAbstractSpinBox, QComboBox {
  background: $raised; border: 1px solid $outline; border-radius: $radius; padding: 0 7px; min-height: $row; max-height: $row;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 6px; min-height: 24px; }
QLineEdit[role="find"] { padding: 0 2px; }
QLineEdit[role="find"]:focus { padding: 0 1px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $outline; border-color: $line; background: transparent; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { background: transparent; border: none; padding: 0; margin: 0; min-height: 0; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down { border: none; width: 0; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: $s1; selection-background-color: $accent; selection-color: $on_accent; }
QComboBox QAbstractItemView::item { min-height: 26px; }
QPushButton[role="preset"] { background: transparent; border: 1px solid $outline; border-radius: 11px; padding: 0 $s2; min-height: 20px; max-height: 20px; font-size: $small; }
QPushButton[role="preset"]:hover { background: $hover; }
QPushButton[role="preset"]:checked { background: $selected; border-color: $accent; font-weight: 600; }
QPushButton[role="preset"]:focus { border-color: $text; padding: 0 $s2; min-height: 20px; }

QPlainTextEdit { background: $raised; border: 1px solid $line; border-radius: $radius; padding: $s1; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit[role="words"] { border-color: $outline; padding: $s1 6px; }
QPlainTextEdit[role="words"]:focus { border: 2px solid $accent; padding: 3px 5px; }

QScrollBar:vertical { background: transparent; width: $scroll; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $scroll; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar { background: $window; border: none; }
QTabBar::tab { background: transparent; color: $muted; border: none; border-top: 2px solid transparent; padding: 0 $s2 2px $s3; height: 28px; border-radius: 0; }
QTabBar::tab:selected { background: $canvas; color: $text; border-top-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; background: $hover; }
QTabBar::tab:focus { color: $text; }

QListView, QTreeView, QListWidget, QTableView { background: transparent; border: none; }
QTableView { selection-background-color: transparent; }
QListWidget::item { min-height: 26px; padding: 0 $s2; border-radius: $inner; }
QListWidget::item:selected { background: $selected; color: $text; }
QListWidget::item:hover:!selected { background: $hover; }
QTreeWidget::item { padding: 0 $s2; }
QTreeWidget::item:selected { background: $selected; color: $text; }
QTreeWidget::item:hover:!selected { background: $hover; }

QStatusBar { background: $window; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: $small; padding: 0 $s2; }
QSizeGrip { image: none; width: 0; height: 0; }
"""
