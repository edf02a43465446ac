"""The tools of the canvas, as they stand in the strip."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, document
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text, text


def _tool(name: str, words: Text, key: str, icon: str) -> Action:
    return Action(
        f"tool.{name}",
        words,
        lambda c: c.view.tool(name),
        (key,),
        icon,
        document,
        lambda now: now.document and now.tool == name,
    )


TOOLS = (
    _tool("select", text("Select and move"), "V", "select"),
    _tool("hand", text("Hand"), "H", "hand"),
    _tool("zoom", text("Zoom"), "Z", "zoom"),
    _tool("box", text("Box"), "R", "box"),
    _tool("ellipse", text("Ellipse"), "O", "ellipse"),
    _tool("polygon", text("Polygon"), "P", "polygon"),
    _tool("joints", text("Skeleton"), "K", "joints"),
    _tool("click_mask", text("Click mask"), "W", "click_mask"),
    _tool("brush", text("Brush"), "B", "brush"),
    _tool("eraser", text("Eraser"), "E", "eraser"),
    _tool("pencil", text("Pencil"), "Shift+P", "pencil"),
    _tool("pen", text("Pen"), "Shift+B", "pen"),
    _tool("nodes", text("Edit anchors"), "A", "nodes"),
    _tool("fill", text("Fill"), "G", "fill"),
    _tool("text", text("Text"), "T", "text"),
    _tool("eyedropper", text("Eyedropper"), "I", "eyedropper"),
)


def _paints(now: Situation) -> bool:
    return now.document and now.tool in ("brush", "eraser")


def _drafts(now: Situation) -> bool:
    return now.document and now.tool in ("polygon", "click_mask", "pen")


ROWS = (
    Action(
        "shape.finish",
        text("Finish the shape"),
        lambda c: c.view.finish(),
        enabled=_drafts,
        context="canvas",
    ),
    Action(
        "mask.next",
        text("Keep the mask and go on with the next object"),
        lambda c: c.view.finish(),
        ("N",),
        enabled=lambda now: now.document and now.tool == "click_mask",
        context="canvas",
    ),
    Action(
        "brush.smaller",
        text("Smaller brush"),
        lambda c: c.view.size_brush(-1),
        ("[",),
        enabled=_paints,
    ),
    Action(
        "brush.larger",
        text("Larger brush"),
        lambda c: c.view.size_brush(1),
        ("]",),
        enabled=_paints,
    ),
)
"""What works on the tool in hand."""
