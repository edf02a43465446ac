"""What can be made of the selected shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vlm_studio.document.arranging import Edge, Way
from vlm_studio.document.converting import Combination, Kind
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.stage import Stage


class ShapeCommands:
    """Verbs on the document in front; how they are done is only read when one is asked for."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    @property
    def _stage(self) -> Stage | None:
        return self._desk.view.stage if self._desk.view is not None else None

    def convert(self, kind: Kind) -> None:
        """Turn the selected shapes into another kind, and say what is lost by it."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            lost = shaping.convert(self._stage, kind)
            if lost is not None:
                self._studio.notify(lost, "info", self._stage.document)

    def combine(self, how: Combination) -> None:
        """One mask of the selected shapes."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            shaping.combine(self._stage, how)

    def fill_holes(self) -> None:
        """Fill what the selected masks enclose."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            shaping.fill_holes(self._stage)

    def split(self) -> None:
        """An annotation for each part of the selected masks."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            shaping.split(self._stage)

    def align(self, edge: Edge) -> None:
        """Line up the selected shapes, a single one with the document."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            shaping.align(self._stage, edge)

    def distribute(self, way: Way) -> None:
        """Make the gaps between the selected shapes equal."""
        from vlm_studio.ui.canvas import shaping

        if self._stage is not None:
            shaping.distribute(self._stage, way)
