"""What can be done with the lines of the selected objects and their anchors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vlm_studio.document.arranging import Way
from vlm_studio.ui.desk import Desk

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.stage import Stage


class PathCommands:
    """Verbs on the document in front; the canvas knows how, and is only read once there is one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def smooth(self, *, on: bool) -> None:
        """Make smooth curves, or corners, of the selected anchors."""
        from vlm_studio.ui.canvas import anchors

        self._do(lambda stage: anchors.smooth(stage, on))

    def cut(self) -> None:
        """Cut lines through at the selected anchors."""
        from vlm_studio.ui.canvas import anchors

        self._do(anchors.cut)

    def join(self) -> None:
        """Join two ends of lines."""
        from vlm_studio.ui.canvas import anchors

        self._do(anchors.join)

    def close(self) -> None:
        """Lead open lines back to where they began."""
        from vlm_studio.ui.canvas import anchors

        self._do(anchors.close)

    def simplify(self) -> None:
        """Fewer anchors, by what can hardly be seen."""
        from vlm_studio.ui.canvas import anchors

        self._do(anchors.simplify)

    def reverse(self) -> None:
        """Turn the direction of lines around."""
        from vlm_studio.ui.canvas import anchors

        self._do(anchors.reverse)

    def flip(self, way: Way) -> None:
        """Turn the selected objects over, left to right (``across``) or upside down."""
        from vlm_studio.ui.canvas import object_verbs

        self._do(lambda stage: object_verbs.flip(stage, way))

    def convert(self) -> None:
        """Make paths of rectangles, ovals and text."""
        from vlm_studio.ui.canvas import object_verbs

        self._do(object_verbs.to_paths)

    def outline(self) -> None:
        """Make filled paths of strokes."""
        from vlm_studio.ui.canvas import object_verbs

        self._do(object_verbs.strokes_to_paths)

    def _do(self, verb: Callable[[Stage], object]) -> None:
        if self._desk.stage is not None:
            verb(self._desk.stage)
