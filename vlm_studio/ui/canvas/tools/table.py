"""The tools there are. A new one is a file and a line here."""

from __future__ import annotations

from vlm_studio.ui.canvas.tools.base import Tool
from vlm_studio.ui.canvas.tools.box import BoxTool
from vlm_studio.ui.canvas.tools.hand import HandTool
from vlm_studio.ui.canvas.tools.select import SelectTool

TOOLS: dict[str, type[Tool]] = {tool.name: tool for tool in (SelectTool, HandTool, BoxTool)}
