"""Opacity, blend mode and filter of layers."""

from __future__ import annotations

from typing import Any

import msgspec

from vlm_studio.document.layers import AnnotationLayer, Layer
from vlm_studio.ui.commands.layer_verbs import LayerVerbs
from vlm_studio.words import Text, text


class Looks(LayerVerbs):
    """Verbs after which the same layers look different."""

    def set_opacity(self, opacity: float, gesture: object | None = None) -> None:
        """Opacity 0..1 of the selected layers."""
        self._set_named(self._selected(), text("Opacity of {name}"), gesture, opacity=opacity)

    def can_blend(self) -> bool:
        """Whether a layer is selected that has a blend mode."""
        return bool(self._blended())

    def set_blend(self, blend: str) -> None:
        """Blend mode of the selected raster layers and groups."""
        self._set_named(self._blended(), text("Blend mode of {name}"), blend=blend)

    def set_filter(
        self, layer: AnnotationLayer, sentence: Text, gesture: object | None = None, **values: Any
    ) -> None:
        """Change what of an annotation layer is shown: ``score`` or ``hidden_labels``."""
        changed = msgspec.structs.replace(layer.filter, **values)
        self._set([layer.id], sentence, gesture, filter=changed)

    def _blended(self) -> list[Layer]:
        return [each for each in self._selected() if not isinstance(each, AnnotationLayer)]

    def show_hand_made(self) -> None:
        """Let go of as much of the active layer's filter as hides shapes that are made by hand."""
        document, layer = self._desk.document, self._desk.layer
        if document is not None and isinstance(layer, AnnotationLayer):
            filter = layer.filter.loosened(document.hidden_by_hand(layer))
            self._set([layer.id], text("Show hand-made shapes"), filter=filter)
