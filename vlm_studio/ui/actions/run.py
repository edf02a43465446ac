"""Models at work."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, document, shapes
from vlm_studio.words import text

ROWS = (
    Action(
        "run.run",
        text("Run"),
        lambda c: c.runs.run(),
        ("Ctrl+Enter", "Ctrl+Return"),
        "run",
        document,
    ),
    Action(
        "run.first",
        text("Run before waiting jobs"),
        lambda c: c.runs.run(first=True),
        ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"),
        enabled=document,
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
        enabled=shapes,
    ),
)
