"""What can be done with layers: each verb pushes one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from psygnal import Signal

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, new_id
from vlm_studio.ui.desk import Desk
from vlm_studio.words import Text, plural_text, text


class LayerCommands:
    """Verbs on the selected layers of the document in front, or on layers given by id."""

    rename_wanted = Signal(str)
    """Somebody wants to type a new name for this layer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # Making and removing -----------------------------------------------------------------------

    def new(self) -> None:
        """Put an empty annotation layer on top and make it the active one."""
        document = self._desk.document
        if document is None:
            return
        layer = AnnotationLayer(name=str(text("Annotations")))
        document.history.push(edits.insert_layers(document, [layer], text("New annotation layer")))
        self._desk.select_layers([layer.id])

    def duplicate(self) -> None:
        """Copy each selected layer to right above itself."""
        document = self._desk.document
        if document is None:
            return
        change: Change | None = None
        copies = []
        for layer in self._selected(document):
            if isinstance(layer, GroupLayer):
                continue
            copy = msgspec.structs.replace(
                layer, id=new_id(), name=str(text("{name} copy", name=layer.name))
            )
            copies.append(copy)
            step = _inserted_above(document, layer, copy)
            change = step if change is None else _merged(change, step)
        if change is not None:
            document.history.push(change)
            self._desk.select_layers([copy.id for copy in copies])

    def delete(self) -> None:
        """Take the selected layers away."""
        document = self._desk.document
        if document is None:
            return
        chosen = self._selected(document)
        if not chosen:
            return
        name = chosen[0].name
        sentence = plural_text("Delete {name}", "Delete {n} layers", len(chosen), name=name)
        below = self._neighbour(document, chosen)
        document.history.push(edits.remove_layers(document, [c.id for c in chosen], sentence))
        self._desk.select_layers([below] if below else [])

    def _neighbour(self, document: Document, gone: Sequence[Layer]) -> str | None:
        ids = [layer.id for layer in document.walk()]
        left = [id for id in ids if id not in {layer.id for layer in gone}]
        before = [id for id in left if ids.index(id) < ids.index(gone[0].id)]
        return before[-1] if before else (left[0] if left else None)

    # Properties --------------------------------------------------------------------------------

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

    def toggle_visible(self, ids: Iterable[str] | None = None) -> None:
        """Hide the layers if any of them is visible, else show them."""
        chosen = self._ids(ids)
        visible = not any(layer.visible for layer in chosen)
        sentence = text("Show {name}") if visible else text("Hide {name}")
        self._set_named(chosen, sentence, visible=visible)

    def toggle_locked(self, ids: Iterable[str] | None = None) -> None:
        """Unlock the layers if any of them is locked, else lock them."""
        chosen = self._ids(ids)
        locked = not any(layer.locked for layer in chosen)
        sentence = text("Lock {name}") if locked else text("Unlock {name}")
        self._set_named(chosen, sentence, locked=locked)

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
            change = _merged(change, shown)
        document.history.push(change)

    def set_opacity(self, opacity: float, gesture: object | None = None) -> None:
        """Opacity 0..1 of the selected layers."""
        self._set_named(self._ids(None), text("Opacity of {name}"), gesture, opacity=opacity)

    def set_blend(self, blend: str) -> None:
        """Blend mode of the selected raster layers and groups."""
        chosen = [c for c in self._ids(None) if not isinstance(c, AnnotationLayer)]
        self._set_named(chosen, text("Blend mode of {name}"), blend=blend)

    def set_filter(
        self, layer: AnnotationLayer, sentence: Text, gesture: object | None = None, **values: Any
    ) -> None:
        """Change what of an annotation layer is shown: ``score`` or ``hidden_labels``."""
        changed = msgspec.structs.replace(layer.filter, **values)
        self._set([layer.id], sentence, gesture, filter=changed)

    # Order -------------------------------------------------------------------------------------

    def move(self, ids: Sequence[str], parent: str, index: int) -> None:
        """Put layers (from the bottom up) into ``parent`` at ``index`` of its children."""
        document = self._desk.document
        if document is None or not ids:
            return
        name = document.layer(ids[0]).name
        sentence = plural_text("Move {name}", "Move {n} layers", len(ids), name=name)
        try:
            change = edits.move_layers(document, ids, parent, index, sentence)
        except ValueError:
            return  # a group dropped into itself stays where it is
        document.history.push(change)

    def shift(self, by: int) -> None:
        """Move the active layer one place up (1) or down (-1) among its siblings."""
        document, layer = self._desk.document, self._desk.layer
        if document is None or layer is None:
            return
        parent = document.parent(layer.id)
        siblings = document.children(parent)
        at = siblings.index(layer.id)
        target = at + 2 if by > 0 else at - 1
        if 0 <= target <= len(siblings):
            self.move([layer.id], parent, target)

    def to_end(self, *, top: bool) -> None:
        """Move the active layer above or below all its siblings."""
        document, layer = self._desk.document, self._desk.layer
        if document is not None and layer is not None:
            parent = document.parent(layer.id)
            self.move([layer.id], parent, len(document.children(parent)) if top else 0)

    def step(self, by: int) -> None:
        """Make the layer above (1) or below (-1) the active one."""
        document, layer = self._desk.document, self._desk.layer
        if document is None:
            return
        ids = [each.id for each in document.walk()]
        if layer is None:
            self._desk.select_layers(ids[-1:])
            return
        at = ids.index(layer.id) + by
        if 0 <= at < len(ids):
            self._desk.select_layers([ids[at]])

    # Inside ------------------------------------------------------------------------------------

    def _selected(self, document: Document) -> list[Layer]:
        selection = self._desk.selection
        chosen = set(selection.layers) if selection is not None else set()
        return [layer for layer in document.walk() if layer.id in chosen]

    def _ids(self, ids: Iterable[str] | None) -> list[Layer]:
        document = self._desk.document
        if document is None:
            return []
        if ids is None:
            return self._selected(document)
        return [document.layer(id) for id in ids if id in document.layers]

    def _set_named(
        self,
        layers: Sequence[Layer],
        sentence: Text,
        gesture: object | None = None,
        **values: Any,
    ) -> None:
        if not layers:
            return
        names = layers[0].name if len(layers) == 1 else _several(len(layers))
        said = msgspec.structs.replace(sentence, values={"name": names})
        self._set([layer.id for layer in layers], said, gesture, **values)

    def _set(
        self, ids: Iterable[str], sentence: Text, gesture: object | None = None, **values: Any
    ) -> None:
        document = self._desk.document
        if document is not None:
            document.history.push(edits.set_layers(document, ids, sentence, **values), gesture)


def _several(n: int) -> Text:
    return plural_text("{n} layer", "{n} layers", n)


def _merged(first: Change, second: Change) -> Change:
    """Two changes to the same state of a document, of different layers, as one."""
    children = dict(first.children)
    for parent, swap in second.children.items():
        if parent not in children:
            children[parent] = swap
            continue
        before, after = children[parent].before or (), list(children[parent].after or ())
        for id in (i for i in swap.after or () if i not in before):
            below = (swap.after or ())[: (swap.after or ()).index(id)]
            after.insert(after.index(below[-1]) + 1 if below else 0, id)
        children[parent] = type(swap)(children[parent].before, tuple(after))
    return Change(
        first.text,
        {**first.layers, **second.layers},
        children,
        {**first.annotations, **second.annotations},
    )


def _inserted_above(document: Document, layer: Layer, copy: Layer) -> Change:
    parent = document.parent(layer.id)
    annotations: dict[str, list[Annotation]] = {
        copy.id: list(document.annotations(layer.id).values())
    }
    return edits.insert_layers(
        document,
        [copy],
        text("Duplicate {name}", name=layer.name),
        annotations=annotations,
        parent=parent,
        index=document.children(parent).index(layer.id) + 1,
    )
