"""Picture files that only the window needs: samples, and what comes from the clipboard or a drag."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap


def rounded(path: Path, size: QSize, radius: int, ratio: float) -> QPixmap:
    """The middle of a picture file, filled into ``size`` device-independent pixels with round corners."""
    reader = QImageReader(str(path))
    pixels = size * ratio
    whole = reader.size().scaled(pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    reader.setScaledSize(whole)
    result = QPixmap(pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QPainterPath()
    frame.addRoundedRect(QRectF(QPointF(), pixels.toSizeF()), radius * ratio, radius * ratio)
    painter.setClipPath(frame)
    place = QPoint((pixels.width() - whole.width()) // 2, (pixels.height() - whole.height()) // 2)
    painter.drawImage(place, reader.read())
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def put_png(data: bytes, folder: Path) -> Path | None:
    """``data``, which somebody says is a PNG, as a file in ``folder``; ``None`` when there is no room for it."""
    with tempfile.NamedTemporaryFile(suffix=".png", dir=folder, delete=False) as file:
        path = Path(file.name)
    return _put(data, path)


def put_svg(data: bytes, folder: Path, name: str) -> Path | None:
    """``data`` as a file ``name`` of its own below ``folder``; ``None`` when there is no room for it."""
    return _put(data, Path(tempfile.mkdtemp(dir=folder)) / f"{name}.svg")


def _put(data: bytes, path: Path) -> Path | None:
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
