"""Making, copying, grouping and removing layers."""

from __future__ import annotations

from collections.abc import Sequence

from vlm_studio.document import edits, grouping
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer
from vlm_studio.ui.commands.layer_verbs import LayerVerbs, fitting, ids_of
from vlm_studio.words import plural_text, text


class Making(LayerVerbs):
    """Verbs after which there are more layers, or fewer."""

    def new(self) -> None:
        """Put an empty annotation layer on top and make it the active one."""
        document = self._desk.document
        if document is None:
            return
        layer = AnnotationLayer(name=str(text("Annotations")))
        document.history.push(edits.insert_layers(document, [layer], text("New annotation layer")))
        self._desk.select_layers([layer.id])

    def duplicate(self) -> None:
        """Copy each selected layer, with everything in it, to right above itself."""
        document = self._desk.document
        chosen = self._outermost()
        if document is None or not chosen:
            return
        sentence = fitting(
            text("Duplicate {name}", name=chosen[0].name),
            plural_text("Duplicate {n} layer", "Duplicate {n} layers", len(chosen)),
        )
        change, copies = grouping.duplicate(
            document, ids_of(chosen), lambda name: str(text("{name} copy", name=name)), sentence
        )
        document.history.push(change)
        self._desk.select_layers(copies)

    def group(self) -> None:
        """Put the selected layers into a new group where the topmost of them is; or group the selected objects."""
        stage = self._objects()
        if stage is not None:
            from vlm_studio.ui.canvas import object_verbs

            object_verbs.group(stage)
            return
        document = self._desk.document
        chosen = self._outermost()
        if document is None or not chosen:
            return
        sentence = fitting(
            text("Group {name}", name=chosen[0].name),
            plural_text("Group {n} layer", "Group {n} layers", len(chosen)),
        )
        new = GroupLayer(name=str(text("Group")))
        document.history.push(grouping.group(document, ids_of(chosen), new, sentence))
        self._desk.select_layers([new.id])

    def ungroup(self) -> None:
        """Put what is in the selected groups in their place, and select it; or ungroup the selected objects."""
        stage = self._objects()
        if stage is not None:
            from vlm_studio.ui.canvas import object_verbs

            object_verbs.ungroup(stage)
            return
        document = self._desk.document
        groups = [layer for layer in self._outermost() if isinstance(layer, GroupLayer)]
        if document is None or not groups:
            return
        sentence = fitting(
            text("Ungroup {name}", name=groups[0].name),
            plural_text("Ungroup {n} group", "Ungroup {n} groups", len(groups)),
        )
        members = [id for group in groups for id in document.children(group.id)]
        document.history.push(grouping.ungroup(document, ids_of(groups), sentence))
        self._desk.select_layers(members)

    def delete(self) -> None:
        """Take the selected layers away."""
        document = self._desk.document
        if document is None:
            return
        chosen = self._outermost()
        if not chosen:
            return
        sentence = fitting(
            text("Delete {name}", name=chosen[0].name),
            plural_text("Delete {n} layer", "Delete {n} layers", len(chosen)),
        )
        below = self._neighbour(document, chosen)
        document.history.push(edits.remove_layers(document, ids_of(chosen), sentence))
        self._desk.select_layers([below] if below else [])

    def _neighbour(self, document: Document, gone: Sequence[Layer]) -> str | None:
        """What stands in the list below the lowest of the layers that go, else above them."""
        lost = {layer.id for each in gone for layer in (each, *document.walk(each.id))}
        ids = [id for id, _ in grouping.from_the_top(document)]
        places = [at for at, id in enumerate(ids) if id in lost]
        left = [*ids[places[-1] + 1 :], *reversed(ids[: places[-1]])]
        return next((id for id in left if id not in lost), None)
