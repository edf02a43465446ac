"""The one table of actions: menus, tool strip, tooltips, shortcuts, cheat-sheet and command search come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text, text

Context = Literal["window", "canvas", "layers"]
"""Where keys count: anywhere in the window, or only while the canvas or the layer list has the focus.

Keys that type something are never taken from a text field: text fields claim them before any shortcut.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """``run`` is what it does, ``enabled`` when it can be done, ``checked`` when it is shown as on."""

    id: str
    text: Text
    run: Callable[[Commands], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[Situation], bool] = lambda _: True
    checked: Callable[[Situation], bool] | None = None
    context: Context = "window"
    says: Callable[[Situation], Text | None] = lambda _: None
    """A sentence for the present moment in place of ``text``, such as "Undo rename"."""


def _document(now: Situation) -> bool:
    return now.document


def _shapes(now: Situation) -> bool:
    return now.shapes > 0


def _layers(now: Situation) -> bool:
    return now.layers > 0


def _undo(now: Situation) -> Text | None:
    return text("Undo: {step}", step=now.undo) if now.undo else None


def _redo(now: Situation) -> Text | None:
    return text("Redo: {step}", step=now.redo) if now.redo else None


def _tool(name: str, words: Text, key: str, icon: str) -> Action:
    return Action(
        f"tool.{name}",
        words,
        lambda c: c.view.tool(name),
        (key,),
        icon,
        _document,
        lambda now: now.document and now.tool == name,
    )


def _zoom(percent: int, *keys: str) -> Action:
    return Action(
        f"view.zoom_{percent}",
        text("Zoom to {percent} %", percent=percent),
        lambda c: c.view.zoom(percent / 100),
        keys,
        enabled=_document,
    )


TOOLS = (
    _tool("select", text("Select and move"), "V", "select"),
    _tool("hand", text("Hand"), "H", "hand"),
    _tool("box", text("Box"), "R", "box"),
    _tool("polygon", text("Polygon"), "P", "polygon"),
    _tool("joints", text("Skeleton"), "K", "joints"),
    _tool("click_mask", text("Click mask"), "W", "click_mask"),
)

