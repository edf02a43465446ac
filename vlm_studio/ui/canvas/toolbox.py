"""The tools of one stage, one of them in hand."""

from __future__ import annotations

from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Tool
from vlm_studio.ui.canvas.tools.table import MODES, TOOLS


class Toolbox:
    """Keeps the choice of a tool when the stage is another one."""

    def __init__(self) -> None:
        self.name = self._before = "select"
        self._tools: dict[str, Tool] = {}

    @property
    def current(self) -> Tool:
        """The tool in hand. Raises ``KeyError`` without a stage."""
        return self._tools[self.name]

    def tool(self, name: str) -> Tool:
        """A tool of the stage, whether it is in hand or not."""
        return self._tools[name]

    def set_stage(self, stage: Stage | None) -> None:
        """Work on another stage, or on none; a draft on the old one is dropped."""
        if self._tools:
            self.current.leave()
        if self.name in MODES:
            self.name = self._before
        every = TOOLS | MODES
        self._tools = {name: tool(stage) for name, tool in every.items()} if stage else {}
        if self._tools:
            self.current.enter()

    def take(self, name: str) -> bool:
        """Take up another tool; ``False`` when it is in hand already. Raises ``KeyError`` for an unknown one."""
        if name not in TOOLS and name not in MODES:
            raise KeyError(name)
        if name == self.name:
            return False
        if name in MODES:
            self._before = self.name
        if self._tools:
            self.current.leave()
        self.name = name
        if self._tools:
            self.current.enter()
        return True

    def put_away(self) -> bool:
        """Take up what was in hand before a mode; ``False`` without one."""
        return self.name in MODES and self.take(self._before)

    def escape(self) -> bool:
        """Drop the draft; else let go of the selection; else put the tool away; ``False`` when nothing is left to do."""
        if self.current.cancel():
            return True
        selection = self.current.stage.selection
        if selection.annotations or selection.objects:
            selection.clear()
            return True
        return self.take("select")
