"""Showing, hiding and locking layers."""

from __future__ import annotations

from collections.abc import Iterable

from vlm_studio.document import edits
from vlm_studio.ui.commands.layer_verbs import LayerVerbs, ids_of
from vlm_studio.words import text


class Sight(LayerVerbs):
    """Verbs for the eye and the lock."""

    def toggle_visible(self) -> None:
        """Hide the selected layers if any of them is visible, else show them."""
        chosen = self._selected()
        self.show(ids_of(chosen), visible=not any(layer.visible for layer in chosen))

    def show(self, ids: Iterable[str], *, visible: bool) -> None:
        """Show layers, or hide them."""
        self._set_named(
            self._known(ids),
            text("Show {name}") if visible else text("Hide {name}"),
            visible=visible,
        )

    def toggle_locked(self) -> None:
        """Unlock the selected layers if any of them is locked, else lock them."""
        chosen = self._selected()
        self.lock(ids_of(chosen), locked=not any(layer.locked for layer in chosen))

    def lock(self, ids: Iterable[str], *, locked: bool) -> None:
        """Lock layers, or unlock them."""
        self._set_named(
            self._known(ids),
            text("Lock {name}") if locked else text("Unlock {name}"),
            locked=locked,
        )

    def solo(self, id: str | None = None) -> None:
        """Hide every other layer beside this one; once more shows them all again."""
        document = self._desk.document
        layer = self._desk.layer if id is None or document is None else document.layers.get(id)
        if document is None or layer is None:
            return
        siblings = document.children(document.parent(layer.id))
        others = [document.layer(i) for i in siblings if i != layer.id]
        show = layer.visible and not any(other.visible for other in others)
        change = edits.set_layers(
            document,
            [other.id for other in others],
            text("Show only {name}", name=layer.name),
            visible=show,
        )
        if not layer.visible:
            shown = edits.set_layers(document, [layer.id], change.text, visible=True)
            change = change.then(shown)
        document.history.push(change)