ACTIONS: tuple[Action, ...] = (
    Action("file.open", text("Open…"), lambda c: c.files.open(), ("Ctrl+O",), "open"),
    Action("file.save", text("Save"), lambda c: c.files.save(), ("Ctrl+S",), "save", _document),
    Action(
        "file.save_as",
        text("Save as…"),
        lambda c: c.files.save_as(),
        ("Ctrl+Shift+S",),
        enabled=_document,
    ),
    Action(
        "file.export",
        text("Export…"),
        lambda c: c.files.export(),
        ("Ctrl+Alt+E",),
        "export",
        _document,
    ),
    Action("file.close", text("Close"), lambda c: c.files.close(), ("Ctrl+W",), "close", _document),
    Action("file.quit", text("Quit"), lambda c: c.files.quit(), ("Ctrl+Q",)),
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
    Action("edit.cut", text("Cut"), lambda c: c.edit.cut(), ("Ctrl+X",), "cut_out", _shapes),
    Action("edit.copy", text("Copy"), lambda c: c.edit.copy(), ("Ctrl+C",), enabled=_shapes),
    Action("edit.paste", text("Paste"), lambda c: c.edit.paste(), ("Ctrl+V",), "paste"),
    Action(
        "edit.paste_in_place",
        text("Paste in place"),
        lambda c: c.edit.paste(in_place=True),
        ("Ctrl+Shift+V",),
        enabled=_document,
    ),
    Action(
        "edit.duplicate",
        text("Duplicate"),
        lambda c: c.edit.duplicate(),
        ("Ctrl+D",),
        "duplicate",
        _shapes,
        context="canvas",
    ),
    Action(
        "edit.delete",
        text("Delete"),
        lambda c: c.edit.delete(),
        ("Del", "Backspace"),
        "trash",
        _shapes,
        context="canvas",
    ),
    Action(
        "edit.label",
        text("Change label…"),
        lambda c: c.edit.label(),
        ("F2",),
        "annotation",
        _shapes,
        context="canvas",
    ),
    Action(
        "edit.select_all",
        text("Select all"),
        lambda c: c.edit.select_all(),
        ("Ctrl+A",),
        enabled=lambda now: now.annotation_layer,
        context="canvas",
    ),
    Action(
        "edit.deselect",
        text("Deselect"),
        lambda c: c.edit.deselect(),
        ("Ctrl+Shift+A",),
        enabled=_shapes,
    ),
    Action(
        "layer.new",
        text("New annotation layer"),
        lambda c: c.layers.new(),
        ("Ctrl+Shift+N",),
        "plus",
        _document,
    ),
    Action(
        "layer.duplicate",
        text("Duplicate layer"),
        lambda c: c.layers.duplicate(),
        ("Ctrl+D",),
        "duplicate",
        _layers,
        context="layers",
    ),
    Action(
        "layer.rename",
        text("Rename layer"),
        lambda c: c.layers.rename(),
        ("F2",),
        "rename",
        lambda now: now.layers == 1,
        context="layers",
    ),
    Action(
        "layer.delete",
        text("Delete layer"),
        lambda c: c.layers.delete(),
        ("Del", "Backspace"),
        "trash",
        _layers,
        context="layers",
    ),
    Action(
        "layer.forward",
        text("Bring forward"),
        lambda c: c.layers.shift(1),
        ("Ctrl+]",),
        enabled=_layers,
    ),
    Action(
        "layer.back",
        text("Send backward"),
        lambda c: c.layers.shift(-1),
        ("Ctrl+[",),
        enabled=_layers,
    ),
    Action(
        "layer.front",
        text("Bring to front"),
        lambda c: c.layers.to_end(top=True),
        ("Ctrl+Shift+]",),
        enabled=_layers,
    ),
    Action(
        "layer.bottom",
        text("Send to back"),
        lambda c: c.layers.to_end(top=False),
        ("Ctrl+Shift+[",),
        enabled=_layers,
    ),
    Action(
        "layer.above",
        text("Select the layer above"),
        lambda c: c.layers.step(1),
        ("Alt+]",),
        enabled=_document,
    ),
    Action(
        "layer.below",
        text("Select the layer below"),
        lambda c: c.layers.step(-1),
        ("Alt+[",),
        enabled=_document,
    ),
    Action(
        "layer.hide",
        text("Show or hide"),
        lambda c: c.layers.toggle_visible(),
        ("Ctrl+Shift+H",),
        "eye",
        _layers,
    ),
    Action(
        "layer.lock",
        text("Lock or unlock"),
        lambda c: c.layers.toggle_locked(),
        ("Ctrl+Shift+L",),
        "lock",
        _layers,
    ),
    Action(
        "layer.solo",
        text("Show only this layer"),
        lambda c: c.layers.solo(),
        ("Shift+V",),
        enabled=lambda now: now.layers == 1,
    ),
    Action(
        "run.run",
        text("Run"),
        lambda c: c.runs.run(),
        ("Ctrl+Return", "Ctrl+Enter"),
        "run",
        _document,
    ),
    Action(
        "run.first",
        text("Run before waiting jobs"),
        lambda c: c.runs.run(first=True),
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        enabled=_document,
    ),
    Action(
        "run.cancel",
        text("Cancel the running job"),
        lambda c: c.runs.cancel(),
        ("Ctrl+Alt+Return", "Shift+X"),
        "stop",
        lambda now: now.busy,
    ),
    Action(
        "run.masks",
        text("Masks from boxes"),
        lambda c: c.runs.masks_from_boxes(),
        icon="mask",
        enabled=lambda now: now.boxes,
    ),
    Action(
        "run.cut_out",
        text("Cut out the selected masks"),
        lambda c: c.runs.cut_out(),
        icon="cut_out",
        enabled=_shapes,
    ),
    *TOOLS,
    Action(
        "view.zoom_in",
        text("Zoom in"),
        lambda c: c.view.zoom_in(),
        ("Ctrl++", "Ctrl+="),
        "zoom_in",
        _document,
    ),
    Action(
        "view.zoom_out",
        text("Zoom out"),
        lambda c: c.view.zoom_out(),
        ("Ctrl+-",),
        "zoom_out",
        _document,
    ),
    Action(
        "view.fit",
        text("Fit the picture"),
        lambda c: c.view.fit(),
        ("Shift+1", "Ctrl+0"),
        "fit",
        _document,
    ),
    Action(
        "view.fit_selection",
        text("Fit the selection"),
        lambda c: c.view.fit_selection(),
        ("Shift+2",),
        enabled=_shapes,
    ),
    _zoom(100, "Ctrl+1", "Shift+0"),
    _zoom(200, "Ctrl+2"),
    _zoom(400, "Ctrl+3"),
    _zoom(800, "Ctrl+4"),
    Action(
        "view.panels",
        text("Show or hide all panels"),
        lambda c: c.view.toggle_panels(),
        ("Tab",),
        context="canvas",
    ),
    Action(
        "view.full_screen", text("Full screen"), lambda c: c.view.toggle_full_screen(), ("F11",)
    ),
    Action("view.jobs", text("Show the jobs"), lambda c: c.view.show_jobs(), ("Ctrl+J",)),
    Action("view.reset", text("Reset layout"), lambda c: c.view.reset_layout()),
    Action("app.search", text("Search commands…"), lambda c: c.app.search(), ("Ctrl+K",), "search"),
    Action("app.settings", text("Settings…"), lambda c: c.app.settings(), ("Ctrl+,",), "settings"),
    Action(
        "app.shortcuts",
        text("Keyboard shortcuts"),
        lambda c: c.app.shortcuts(),
        ("Shift+?", "Ctrl+/"),
        "keyboard",
    ),
    Action("app.about", text("About vlm_studio"), lambda c: c.app.about(), icon="info"),
)
BY_ID = {action.id: action for action in ACTIONS}

MENUS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        text("File"),
        ("file.open", "recent", "-", "file.save", "file.save_as", "file.export", "-", "file.close", "-", "app.settings", "file.quit"),
    ),
    (
        text("Edit"),
        ("edit.undo", "edit.redo", "-", "edit.cut", "edit.copy", "edit.paste", "edit.paste_in_place", "edit.duplicate", "edit.delete", "-", "edit.label", "-", "edit.select_all", "edit.deselect"),
    ),
    (
        text("View"),
        ("view.zoom_in", "view.zoom_out", "view.fit", "view.fit_selection", "-", "view.zoom_100", "view.zoom_200", "view.zoom_400", "view.zoom_800", "-", *(tool.id for tool in TOOLS)),
    ),
    (
        text("Layer"),
        ("layer.new", "layer.duplicate", "layer.rename", "layer.delete", "-", "layer.forward", "layer.back", "layer.front", "layer.bottom", "-", "layer.above", "layer.below", "-", "layer.hide", "layer.lock", "layer.solo"),
    ),
    (text("Run"), ("run.run", "run.first", "run.cancel", "-", "run.masks", "run.cut_out")),
    (
        text("Window"),
        ("panels", "-", "view.panels", "view.jobs", "view.full_screen", "-", "view.reset"),
    ),
    (text("Help"), ("app.search", "app.shortcuts", "-", "app.about")),
)  # fmt: skip
"""Menus in order; ``-`` is a line, ``recent`` and ``panels`` are filled by the window."""
