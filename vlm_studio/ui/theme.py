"""How the window looks: every colour and size it uses stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6 = 4, 8, 12, 16, 24
RADIUS = 6
ROW = 28
TOOL_BUTTON = 36
TOOL_STRIP = 44
DENSE = 800
"""In a window that is less high the tools stand closer, so that all of them can be seen."""
ICON = 18
THUMBNAIL = 36
TEXT_PX, SMALL_PX, HEADING_PX = 13.0, 11.5, 12.0
FOCUS_RING = 2
PANEL_WIDTH = 284
SEARCH_WIDTH, SEARCH_MENU = 520, 72
"""Of the command search, and of its column of menus."""
LEFT_SHARES, RIGHT_SHARES = [500, 340], [460, 340]
"""Heights of the panels over each other, in proportion: a list of layers is looked at more than what is selected."""
SCROLL_BAR = 10
BAR = 4
"""A line of progress."""
TAB_BAR = 32
SMALL_BUTTON, SMALL_ICON = 20, 12
"""What closes a tab or a panel."""
BUTTON = 96
FIELD, WIDE_FIELD = 62, 72
TOOL_FIELD, TOOL_SLIDER = 84, 150
"""A field for a number."""
POPUP = 220
"""The field that asks for a label."""
NAME = (56, 80)
"""Of a setting beside its control: at least, and at most."""
SWATCH, COUNT = 14, 30
"""Of a class in its list."""
FACT_NAME = 76
PERCENT = 34
SEARCH_BUTTON = 240
DIALOG, WIDE_DIALOG = 440, 640
LARGE_DIALOG = (760, 560)
DIALOG_NAME, DIALOG_LIST = 110, 190
DETAILS = 240
IMAGE_FRAME, STATE, IMAGES = (52, 40), 104, (PANEL_WIDTH, 320)
"""Of the image list: a thumbnail, the choice of a state, all of it."""
HISTORY = (320, 400)
"""The list of earlier descriptions."""
IMAGES_SHORT = 280
"""A list that is lower than this does without its last line."""
TITLE_PX = 16.0
LARGE_ICON = 40
STYLE = (72, 48)
"""The preview of a style."""
EMPTY_TARGET = (560, 400)
SAMPLE = (96, 64)
STAGED, STAGING_WIDE = 72, 720
"""The picture of a design that waits; from this width of their row on all verbs stand beside what is said."""
JOB_BAR, JOB_TIME, JOB_MODEL = 96, 72, 96
"""Columns of the rows of jobs."""
JOB_WIDE = 640
"""From this width on a job is one line."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by their use, as ``#rrggbb``. ``line`` is decoration only; ``outline`` draws controls."""

    name: str
    canvas: str
    window: str
    panel: str
    raised: str
    hover: str
    line: str
    outline: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selected: str
    good: str
    warn: str
    bad: str

    def color(self, role: str) -> QColor:
        """The colour of a role, such as ``"muted"``."""
        return QColor(getattr(self, role))

    def roles(self) -> dict[str, str]:
        """Every colour by its role."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "name"}


DARK = Theme(
    name="dark",
    canvas="#141517",
    window="#1b1c1f",
    panel="#232529",
    raised="#2c2f34",
    hover="#30333a",
    line="#3a3d43",
    outline="#767c86",
    text="#e6e7ea",
    muted="#9aa0a8",
    accent="#4c8dff",
    accent_hover="#6ba1ff",
    on_accent="#0b1220",
    selected="#263347",
    good="#43c59e",
    warn="#e5b567",
    bad="#ff6b6b",
)
LIGHT = Theme(
    name="light",
    canvas="#d9dbdf",
    window="#f3f4f6",
    panel="#ffffff",
    raised="#f8f9fb",
    hover="#eceef2",
    line="#d5d8dd",
    outline="#7f858e",
    text="#1c1e21",
    muted="#5d636b",
    accent="#1f6feb",
    accent_hover="#1a62d3",
    on_accent="#ffffff",
    selected="#dce8fd",
    good="#12805c",
    warn="#9a6700",
    bad="#c93c37",
)
THEMES = {"dark": DARK, "light": LIGHT}

TEXT_PAIRS = (
    *((text, ground) for text in ("text", "muted") for ground in ("window", "panel", "raised")),
    ("text", "canvas"),
    ("text", "hover"),
    ("muted", "hover"),
    ("text", "selected"),
    ("muted", "selected"),
    *((text, "panel") for text in ("good", "warn", "bad", "accent")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
)
"""Which text stands on which ground: at least 4.5 : 1."""
CONTROL_PAIRS = (
    *((line, ground) for line in ("outline", "accent") for ground in ("window", "panel", "raised")),
    ("accent", "canvas"),
    ("accent", "selected"),
    ("text", "canvas"),
)
"""Which control or focus ring stands on which ground: at least 3 : 1."""


class Appearance(QObject):
    """The theme in use; ``system`` follows the desktop while the program runs."""

    changed = Signal()
    """The theme is another one now."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self._choice = "system"
        self._listening = False

    def choose(self, name: str) -> None:
        """Use ``light``, ``dark`` or ``system`` from now on."""
        self._choice = name
        hints = QGuiApplication.styleHints()
        if not self._listening:
            hints.colorSchemeChanged.connect(lambda _scheme: self._settle())
            self._listening = True
        self._settle()

    def _settle(self) -> None:
        wanted = THEMES.get(self._choice) or _system_theme()
        if wanted is not self.theme:
            self.theme = wanted
            self.changed.emit()


