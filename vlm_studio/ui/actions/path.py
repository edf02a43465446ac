"""The lines of drawn objects, and their anchors."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action
from vlm_studio.ui.desk import Situation
from vlm_studio.words import text


def _anchors(now: Situation) -> bool:
    return now.anchors > 0


def _drawn(now: Situation) -> bool:
    return now.drawn


ANCHORS = (
    Action(
        "anchor.smooth",
        text("Make anchors smooth"),
        lambda c: c.paths.smooth(on=True),
        enabled=_anchors,
    ),
    Action(
        "anchor.corner",
        text("Make anchors corners"),
        lambda c: c.paths.smooth(on=False),
        enabled=_anchors,
    ),
    Action("anchor.cut", text("Cut at the anchors"), lambda c: c.paths.cut(), enabled=_anchors),
    Action(
        "anchor.join",
        text("Join two ends"),
        lambda c: c.paths.join(),
        enabled=lambda now: (
            now.anchors == 2 or (now.anchors == 0 and now.drawn and now.objects == 2)
        ),
    ),
    Action("path.close", text("Close lines"), lambda c: c.paths.close(), enabled=_drawn),
)
LINES = (
    Action(
        "path.convert",
        text("Convert to paths"),
        lambda c: c.paths.convert(),
        enabled=lambda now: now.objects > 0,
    ),
    Action(
        "path.outline",
        text("Convert strokes to paths"),
        lambda c: c.paths.outline(),
        enabled=lambda now: now.objects > 0,
    ),
    Action("path.simplify", text("Simplify"), lambda c: c.paths.simplify(), enabled=_drawn),
    Action("path.reverse", text("Reverse"), lambda c: c.paths.reverse(), enabled=_drawn),
)
ROWS = (*ANCHORS, *LINES)
