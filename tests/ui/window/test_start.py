"""Starting and ending the program itself, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtGui import QImage

HEAVY = [
    "numpy",
    "PIL",
    "cv2",
    "onnx",
    "onnxruntime",
    "ai_edge_litert",
    "psutil",
    "psygnal",
    "vlm_studio.studio",
]
PAINTED = f"""
import sys
from PySide6.QtWidgets import QApplication
from vlm_studio.ui import app
from vlm_studio.ui.main_window import MainWindow

def look():
    print("loaded", [name for name in {HEAVY!r} if name in sys.modules])
    QApplication.exit(0)

MainWindow._be_seen = lambda self: look()
app.run_window()
"""
READY = """
import sys
from PySide6.QtCore import QTimer
from vlm_studio.ui import app, running

begin = running.Running.begin

def begun(self, *asked):
    begin(self, *asked)
    QTimer.singleShot(0, lambda: print("ready", flush=True))

running.Running.begin = begun
sys.exit(app.run_window())
"""


def start(script: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_the_first_picture_of_the_window_needs_nothing_heavy() -> None:
    process = start(PAINTED)
    said, errors = process.communicate(timeout=60)
    assert "loaded []" in said, errors


def test_an_interrupt_ends_the_program_in_order(home: Path) -> None:
    process = start(READY)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - began < 10
    assert (home / "settings.json").is_file()
    process.communicate()


def test_the_screenshot_of_an_empty_window_is_of_the_size_that_was_asked_for(
    tmp_path: Path,
) -> None:
    out = tmp_path / "window.png"
    script = f"""
import sys
from vlm_studio.ui.app import run_window
sys.exit(run_window((), (), {str(out)!r}, (1024, 640), "light", "en"))
"""
    process = start(script)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1024, 640)
    colors = {image.pixelColor(x, y).name() for x in range(0, 1024, 8) for y in range(0, 640, 8)}
    assert {"#ffffff", "#f3f4f6", "#d9dbdf", "#1f6feb"} <= colors
