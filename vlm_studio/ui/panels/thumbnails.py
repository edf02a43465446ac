"""Small pictures of layers, made when first asked for and kept until the layer changes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QImage

from vlm_studio.document.document import Document
from vlm_studio.document.layers import GroupLayer, Layer
from vlm_studio.ui.paint.thumbnail import thumbnail


class Thumbnails:
    """By layer, size and pixel ratio."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, float], QImage] = {}

    def forget(self, layers: Iterable[str]) -> None:
        """These layers look different now."""
        gone = set(layers)
        self._kept = {key: value for key, value in self._kept.items() if key[0] not in gone}

    def of(self, document: Document, layer: Layer, size: int, ratio: float) -> QImage | None:
        """The layer in a square of ``size``; ``None`` for groups."""
        if isinstance(layer, GroupLayer):
            return None
        key = layer.id, size, ratio
        if key not in self._kept:
            self._kept[key] = thumbnail(document, layer.id, size, ratio)
        return self._kept[key]