def _system_theme() -> Theme:
    scheme = QGuiApplication.styleHints().colorScheme()
    return LIGHT if scheme == Qt.ColorScheme.Light else DARK


appearance = Appearance()


def current() -> Theme:
    """The theme in use."""
    return appearance.theme


def moves() -> bool:
    """Whether anything may move; the system can be asked for less."""
    hints = (
        QGuiApplication.styleHints()
    )  # PySide forgets what hangs on it as soon as nobody holds it
    wishes = hints.accessibility()
    return wishes.motionPreference() != Qt.MotionPreference.ReducedMotion


def color(role: str) -> QColor:
    """A colour of the theme in use."""
    return appearance.theme.color(role)


def palette(theme: Theme) -> QPalette:
    """The same colours for what Qt draws without a style sheet."""
    result = QPalette()
    role = QPalette.ColorRole
    for places, name in (
        ((role.Window, role.Button), "panel"),
        ((role.Base, role.AlternateBase, role.ToolTipBase), "raised"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "text"),
        ((role.PlaceholderText,), "muted"),
        ((role.Highlight, role.Link, role.Accent), "accent"),
        ((role.HighlightedText,), "on_accent"),
        ((role.Mid, role.Midlight, role.Light), "line"),
        ((role.Dark, role.Shadow), "outline"),
    ):
        for place in places:
            result.setColor(place, theme.color(name))
    for place in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, place, theme.color("outline"))
    return result


# Desktops without a face of their own fall back to one of these; another face of the stack reads better.
_BARE = {"DejaVu Sans", "Sans Serif", "Sans", "Bitstream Vera Sans", ""}
_LATIN = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Segoe UI")
_CJK = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "WenQuanYi Micro Hei",
)


def families() -> list[str]:
    """The font stack: the system's interface face, then faces that have Chinese."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    own = [family for family in system if family not in _BARE]
    return [*own, *([] if own else _LATIN), *_CJK, *system]


def points(px: float) -> float:
    """``px`` device-independent pixels as a font's point size; a pixel size would have to be whole."""
    screen = QGuiApplication.primaryScreen()
    dots = screen.logicalDotsPerInchY() if screen is not None else 96.0
    return px * 72.0 / dots


def font(px: float = TEXT_PX, *, strong: bool = False) -> QFont:
    """The interface's face in a size, with figures of one width."""
    result = QFont(families())
    result.setPointSizeF(points(px))
    result.setFeature(QFont.Tag("tnum"), 1)
    if strong:
        result.setWeight(QFont.Weight.DemiBold)
    return result
