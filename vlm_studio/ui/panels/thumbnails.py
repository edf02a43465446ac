"""Small pictures of layers: made when first asked for, and again a moment after the layer changed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from vlm_studio.document.document import Document
from vlm_studio.document.layers import GroupLayer, Layer
from vlm_studio.ui.paint.thumbnail import thumbnail

_MOMENT = 120
"""Milliseconds between two that are made again: a drag must not wait for pictures of itself."""

_Key = tuple[str, int, float]


class Thumbnails(QObject):
    """By layer, size and pixel ratio. What changed is shown as it was until its turn comes."""

    made = Signal(str)
    """The picture of this layer is another one now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[_Key, QImage] = {}
        self._stale: dict[_Key, Document] = {}
        self._timer = QTimer(self, singleShot=True, interval=_MOMENT)
        self._timer.timeout.connect(self._make_one)

    def changed(self, document: Document, layers: Iterable[str]) -> None:
        """These layers of ``document`` look different now, or are gone."""
        touched = set(layers)
        for key in [key for key in self._kept if key[0] in touched]:
            if key[0] in document.layers:
                self._stale[key] = document
            else:
                del self._kept[key]
        if self._stale and not self._timer.isActive():
            self._timer.start()

    def forget_all(self) -> None:
        """Another document is looked at."""
        self._kept.clear()
        self._stale.clear()

    def of(self, document: Document, layer: Layer, size: int, ratio: float) -> QImage | None:
        """The layer in a square of ``size``; ``None`` for groups."""
        if isinstance(layer, GroupLayer):
            return None
        key = layer.id, size, ratio
        if key not in self._kept:
            self._kept[key] = thumbnail(document, layer.id, size, ratio)
        return self._kept[key]

    def _make_one(self) -> None:
        key = next(iter(self._stale), None)
        if key is None:
            return
        document = self._stale.pop(key)
        if key[0] in document.layers:
            self._kept[key] = thumbnail(document, *key)
            self.made.emit(key[0])
        if self._stale:
            self._timer.start()
