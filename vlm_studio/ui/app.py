"""Starting the window: what is needed to paint it first, everything else after that."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from vlm_studio.paths import resource
from vlm_studio.settings import Settings
from vlm_studio.ui import theme as looks
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.qt_words import QtWords
from vlm_studio.ui.saying import language as spoken
from vlm_studio.ui.stylesheet import stylesheet
from vlm_studio.words import catalogue

if TYPE_CHECKING:
    from vlm_studio.jobs.lanes import Lanes
    from vlm_studio.ui.running import Running


def run_window(
    files: Sequence[str | Path] = (),
    run_tasks: Sequence[str] = (),
    screenshot: str | Path | None = None,
    size: tuple[int, int] | None = None,
    theme: str | None = None,
    language: str | None = None,
    lanes: Lanes | None = None,
    annotations: Path | None = None,
    words: str = "",
) -> int:
    """Open the window with ``files`` and return the exit status once it is closed.

    ``run_tasks`` are run on each file, and what the file ``annotations`` says of it is put on a layer; a design is made of
    ``words``. With ``screenshot`` the window is grabbed to that PNG file when all jobs have
    ended, and closed; the status is 1 if one of them failed. ``lanes`` are made here unless they are there already.
    """
    app = make_application()
    settings = Settings.load()
    dress(app, theme or settings.theme, language or settings.language)
    window = MainWindow()
    if size is not None:
        window.resize(*size)
    elif settings.window and screenshot is None:
        window.docks.restore(settings.window)
    session: list[Running] = []

    def begin() -> None:
        from vlm_studio.ui.running import Running

        session.append(Running(app, window, settings, [Path(file) for file in files], lanes))
        session[0].begin(tuple(run_tasks), annotations, screenshot, words)

    window.painted.connect(begin)
    window.show()
    status = app.exec()
    return session[0].end() if session else status


def make_application() -> QApplication:
    """The application, or the one that is there already."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("vlm_studio")
    app.setDesktopFileName("vlm-studio")
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    icon = resource("icons", "app.svg")
    if icon.is_file():
        app.setWindowIcon(QIcon(str(icon)))
    return app


def dress(app: QApplication, theme_name: str, language_code: str) -> None:
    """Theme and language, and what follows when the theme changes."""
    app.setFont(looks.font())

    def wear() -> None:
        app.setPalette(looks.palette(looks.current()))
        app.setStyleSheet(stylesheet(looks.current()))

    looks.appearance.choose(theme_name)
    wear()
    looks.appearance.changed.connect(wear)
    spoken.changed.connect(QtWords(app).follow)
    spoken.use(language_code or system_language())


def system_language() -> str:
    """The language of the system, if the program speaks it, else English."""
    for name in QLocale.system().uiLanguages():
        wanted = name.replace("-", "_")
        if wanted.startswith("zh"):
            return "zh_CN"
        if wanted.split("_")[0] in catalogue.LANGUAGES:
            return wanted.split("_")[0]
    return "en"
