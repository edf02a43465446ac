"""What is selected, the clipboard, and undo."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, chosen, document, shapes
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text, text


def _undo(now: Situation) -> Text | None:
    return text("Undo: {step}", step=now.undo) if now.undo else None


def _redo(now: Situation) -> Text | None:
    return text("Redo: {step}", step=now.redo) if now.redo else None


def _clicks_masks(now: Situation) -> bool:
    return now.document and now.tool == "click_mask"


def _copies(now: Situation) -> bool:
    return now.shapes > 0 or now.layers > 0


ROWS = (
    Action(
        "edit.undo",
        text("Undo"),
        lambda c: c.edit.undo(),
        ("Ctrl+Z",),
        "undo",
        lambda now: now.undo is not None,
        says=_undo,
    ),
    Action(
        "edit.redo",
        text("Redo"),
        lambda c: c.edit.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        lambda now: now.redo is not None,
        says=_redo,
    ),
    Action("edit.cut", text("Cut"), lambda c: c.clipboard.cut(), ("Ctrl+X",), "cut_out", _copies),
    Action("edit.copy", text("Copy"), lambda c: c.clipboard.copy(), ("Ctrl+C",), enabled=_copies),
    Action(
        "edit.copy_merged",
        text("Copy merged"),
        lambda c: c.clipboard.copy_merged(),
        ("Ctrl+Shift+C",),
        enabled=document,
    ),
    Action("edit.paste", text("Paste"), lambda c: c.clipboard.paste(), ("Ctrl+V",), "paste"),
    Action(
        "edit.paste_in_place",
        text("Paste in place"),
        lambda c: c.clipboard.paste(in_place=True),
        ("Ctrl+Shift+V",),
        enabled=document,
    ),
    Action(
        "edit.duplicate",
        text("Duplicate"),
        lambda c: c.edit.duplicate(),
        ("Ctrl+D",),
        "duplicate",
        chosen,
        context="canvas",
    ),
    Action(
        "edit.delete",
        text("Delete"),
        lambda c: c.edit.delete(),
        ("Del", "Backspace"),
        "trash",
        chosen,
        context="canvas",
    ),
    Action(
        "edit.label",
        text("Change label…"),
        lambda c: c.edit.label(),
        ("F2",),
        "annotation",
        shapes,
        context="canvas",
    ),
    Action(
        "edit.transform",
        text("Transform"),
        lambda c: c.edit.transform(),
        ("Ctrl+T", "Shift+T"),
        enabled=chosen,
    ),
    Action(
        "edit.add_corner",
        text("Add a corner here"),
        lambda c: c.edit.add_corner(),
        enabled=lambda now: now.on_edge,
        context="canvas",
    ),
    Action(
        "edit.remove_corner",
        text("Remove this corner"),
        lambda c: c.edit.remove_corner(),
        enabled=lambda now: now.on_corner,
        context="canvas",
    ),
    Action(
        "edit.select_all",
        text("Select all"),
        lambda c: c.edit.select_all(),
        ("Ctrl+A",),
        enabled=lambda now: now.annotation_layer or now.vector_layer,
        context="canvas",
    ),
    Action(
        "edit.next_shape",
        text("Select the next shape"),
        lambda c: c.edit.step(1),
        (".",),
        enabled=document,
        context="canvas",
    ),
    Action(
        "edit.previous_shape",
        text("Select the previous shape"),
        lambda c: c.edit.step(-1),
        (",",),
        enabled=document,
        context="canvas",
    ),
    Action(
        "edit.invert_selection",
        text("Invert selection"),
        lambda c: c.edit.invert_selection(),
        ("Ctrl+Shift+I",),
        enabled=lambda now: now.annotation_layer or now.vector_layer,
    ),
    Action(
        "edit.select_same",
        text("Select all with the same label"),
        lambda c: c.edit.select_same(),
        enabled=shapes,
    ),
    Action(
        "edit.deselect",
        text("Deselect"),
        lambda c: c.edit.deselect(),
        ("Ctrl+Shift+A",),
        enabled=chosen,
    ),
    Action(
        "mask.positive",
        text("Add to the mask with clicks"),
        lambda c: c.view.mask_clicks(take_away=False),
        enabled=_clicks_masks,
        context="canvas",
    ),
    Action(
        "mask.negative",
        text("Take away from the mask with clicks"),
        lambda c: c.view.mask_clicks(take_away=True),
        enabled=_clicks_masks,
        context="canvas",
    ),
)
