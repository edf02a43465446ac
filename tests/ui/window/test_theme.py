"""Colours can be read, icons can be seen, and both follow the theme while the program runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import vlm_studio.ui
from vlm_studio.paths import resource
from vlm_studio.ui import icons, theme
from vlm_studio.ui.actions import ACTIONS
from vlm_studio.ui.paint.style import luminance
from vlm_studio.ui.panels.job_words import ICONS
from vlm_studio.ui.stylesheet import stylesheet

ROOM = Path(vlm_studio.ui.__file__).parent


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    dark, light = sorted(luminance(QColor(each)) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_text_can_be_read_and_every_control_can_be_seen(name: str) -> None:
    tokens = theme.THEMES[name].roles()
    for pairs, least in ((theme.TEXT_PAIRS, 4.5), (theme.CONTROL_PAIRS, 3.0)):
        for front, ground in pairs:
            ratio = contrast(tokens[front], tokens[ground])
            assert ratio >= least, f"{front} on {ground}: {ratio:.2f}"


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


_COLOUR = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']|QColor\(\d|GlobalColor\.(?!transparent)""")
"""A colour that is written where it is used. ``paint/style.py`` has those of what lies on pictures and is written into
files, which no theme may change; to fill with nothing is no colour."""


def test_no_colour_is_written_outside_the_theme() -> None:
    tables = {ROOM / "theme.py", ROOM / "paint" / "style.py"}
    assert all(_COLOUR.search(table.read_text()) for table in tables)
    found = [
        f"{file.name}: {line.strip()}"
        for file in sorted(set(ROOM.rglob("*.py")) - tables)
        for line in file.read_text().splitlines()
        if _COLOUR.search(line)
    ]
    assert found == []


_SIZE = re.compile(
    r"(set(Fixed|Minimum|Maximum)(Size|Width|Height)|QSize|theme\.font|resize)\([^()]*(?<![\w.*])[1-9]\d+"
)
"""A size in pixels that is written where it is used."""


def test_no_size_is_written_outside_the_theme() -> None:
    files = [f for f in ROOM.rglob("*.py") if not {"paint", "canvas"} & set(f.parts)]
    found = [
        f"{file.name}: {line.strip()}"
        for file in files
        if file.name != "theme.py"
        for line in file.read_text().splitlines()
        if _SIZE.search(line)
    ]
    assert found == []


def test_the_style_sheet_uses_only_tokens(dressed: QApplication) -> None:
    for tokens in theme.THEMES.values():
        sheet = stylesheet(tokens)
        used = {color.lower() for color in re.findall(r"#[0-9a-fA-F]{6}\b", sheet)}
        assert used <= set(tokens.roles().values())
        assert "$" not in sheet


def test_every_icon_that_is_named_is_there_and_drawn_in_the_themes_colour(
    dressed: QApplication,
) -> None:
    named = {action.icon for action in ACTIONS if action.icon} | set(ICONS.values())
    for file in ROOM.rglob("*.py"):
        source = file.read_text()
        named |= set(re.findall(r'icon_button\(\s*"(\w+)"', source))
        named |= set(re.findall(r'icons\.icon\(\s*"(\w+)"', source))
    for name in named:
        image = icons.icon(name).pixmap(QSize(18, 18)).toImage()
        shown = [
            image.pixelColor(x, y)
            for x in range(18)
            for y in range(18)
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert shown, name
        assert all(abs(color.lightness() - theme.color("text").lightness()) < 12 for color in shown)


def test_icons_are_sharp_on_dense_screens(dressed: QApplication) -> None:
    for ratio in (1.0, 1.5, 2.0):
        pixels = icons.icon("detect").pixmap(QSize(18, 18), ratio)
        assert pixels.size() == QSize(round(18 * ratio), round(18 * ratio))
        assert pixels.devicePixelRatio() == ratio


def test_every_icon_is_drawn_on_the_same_grid() -> None:
    # The program's own icon is a picture, seen from 16 to 512 pixels.
    files = [file for file in resource("icons").glob("*.svg") if file.stem != "app"]
    assert len(files) > 40
    for file in files:
        head = file.read_text().split(">", 1)[0]
        assert 'viewBox="0 0 18 18"' in head, file.name
        assert 'stroke-width="1.5"' in head, file.name
        assert 'stroke="currentColor"' in head, file.name


def test_the_theme_changes_while_the_program_runs(dressed: QApplication, qtbot: QtBot) -> None:
    picked = icons.icon("select")
    before = picked.pixmap(QSize(18, 18)).toImage()
    with qtbot.waitSignal(theme.appearance.changed):
        theme.appearance.choose("light")
    try:
        assert dressed.palette().window().color().name() == theme.LIGHT.panel
        assert picked.pixmap(QSize(18, 18)).toImage() != before
        theme.appearance.choose("system")
        assert theme.current() in theme.THEMES.values()
    finally:
        theme.appearance.choose("dark")


def test_figures_are_of_one_width_and_chinese_has_a_face(dressed: QApplication) -> None:
    font = theme.font()
    assert [tag.toString() for tag in font.featureTags()] == [b"tnum"]
    assert "Noto Sans CJK SC" in font.families()
