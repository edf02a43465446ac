"""Documents and their files."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, document
from vlm_studio.words import text

ROWS = (
    Action("file.open", text("Open…"), lambda c: c.files.open(), ("Ctrl+O",), "open"),
    Action(
        "file.open_folder",
        text("Open folder…"),
        lambda c: c.files.open_folder(),
        ("Ctrl+Shift+O",),
        "images",
    ),
    Action(
        "file.annotations",
        text("Add annotations…"),
        lambda c: c.files.add_annotations(),
        icon="annotation",
        enabled=document,
    ),
    Action("file.save", text("Save"), lambda c: c.files.save(), ("Ctrl+S",), "save", document),
    Action(
        "file.save_as",
        text("Save as…"),
        lambda c: c.files.save_as(),
        ("Ctrl+Shift+S",),
        enabled=document,
    ),
    Action(
        "file.export",
        text("Export…"),
        lambda c: c.files.export(),
        ("Ctrl+Alt+E",),
        "export",
        document,
    ),
    Action("file.close", text("Close"), lambda c: c.files.close(), ("Ctrl+W",), "close", document),
    Action("file.quit", text("Quit"), lambda c: c.files.quit(), ("Ctrl+Q",)),
)
