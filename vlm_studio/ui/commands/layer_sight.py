"""Showing, hiding and locking layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from vlm_studio.document import edits, grouping
from vlm_studio.document.document import Document
from vlm_studio.ui.commands.layer_verbs import LayerVerbs, ids_of
from vlm_studio.ui.desk import Desk
from vlm_studio.words import text


class Sight(LayerVerbs):
    """Verbs for the eye and the lock."""

    def __init__(self, desk: Desk, layers_in_hand: Callable[[], bool] = lambda: True) -> None:
        super().__init__(desk, layers_in_hand)
        self._solo: dict[str, tuple[str, dict[str, bool]]] = {}
        """By document: the layer that was shown alone, and what was visible before."""

    def toggle_visible(self) -> None:
        """Hide the selected layers if any of them is visible, else show them."""
        chosen = self._selected()
        self.show(ids_of(chosen), visible=not any(layer.visible for layer in chosen))

    def show(self, ids: Iterable[str], *, visible: bool, gesture: object | None = None) -> None:
        """Show layers, or hide them."""
        self._set_named(
            self._known(ids),
            text("Show {name}") if visible else text("Hide {name}"),
            gesture,
            visible=visible,
        )

    def toggle_locked(self) -> None:
        """Unlock the selected layers if any of them is locked, else lock them."""
        chosen = self._selected()
        self.lock(ids_of(chosen), locked=not any(layer.locked for layer in chosen))

    def lock(self, ids: Iterable[str], *, locked: bool, gesture: object | None = None) -> None:
        """Lock layers, or unlock them."""
        self._set_named(
            self._known(ids),
            text("Lock {name}") if locked else text("Unlock {name}"),
            gesture,
            locked=locked,
        )

    def solo(self, id: str | None = None) -> None:
        """Hide everything but this layer; once more brings back what was shown before."""
        document = self._desk.document
        layer = self._desk.layer if id is None or document is None else document.layers.get(id)
        if document is None or layer is None:
            return
        wanted = grouping.alone(document, layer.id)
        if _is_so(document, wanted):
            wanted, sentence = self._before_solo(document, wanted), text("Show the other layers")
        else:
            self._remember(document, layer.id)
            sentence = text("Show only {name}", name=layer.name)
        document.history.push(edits.set_visible(document, wanted, sentence))

    def _remember(self, document: Document, id: str) -> None:
        """What is shown now, before ``id`` alone is; unless that is another layer alone already."""
        alone, before = self._solo.get(document.id, ("", {}))
        if alone not in document.layers or not _is_so(document, grouping.alone(document, alone)):
            before = {layer.id: layer.visible for layer in document.walk()}
        self._solo[document.id] = id, before

    def _before_solo(self, document: Document, alone: Mapping[str, bool]) -> dict[str, bool]:
        """What was shown before; everything where that is not known, or the same as now."""
        _, before = self._solo.pop(document.id, ("", {}))
        wanted = {id: visible for id, visible in before.items() if id in document.layers}
        return dict.fromkeys(alone, True) if _is_so(document, wanted) else wanted


def _is_so(document: Document, visible: Mapping[str, bool]) -> bool:
    return all(document.layer(id).visible == on for id, on in visible.items())
