"""What Qt itself says, in the language in use: the buttons of its dialogs, the menu of a text field."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from vlm_studio.words import catalogue


class QtWords(QTranslator):
    """Owned by the application; :meth:`follow` after every change of the language."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._code = ""

    def follow(self) -> None:
        """Speak the language in use. Qt's own English needs no file."""
        code = catalogue.current()
        if code == self._code:
            return
        self._app.removeTranslator(self)
        self._code = code
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if code != "en" and self.load(f"qtbase_{code}", folder):
            self._app.installTranslator(self)
