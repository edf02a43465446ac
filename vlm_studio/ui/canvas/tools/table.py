"""The tools there are. A new one is a file and a line here."""

from __future__ import annotations

from vlm_studio.ui.canvas.tools.base import Tool
from vlm_studio.ui.canvas.tools.box import BoxTool
from vlm_studio.ui.canvas.tools.brush import BrushTool, EraserTool
from vlm_studio.ui.canvas.tools.click_mask import ClickMaskTool
from vlm_studio.ui.canvas.tools.ellipse import EllipseTool
from vlm_studio.ui.canvas.tools.eyedropper import EyedropperTool
from vlm_studio.ui.canvas.tools.fill import FillTool
from vlm_studio.ui.canvas.tools.hand import HandTool
from vlm_studio.ui.canvas.tools.joints import JointsTool
from vlm_studio.ui.canvas.tools.nodes import NodesTool
from vlm_studio.ui.canvas.tools.pen import PenTool
from vlm_studio.ui.canvas.tools.pencil import PencilTool
from vlm_studio.ui.canvas.tools.polygon import PolygonTool
from vlm_studio.ui.canvas.tools.select import SelectTool
from vlm_studio.ui.canvas.tools.text import TextTool
from vlm_studio.ui.canvas.tools.transform import TransformTool
from vlm_studio.ui.canvas.tools.zoom import ZoomTool

_ALL: tuple[type[Tool], ...] = (
    SelectTool,
    HandTool,
    ZoomTool,
    BoxTool,
    EllipseTool,
    PolygonTool,
    JointsTool,
    ClickMaskTool,
    BrushTool,
    EraserTool,
    PencilTool,
    PenTool,
    NodesTool,
    FillTool,
    TextTool,
    EyedropperTool,
)
MODES: dict[str, type[Tool]] = {TransformTool.name: TransformTool}
"""Tools that are taken up for what is selected, and put themselves away."""
TOOLS = {tool.name: tool for tool in _ALL}
"""Tool classes by name."""
