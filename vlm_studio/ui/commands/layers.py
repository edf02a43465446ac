"""What can be done with layers: each verb pushes one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from psygnal import Signal

from vlm_studio.document import edits, grouping
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer
from vlm_studio.ui.desk import Desk
from vlm_studio.words import Text, plural_text, text


class LayerCommands:
    """Verbs on the selected layers of the document in front, or on layers given by id."""

    rename_wanted = Signal(str)
    """Somebody wants to type a new name for this layer."""

    find_wanted = Signal()
    """Somebody wants to find layers by their names."""

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
        """Copy each selected layer, with everything in it, to right above itself."""
        document = self._desk.document
        chosen = self._outermost()
        if document is None or not chosen:
            return
        sentence = _fitting(
            text("Duplicate {name}", name=chosen[0].name),
            plural_text("Duplicate {n} layer", "Duplicate {n} layers", len(chosen)),
        )
        change, copies = grouping.duplicate(
            document, _ids(chosen), lambda name: str(text("{name} copy", name=name)), sentence
        )
        document.history.push(change)
        self._desk.select_layers(copies)

    def group(self) -> None:
        """Put the selected layers into a new group where the topmost of them is."""
        document = self._desk.document
        chosen = self._outermost()
        if document is None or not chosen:
            return
        sentence = _fitting(
            text("Group {name}", name=chosen[0].name),
            plural_text("Group {n} layer", "Group {n} layers", len(chosen)),
        )
        new = GroupLayer(name=str(text("Group")))
        document.history.push(grouping.group(document, _ids(chosen), new, sentence))
        self._desk.select_layers([new.id])

    def ungroup(self) -> None:
        """Put what is in the selected groups in their place, and select it."""
        document = self._desk.document
        groups = [layer for layer in self._outermost() if isinstance(layer, GroupLayer)]
        if document is None or not groups:
            return
        sentence = _fitting(
            text("Ungroup {name}", name=groups[0].name),
            plural_text("Ungroup {n} group", "Ungroup {n} groups", len(groups)),
        )
        members = [id for group in groups for id in document.children(group.id)]
        document.history.push(grouping.ungroup(document, _ids(groups), sentence))
        self._desk.select_layers(members)

    def delete(self) -> None:
        """Take the selected layers away."""
        document = self._desk.document
        if document is None:
            return
        chosen = self._outermost()
        if not chosen:
            return
        sentence = _fitting(
            text("Delete {name}", name=chosen[0].name),
            plural_text("Delete {n} layer", "Delete {n} layers", len(chosen)),
        )
        below = self._neighbour(document, chosen)
        document.history.push(edits.remove_layers(document, _ids(chosen), sentence))
        self._desk.select_layers([below] if below else [])

    def _neighbour(self, document: Document, gone: Sequence[Layer]) -> str | None:
        """What stands in the list below the lowest of the layers that go, else above them."""
        lost = {layer.id for each in gone for layer in (each, *document.walk(each.id))}
        ids = [id for id, _ in grouping.from_the_top(document)]
        places = [at for at, id in enumerate(ids) if id in lost]
        left = [*ids[places[-1] + 1 :], *reversed(ids[: places[-1]])]
        return next((id for id in left if id not in lost), None)

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

    def toggle_visible(self) -> None:
        """Hide the selected layers if any of them is visible, else show them."""
        chosen = self._selected()
        self.show(_ids(chosen), visible=not any(layer.visible for layer in chosen))

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
        self.lock(_ids(chosen), locked=not any(layer.locked for layer in chosen))

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

    # Order -------------------------------------------------------------------------------------

    def move(self, ids: Sequence[str], parent: str, index: int) -> None:
        """Put layers, their order kept, into ``parent`` at ``index`` of its children."""
        document = self._desk.document
        if document is None or not ids:
            return
        chosen = grouping.outermost(document, ids)
        try:
            change = edits.move_layers(document, _ids(chosen), parent, index, _moving(chosen))
        except ValueError:
            return  # a group dropped into itself stays where it is
        document.history.push(change)

    def shift(self, by: int) -> None:
        """Move the selected layers one place up (1) or down (-1) among their siblings."""
        document, chosen = self._desk.document, self._outermost()
        if document is not None:
            change = grouping.shift(document, _ids(chosen), by, _moving(chosen))
            document.history.push(change)

    def to_end(self, *, top: bool) -> None:
        """Move the selected layers above or below all their siblings."""
        document, chosen = self._desk.document, self._outermost()
        if document is not None:
            change = grouping.to_end(document, _ids(chosen), _moving(chosen), top=top)
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

    def find(self) -> None:
        """Begin to type a part of a name."""
        self.find_wanted.emit()

    # Inside ------------------------------------------------------------------------------------

    def _selected(self) -> list[Layer]:
        selection = self._desk.selection
        return self._known(selection.layers if selection is not None else ())

    def _blended(self) -> list[Layer]:
        return [each for each in self._selected() if not isinstance(each, AnnotationLayer)]

    def _outermost(self) -> list[Layer]:
        document = self._desk.document
        return grouping.outermost(document, _ids(self._selected())) if document is not None else []

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
        names = layers[0].name if len(layers) == 1 else _several(len(layers))
        said = msgspec.structs.replace(sentence, values={"name": names})
        self._set(_ids(layers), said, gesture, **values)

    def _set(
        self, ids: Iterable[str], sentence: Text, gesture: object | None = None, **values: Any
    ) -> None:
        document = self._desk.document
        if document is not None:
            document.history.push(edits.set_layers(document, ids, sentence, **values), gesture)


def _several(n: int) -> Text:
    return plural_text("{n} layer", "{n} layers", n)


def _moving(layers: Sequence[Layer]) -> Text:
    name = layers[0].name if layers else ""
    return _fitting(
        text("Move {name}", name=name),
        plural_text("Move {n} layer", "Move {n} layers", len(layers)),
    )


def _fitting(one: Text, many: Text) -> Text:
    """The sentence that names the one, or that which counts the many."""
    return one if many.values["n"] == 1 else many


def _ids(layers: Iterable[Layer]) -> list[str]:
    return [layer.id for layer in layers]
