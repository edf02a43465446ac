"""Zoom and pan."""

from __future__ import annotations

from typing import NamedTuple

from psygnal import Signal
from PySide6.QtCore import QPointF, QRectF

from vlm_studio.document.geometry import Box
from vlm_studio.ui.paint.viewport import Viewport

STOPS = (
    0.05, 0.0625, 0.0833, 0.125, 0.1667, 0.25, 0.3333, 0.5, 0.6667, 1.0,
    1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0,
)  # fmt: skip
"""Where zooming step by step stops."""
_MARGIN = 32.0
"""Around what was fitted, in pixels of the view."""
_KEPT = 48.0
"""So much of the document stays in sight however far the view is moved."""


class Pose(NamedTuple):
    """A scale, and the point of the document in the middle of the view."""

    scale: float
    x: float
    y: float


class Camera:
    """Where the view looks; ``scale`` 1 shows a document pixel on one device-independent pixel."""

    moved = Signal()

    def __init__(self) -> None:
        self._page = Box(0, 0, 1, 1)
        self._view = Viewport(1.0, 0.0, 0.0, 1.0, 1.0)
        self._fitted: float | None = None
        """While the whole document is fitted: the largest scale for that."""

    @property
    def viewport(self) -> Viewport:
        return self._view

    @property
    def scale(self) -> float:
        return self._view.scale

    @property
    def centre(self) -> QPointF:
        """The middle of the view."""
        return QPointF(self._view.width / 2, self._view.height / 2)

    @property
    def pose(self) -> Pose | None:
        """Where it looks, to come back to; ``None`` while the whole document is fitted."""
        if self._fitted is not None:
            return None
        middle = self._view.to_document(self.centre)
        return Pose(self.scale, middle.x, middle.y)

    def take(self, pose: Pose) -> None:
        """Look where ``pose`` says."""
        self._fitted = None
        view, scale = self._view, pose.scale
        self._go(scale, view.width / 2 - pose.x * scale, view.height / 2 - pose.y * scale)

    def look_at(self, page: Box) -> None:
        """Look at another document; it is fitted, but not enlarged."""
        self._page = page
        self.fit(most=1.0)

    def resize(self, width: float, height: float, ratio: float, moved: QPointF) -> None:
        """The view has another size; what was fitted stays fitted, everything else stays where it is on the screen.

        ``moved`` is how far the document has to move in the view for that, as the view's corner is elsewhere.
        """
        old = self._view
        dx, dy = old.dx + moved.x(), old.dy + moved.y()
        self._view = Viewport(old.scale, dx, dy, width, height, ratio)
        if self._fitted is not None:
            self.fit(most=self._fitted)
        else:
            self._go(old.scale, dx, dy)

    def fit_width(self) -> None:
        """Show the document as wide as the view, at the height that was in the middle."""
        view, page = self._view, self._page
        middle = view.to_document(self.centre).y
        space = max(1.0, view.width - 2 * _MARGIN)
        scale = min(space / max(page.width, 1e-6), STOPS[-1])
        dx, dy = (view.width - page.width * scale) / 2, view.height / 2 - middle * scale
        tall = page.height * scale - (view.height - 2 * _MARGIN)
        if tall <= 0:
            dy = (view.height - page.height * scale) / 2
        else:
            dy = min(max(dy, _MARGIN - tall), _MARGIN)
        self._fitted = None
        self._go(scale, dx, dy)

    def fit(self, box: Box | None = None, *, most: float = STOPS[-1]) -> None:
        """Show all of ``box`` (the document by default) as large as it goes, ``most`` at the largest."""
        target = box or self._page
        view = self._view
        space = max(1.0, view.width - 2 * _MARGIN), max(1.0, view.height - 2 * _MARGIN)
        scale = min(space[0] / max(target.width, 1e-6), space[1] / max(target.height, 1e-6), most)
        scale = min(scale, STOPS[-1])
        dx = view.width / 2 - target.centre.x * scale
        dy = view.height / 2 - target.centre.y * scale
        self._go(scale, dx, dy)
        self._fitted = most if box is None else None

    def zoom_to(self, scale: float, anchor: QPointF | None = None) -> None:
        """Zoom so that the document point under ``anchor`` (the middle by default) stays where it is."""
        place = anchor or self.centre
        scale = min(max(scale, self._smallest()), STOPS[-1])
        fixed = self._view.to_document(place)
        self._fitted = None
        self._go(scale, place.x() - fixed.x * scale, place.y() - fixed.y * scale)

    def step(self, direction: int, anchor: QPointF | None = None) -> None:
        """Zoom to the next stop, in (1) or out (-1)."""
        slack = 1.001
        if direction > 0:
            stops = [stop for stop in STOPS if stop > self.scale * slack]
            self.zoom_to(stops[0] if stops else STOPS[-1], anchor)
        else:
            stops = [stop for stop in STOPS if stop < self.scale / slack]
            self.zoom_to(stops[-1] if stops else self._smallest(), anchor)

    def reveal(self, box: Box) -> None:
        """Move so that ``box`` is in sight, or its middle if it is too large; not at all when it is already."""
        visible = self._view.visible
        seen = visible.intersection(box)
        if seen is not None and (seen == box or seen.area > visible.area / 2):
            return
        middle = self._view.to_view(box.centre)
        self.pan(self.centre.x() - middle.x(), self.centre.y() - middle.y())

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many pixels of the view."""
        self._fitted = None
        self._go(self.scale, self._view.dx + dx, self._view.dy + dy)

    def _smallest(self) -> float:
        """The smallest stop, or what fits a huge document."""
        view, page = self._view, self._page
        return min(STOPS[0], view.width / page.width / 2, view.height / page.height / 2)

    def _go(self, scale: float, dx: float, dy: float) -> None:
        view = self._view
        shown = QRectF(dx, dy, self._page.width * scale, self._page.height * scale)
        dx += _push_in(shown.left(), shown.right(), view.width)
        dy += _push_in(shown.top(), shown.bottom(), view.height)
        # Whole pixels: what is painted already can then be moved instead of painted again.
        self._view = Viewport(
            scale, float(round(dx)), float(round(dy)), view.width, view.height, view.ratio
        )
        self.moved.emit()


def _push_in(low: float, high: float, size: float) -> float:
    """How far an interval must move so that enough of it lies between 0 and ``size``."""
    kept = min(_KEPT, high - low, size)
    if high < kept:
        return kept - high
    if low > size - kept:
        return size - kept - low
    return 0.0
