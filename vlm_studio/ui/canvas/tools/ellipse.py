"""Drag an ellipse around something and name it."""

from __future__ import annotations

from vlm_studio.document.geometry import Box, Ellipse
from vlm_studio.ui.canvas.tools.box import BoxTool


class EllipseTool(BoxTool):
    """New ellipses, by the box they touch; Shift makes a circle, a click selects what is there."""

    name = "ellipse"

    def shape_in(self, box: Box) -> Ellipse:
        return Ellipse.within(box)
