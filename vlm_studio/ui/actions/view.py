"""How the document is seen, and the panels."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, chosen, document
from vlm_studio.words import text
from vlm_studio.words.numbers import percentage


def _zoom(percent: int, *keys: str) -> Action:
    return Action(
        f"view.zoom_{percent}",
        text("Zoom to {percent}", percent=percentage(percent / 100)),
        lambda c: c.view.zoom(percent / 100),
        keys,
        enabled=document,
    )


ROWS = (
    Action(
        "view.zoom_in",
        text("Zoom in"),
        lambda c: c.view.zoom_in(),
        ("Ctrl++", "Ctrl+="),
        "zoom_in",
        document,
    ),
    Action(
        "view.zoom_out",
        text("Zoom out"),
        lambda c: c.view.zoom_out(),
        ("Ctrl+-",),
        "zoom_out",
        document,
    ),
    Action(
        "view.fit",
        text("Fit the picture"),
        lambda c: c.view.fit(),
        ("Shift+1", "Ctrl+0"),
        "fit",
        document,
    ),
    Action(
        "view.fit_selection",
        text("Fit the selection"),
        lambda c: c.view.fit_selection(),
        ("Shift+2",),
        enabled=chosen,
    ),
    Action(
        "view.fit_width",
        text("Fit the width"),
        lambda c: c.view.fit_width(),
        ("Ctrl+Shift+F",),
        enabled=document,
    ),
    _zoom(100, "Ctrl+1", "Shift+0"),
    _zoom(200, "Ctrl+2"),
    _zoom(400, "Ctrl+3"),
    _zoom(800, "Ctrl+4"),
    Action(
        "view.compare",
        text("Show the original"),
        lambda c: c.view.show_original(),
        ("\\",),
        enabled=document,
    ),
    Action(
        "view.compare_line",
        text("Compare with the original"),
        lambda c: c.view.compare(),
        ("Ctrl+\\",),
        "compare",
        document,
        lambda now: now.comparing,
    ),
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
)
