"""The menu of files that were open before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu

from vlm_studio.studio import Studio
from vlm_studio.ui.saying import say
from vlm_studio.words import text


def add_recent_menu(studio: Studio, menu: QMenu) -> None:
    """Add it to ``menu``; it is filled whenever it opens."""
    recent = menu.addMenu("")
    say(recent, "setTitle", text("Open recent"))
    recent.aboutToShow.connect(lambda: _fill(studio, recent))
    menu.aboutToShow.connect(
        lambda: recent.menuAction().setEnabled(bool(studio.settings.recent_files))
    )


def _fill(studio: Studio, menu: QMenu) -> None:
    menu.clear()
    for name in studio.settings.recent_files:
        path = Path(name)
        shown = menu.addAction(path.name.replace("&", "&&"))
        shown.setToolTip(name)
        shown.triggered.connect(lambda _=False, p=path: studio.open([p]))
    menu.setToolTipsVisible(True)
