"""Models at work."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, shapes
from vlm_studio.ui.desk import Situation
from vlm_studio.words import text


def _something(now: Situation) -> bool:
    """There is something to look at, or it is made."""
    return now.document or now.designing


ROWS = (
    Action(
        "run.run",
        text("Run"),
        lambda c: c.runs.run(),
        ("Ctrl+Enter", "Ctrl+Return"),
        "run",
        _something,
        says=lambda now: text("Generate") if now.designing else None,
    ),
    Action(
        "run.first",
        text("Run before waiting jobs"),
        lambda c: c.runs.run(first=True),
        ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"),
        enabled=_something,
        says=lambda now: text("Generate before waiting jobs") if now.designing else None,
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
    Action(
        "run.describe",
        text("Describe a design"),
        lambda c: c.designs.describe(),
        ("Alt+A",),
        "design",
    ),
    Action(
        "run.history",
        text("Earlier descriptions"),
        lambda c: c.designs.show_history(),
        icon="history",
    ),
    Action(
        "run.clear_history", text("Clear the descriptions"), lambda c: c.designs.clear_history()
    ),
)
