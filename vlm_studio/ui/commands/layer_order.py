"""Where layers stand, and which of them is the active one."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.document import edits, grouping
from vlm_studio.document.layers import Layer
from vlm_studio.ui.commands.layer_verbs import LayerVerbs, fitting, ids_of
from vlm_studio.words import Text, plural_text, text


class Order(LayerVerbs):
    """Verbs that go up and down in the list."""

    def move(self, ids: Sequence[str], parent: str, index: int) -> None:
        """Put layers, their order kept, into ``parent`` at ``index`` of its children."""
        document = self._desk.document
        if document is None or not ids:
            return
        chosen = grouping.outermost(document, ids)
        try:
            change = edits.move_layers(document, ids_of(chosen), parent, index, _moving(chosen))
        except ValueError:
            return  # a group dropped into itself stays where it is
        document.history.push(change)

    def shift(self, by: int) -> None:
        """Move the selected layers, or the selected objects, one place up (1) or down (-1) among their siblings."""
        stage = self._objects()
        if stage is not None:
            from vlm_studio.ui.canvas import object_verbs

            object_verbs.shift(stage, by)
            return
        document, chosen = self._desk.document, self._outermost()
        if document is not None:
            change = grouping.shift(document, ids_of(chosen), by, _moving(chosen))
            document.history.push(change)

    def to_end(self, *, top: bool) -> None:
        """Move the selected layers, or the selected objects, above or below all their siblings."""
        stage = self._objects()
        if stage is not None:
            from vlm_studio.ui.canvas import object_verbs

            object_verbs.to_end(stage, top=top)
            return
        document, chosen = self._desk.document, self._outermost()
        if document is not None:
            change = grouping.to_end(document, ids_of(chosen), _moving(chosen), top=top)
            document.history.push(change)

    def step(self, by: int) -> None:
        """Make the layer above (1) or below (-1) in the list the active one."""
        document, layer = self._desk.document, self._desk.layer
        if document is None:
            return
        ids = [id for id, _ in grouping.from_the_top(document)]
        if layer is None:
            self._desk.select_layers(ids[:1])
            return
        at = ids.index(layer.id) - by
        if 0 <= at < len(ids):
            self._desk.select_layers([ids[at]])


def _moving(layers: Sequence[Layer]) -> Text:
    name = layers[0].name if layers else ""
    return fitting(
        text("Move {name}", name=name),
        plural_text("Move {n} layer", "Move {n} layers", len(layers)),
    )
