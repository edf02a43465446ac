"""What can be done with layers: each verb pushes one change."""

from __future__ import annotations

from psygnal import Signal

from vlm_studio.ui.commands.layer_looks import Looks
from vlm_studio.ui.commands.layer_making import Making
from vlm_studio.ui.commands.layer_order import Order
from vlm_studio.ui.commands.layer_sight import Sight
from vlm_studio.words import text


class LayerCommands(Making, Sight, Looks, Order):
    """Verbs on the selected layers of the document in front, or on layers given by id."""

    rename_wanted = Signal(str)
    """Somebody wants to type a new name for this layer."""

    find_wanted = Signal()
    """Somebody wants to find layers by their names."""

    def rename(self) -> None:
        """Begin to type a new name for the active layer."""
        layer = self._desk.layer
        if layer is not None:
            self.rename_wanted.emit(layer.id)

    def set_name(self, id: str, name: str) -> None:
        """Rename a layer; an empty name changes nothing."""
        document = self._desk.document
        name = name.strip()
        if document is not None and name and id in document.layers:
            old = document.layer(id).name
            self._set([id], text("Rename {name}", name=old), name=name)

    def find(self) -> None:
        """Begin to type a part of a name."""
        self.find_wanted.emit()
