"""All actions together, and the menus they stand in."""

from __future__ import annotations

from vlm_studio.ui.actions import (
    app,
    edit,
    file,
    images,
    layer,
    path,
    run,
    shape,
    staging,
    tools,
    view,
)
from vlm_studio.ui.actions.action import Action
from vlm_studio.ui.actions.tools import TOOLS
from vlm_studio.words import Text, text

ACTIONS: tuple[Action, ...] = (
    *file.ROWS,
    *edit.ROWS,
    *layer.ROWS,
    *shape.ROWS,
    *path.ROWS,
    *images.ROWS,
    *run.ROWS,
    *staging.ROWS,
    *TOOLS,
    *tools.ROWS,
    *view.ROWS,
    *app.ROWS,
)
BY_ID = {action.id: action for action in ACTIONS}


def _listed(*groups: tuple[Action, ...]) -> tuple[str, ...]:
    """The actions of ``groups``, a line between two of them."""
    lines = [id for group in groups for id in ("-", *(row.id for row in group))]
    return tuple(lines[1:])


MENUS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        text("File"),
        ("file.open", "file.open_folder", "recent", "file.annotations", "-", "file.save", "file.save_as", "file.export", "file.export_images", "-", "file.close", "-", "app.settings", "file.quit"),
    ),
    (
        text("Edit"),
        ("edit.undo", "edit.redo", "-", "edit.cut", "edit.copy", "edit.copy_merged", "edit.paste", "edit.paste_in_place", "edit.duplicate", "edit.delete", "-", "edit.label", "edit.transform", "edit.add_corner", "edit.remove_corner", "-", "edit.select_all", "edit.select_same", "edit.invert_selection", "edit.next_shape", "edit.previous_shape", "edit.deselect", "-", "mask.positive", "mask.negative", "-", *(row.id for row in tools.ROWS)),
    ),
    (
        text("View"),
        ("view.zoom_in", "view.zoom_out", "view.fit", "view.fit_width", "view.fit_selection", "-", "view.zoom_100", "view.zoom_200", "view.zoom_400", "view.zoom_800", "-", "view.compare", "view.compare_line", "-", *(tool.id for tool in TOOLS)),
    ),
    (
        text("Layer"),
        ("layer.new", "layer.duplicate", "layer.rename", "layer.delete", "-", "layer.group", "layer.ungroup", "layer.merge_down", "layer.merge_visible", "-", "layer.trace", "-", "layer.forward", "layer.back", "layer.front", "layer.bottom", "-", "layer.above", "layer.below", "layer.find", "-", "layer.hide", "layer.lock", "layer.solo", "layer.show_hand_made"),
    ),
    (text("Shape"), _listed(shape.CONVERT, shape.COMBINE, shape.ALIGN, shape.FLIP, shape.MADE)),
    (text("Path"), _listed(path.ANCHORS, path.LINES)),
    (
        text("Images"),
        ("image.next", "image.previous", "image.next_unfinished", "image.previous_unfinished", "-", "image.keep_zoom", "-", "image.remove", "image.refresh"),
    ),
    (text("Run"), ("run.run", "run.first", "run.cancel", "-", "run.describe", "run.history", "run.clear_history", "-", "run.masks", "run.cut_out", "-", "run.all", "run.unfinished", "run.chosen", "-", *(row.id for row in staging.ROWS))),
    (
        text("Window"),
        ("panels", "-", "view.panels", "view.jobs", "view.full_screen", "-", "view.reset"),
    ),
    (text("Help"), ("app.search", "app.shortcuts", "app.keyboard", "-", "app.about")),
)  # fmt: skip
"""Menus in order; ``-`` is a line, ``recent`` and ``panels`` are filled by the window."""

SUBMENUS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "convert": (text("Convert"), _listed(shape.CONVERT)),
    "combine": (text("Combine"), _listed(shape.COMBINE)),
    "align": (text("Align"), _listed(shape.ALIGN, shape.FLIP)),
    "arrange": (
        text("Arrange"),
        (
            "layer.group",
            "layer.ungroup",
            "-",
            "layer.front",
            "layer.forward",
            "layer.back",
            "layer.bottom",
        ),
    ),
    "path": (text("Path"), _listed(path.ANCHORS, path.LINES)),
}
"""Menus within the one that the right button opens, by the name they have there."""
