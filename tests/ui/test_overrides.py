"""An error in what Qt calls is an error like any other, and not the end of the process."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import vlm_studio.ui
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

class Careless(QWidget):
    def changeEvent(self, event):
        first, second = ()

app = QApplication([])
widget = Careless()
try:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.FontChange))
except ValueError as error:
    print("heard", type(error).__name__)
"""


def test_an_error_of_the_interpreter_itself_in_an_event_is_heard() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout) == (0, "heard ValueError\n")
