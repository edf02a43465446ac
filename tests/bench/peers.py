"""Other programs, each in an environment of its own in the user's cache, made when first needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import machine

_PACKAGES = {
    "labelme": "labelme==6.3.1",
    "napari": "napari[pyside6]==0.9.2",
    "supervision": "supervision==0.31.2 opencv-python-headless",
}
"""labelme 6.3.1 is the newest for Python 3.11."""


def program(name: str) -> Path:
    """The program ``name`` (labelme or napari), installed with pip if it is not there yet."""
    return _environment(name) / name


def python(name: str) -> Path:
    """The Python of the environment in which ``name`` (a key of the table above) is installed."""
    return _environment(name) / "python"


def _environment(name: str) -> Path:
    folder = machine.cache() / "peers" / name
    installed = folder / "installed"
    if not installed.exists() or installed.read_text() != _PACKAGES[name]:
        print(f"installing {_PACKAGES[name]} in {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", *_PACKAGES[name].split()]
        subprocess.run(pip, check=True)
        installed.write_text(_PACKAGES[name])
    return folder / "bin"
