"""Layers on their way out of the list: to another place in it, or as a PNG file to another program."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QPainter

from vlm_studio.document import clips, grouping
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, new_id
from vlm_studio.formats.exporting import safe_name
from vlm_studio.ui.paint.picture import BlockImages
from vlm_studio.ui.paint.stack import draw_stack
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

_MIME = "application/x-vlm-studio-layers"


def dragged(data: QMimeData) -> list[str]:
    """The layers that are dragged, from the top down; none when it is something else."""
    if not data.hasFormat(_MIME):
        return []
    return bytes(data.data(_MIME).data()).decode().split("\n")


class LayerFile(QMimeData):
    """The layers ``ids``, from the top down. The file it names in ``folder`` is there once :meth:`write` was called."""

    def __init__(self, document: Document, ids: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._document = document
        self._chosen = [layer.id for layer in grouping.outermost(document, ids)]
        name = safe_name(document.layer(ids[0]).name)
        self.path = folder / f"out-{new_id()}" / f"{name}.png"
        self.setData(_MIME, QByteArray("\n".join(ids).encode()))
        self.setUrls([QUrl.fromLocalFile(str(self.path))])

    def write(self) -> None:
        """Write the layers as they look together, unless that is done; without room there is no file."""
        with suppress(OSError):
            self.path.parent.mkdir()  # fails the second time
            layers_image(self._document, self._chosen).save(str(self.path), quality=80)


def layers_image(document: Document, ids: Sequence[str]) -> QImage:
    """Layers as they look together, visible or not: of a single picture all of it, else as large as the document."""
    alone = document.layer(ids[0]) if len(ids) == 1 else None
    area = document.bounds()
    if isinstance(alone, RasterLayer):
        area = Box(alone.x, alone.y, alone.block.width, alone.block.height)
    image = QImage(round(area.width), round(area.height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    only = Document(clips.unhidden(clips.taken(document, ids)))
    style = Style(bounds=document.bounds())
    view = Viewport(1.0, -area.x, -area.y, area.width, area.height)
    draw_stack(painter, only, view, style, BlockImages(), only.shown_annotations)
    painter.end()
    return image
