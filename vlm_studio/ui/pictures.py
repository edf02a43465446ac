"""Pictures from the clipboard or a drag, on their way to the light lane."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from PySide6.QtGui import QImage


def put_png(data: bytes, folder: Path) -> Path | None:
    """``data``, which somebody says is a PNG, as a file in ``folder``; ``None`` when there is no room for it."""
    with tempfile.NamedTemporaryFile(suffix=".png", dir=folder, delete=False) as file:
        path = Path(file.name)
    try:
        path.write_bytes(data)
    except OSError:
        path.unlink(missing_ok=True)
        return None
    return path


def write_png(image: QImage, folder: Path) -> Path | None:
    """``image`` as a PNG file in ``folder``; ``None`` when there is nothing to write or no room for it."""
    if image.isNull():
        return None
    with tempfile.NamedTemporaryFile(suffix=".png", dir=folder, delete=False) as file:
        path = Path(file.name)
    if image.save(str(path)):
        return path
    with suppress(OSError):
        path.unlink()
    return None
