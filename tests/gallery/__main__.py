"""``python -m tests.gallery [FOLDER] [--only PATTERN]``: every screen and state of the window as pictures to look at.

``FOLDER/SIZE-LANGUAGE-THEME/STATE.png``, and ``FOLDER/SIZE-LANGUAGE-THEME-1.png`` and so on with twelve states on a sheet.
Needs the starter models (``vlm-studio models pull starter``) and fonts-noto-cjk; asks no network.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # Its own screen is too small: menus and dialogs would be pushed aside.
    screen = Path(__file__).with_name("screen.json")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPixmap

from tests.gallery import shooting
from tests.gallery.room import Room
from tests.gallery.states import STATES, State
from vlm_studio.ui import theme
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.saying import language

SIZES = {"1440x900": False, "1024x640": False, "3840x2160": True}
"""By name; where ``True``, only with the states that are wanted everywhere."""
SCALES = ("1.5", "2")
"""Beside 1, in processes of their own, with the first size and the states that are wanted everywhere."""
LANGUAGES, THEMES = ("en", "zh_CN"), ("dark", "light")
LOOKS = tuple((code, name) for code in LANGUAGES for name in THEMES)


def main() -> int:
    """Grab what was asked for."""
    parser = argparse.ArgumentParser("python -m tests.gallery", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("gallery"))
    parser.add_argument("--only", default="*", metavar="PATTERN", help="states, such as 'menu-*'")
    parser.add_argument("--size", choices=SIZES, action="append", help="all by default")
    parser.add_argument("--scale", choices=("1", *SCALES), action="append", help="all by default")
    options = parser.parse_args()
    sizes, scales = options.size or list(SIZES), options.scale or ["1", *SCALES]
    states = [state for state in STATES if fnmatch.fnmatch(state.name, options.only)]
    if not states:
        parser.error(f"no state is called {options.only}")
    own = os.environ.get("QT_SCALE_FACTOR", "1")
    if own in scales:
        grab_all(options.folder, states, sizes, own)
    if own == "1":
        for scale in set(scales) - {"1"}:
            _in_a_process_of_its_own(scale, options)
    return 0


def _hear(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    # The offscreen platform says this of every menu and dialog.
    if not words.startswith("This plugin does not support"):
        print(words, file=sys.stderr)


def _in_a_process_of_its_own(scale: str, options: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "tests.gallery", str(options.folder), "--only", options.only]
    environment = {**os.environ, "QT_SCALE_FACTOR": scale}
    subprocess.run([*command, "--scale", scale], env=environment, check=True)


def grab_all(folder: Path, states: Sequence[State], sizes: Sequence[str], scale: str) -> None:
    """Every state in every size and look, and the sheets."""
    qInstallMessageHandler(_hear)
    application = make_application()
    dress(application, THEMES[0], LANGUAGES[0])
    for size in sizes if scale == "1" else sizes[:1]:
        few = SIZES[size] or scale != "1"
        for state in states:
            if state.everywhere or not few:
                for look, picture in _looks(state, size):
                    target = folder / _name(size, scale, look) / f"{state.name}.png"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    picture.save(str(target))
        for look in LOOKS:
            _sheet(folder / _name(size, scale, look), states)


def _looks(state: State, size: str) -> Iterator[tuple[tuple[str, str], QPixmap]]:
    """A window for each language; the theme changes while it is open, as it does for a person."""
    width, height = size.split("x")
    for code in LANGUAGES:
        language.use(code)
        theme.appearance.choose(THEMES[0])
        room = Room((int(width), int(height)))
        try:
            state.prepare(room)
            for name in THEMES:
                theme.appearance.choose(name)
                room.settle()
                yield (code, name), shooting.shoot(room.window)
        finally:
            room.close()


def _name(size: str, scale: str, look: tuple[str, str]) -> str:
    return "-".join((size if scale == "1" else f"{size}@{scale}", *look))


def _sheet(folder: Path, states: Sequence[State]) -> None:
    pictures = [folder / f"{state.name}.png" for state in states]
    there = [path for path in pictures if path.exists()]
    if there:
        shooting.sheets(there, folder)


sys.exit(main())
