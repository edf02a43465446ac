"""What the verbs on layers stand on: which layers are meant, and pushing one change for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from vlm_studio.document import edits, grouping
from vlm_studio.document.layers import Layer
from vlm_studio.ui.desk import Desk
from vlm_studio.words import Text, plural_text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.stage import Stage


class LayerVerbs:
    """Verbs on the selected layers of the document in front, or on layers given by id."""

    def __init__(self, desk: Desk, layers_in_hand: Callable[[], bool] = lambda: True) -> None:
        """``layers_in_hand`` tells whether keys are for the layer list now, and not for drawn objects."""
        self._desk = desk
        self._layers_in_hand = layers_in_hand

    def _objects(self) -> Stage | None:
        """The stage, if selected objects are meant and not their layers."""
        stage = self._desk.stage
        if stage is None or not stage.selection.objects or self._layers_in_hand():
            return None
        return stage

    def _selected(self) -> list[Layer]:
        selection = self._desk.selection
        return self._known(selection.layers if selection is not None else ())

    def _outermost(self) -> list[Layer]:
        document = self._desk.document
        return (
            grouping.outermost(document, ids_of(self._selected())) if document is not None else []
        )

    def _known(self, ids: Iterable[str]) -> list[Layer]:
        document, wanted = self._desk.document, set(ids)
        return [layer for layer in document.walk() if layer.id in wanted] if document else []

    def _set_named(
        self,
        layers: Sequence[Layer],
        sentence: Text,
        gesture: object | None = None,
        **values: Any,
    ) -> None:
        if not layers:
            return
        names = layers[0].name if len(layers) == 1 else several(len(layers))
        said = msgspec.structs.replace(sentence, values={"name": names})
        self._set(ids_of(layers), said, gesture, **values)

    def _set(
        self, ids: Iterable[str], sentence: Text, gesture: object | None = None, **values: Any
    ) -> None:
        document = self._desk.document
        if document is not None:
            document.history.push(edits.set_layers(document, ids, sentence, **values), gesture)


def several(n: int) -> Text:
    """Many layers instead of a name."""
    return plural_text("{n} layer", "{n} layers", n)


def fitting(one: Text, many: Text) -> Text:
    """The sentence that names the one, or that which counts the many."""
    return one if many.values["n"] == 1 else many


def ids_of(layers: Iterable[Layer]) -> list[str]:
    """The ids of ``layers``, in their order."""
    return [layer.id for layer in layers]
