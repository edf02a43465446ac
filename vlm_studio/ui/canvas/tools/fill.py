"""Fill a place between strokes, or give what is filled another colour, with a click."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QPainter

from vlm_studio.document import drawing
from vlm_studio.document.drawing import Filling
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import VectorObject, segments
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer, Tool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import colour_of
from vlm_studio.wire.work import Filled, FillRequest, Outcome
from vlm_studio.words import text

_GAP = 3.0
"""Gaps of so many pixels of the view are closed."""
_REST = 100
"""Milliseconds that the mouse lies still before it is asked what a click would fill."""
_MANY = 5_000
"""Of drawings with more segments nothing is shown before the click."""


@dataclass(frozen=True)
class _Seen:
    """What a click at ``place`` would fill while the layer is this one."""

    layer: VectorLayer
    place: Point
    filling: Filling


class FillTool(Tool):
    """Clicks are answered one after another, each on what the one before it made."""

    name = "fill"
    by_keys = "points"
    gestures = (Gesture(text("Fill between strokes, or recolour"), text("Click")),)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._clicks: list[Point] = []
        """Those that are not answered yet, the first one being asked about."""
        self._asked = 0
        self._at: Point | None = None
        self._seen: _Seen | None = None
        self._rest = QTimer(interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._look)

    @property
    def drafting(self) -> bool:
        return bool(self._clicks)

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            return
        self._clicks.append(pointer.point)
        if len(self._clicks) == 1:
            self._ask()

    def move(self, pointer: Pointer) -> None:
        if pointer.point == self._at:
            return
        had, self._at = self._known(self._at) is not None, pointer.point
        self._rest.start()
        if had and self._known(pointer.point) is None:
            self.stage.refresh()

    def away(self) -> None:
        self._forget()

    def cancel(self) -> bool:
        had = bool(self._clicks)
        self._clicks = []
        self._asked += 1
        self._forget()
        return had

    def disturbed(self) -> None:
        """A click means the drawing as it is when its turn comes."""

    # Asking ------------------------------------------------------------------------------------

    def _layer(self) -> VectorLayer | None:
        """The vector layer that is active, else the topmost one that takes edits."""
        stage = self.stage
        active = stage.document.layers.get(stage.selection.layer or "")
        if isinstance(active, VectorLayer):
            return active
        shown = [each for each, _ in stage.document.shown() if isinstance(each, VectorLayer)]
        return next((each for each in reversed(shown) if stage.editable(each.id)), None)

    def _request(self, layer: VectorLayer, place: Point) -> FillRequest:
        stage = self.stage
        return FillRequest(layer.objects, place, stage.reach(_GAP), stage.document.bounds())

    def _ask(self) -> None:
        layer, lane = self._layer(), self.stage.lane
        if layer is None or not self.stage.editable(layer.id) or lane is None:
            self._clicks = []
            self.stage.failed.emit(
                text("There is no drawing to fill.")
                if layer is None
                else text("{name} is locked or hidden. Draw on another layer.", name=layer.name)
            )
            return
        place = self._clicks[0]
        known = self._known(place)
        if known is not None:
            self._answer(layer, known)
            return
        self._asked += 1
        lane.ask(self._request(layer, place), partial(self._heard, layer, self._asked))

    def _heard(self, layer: VectorLayer, number: int, outcome: Outcome) -> None:
        if number != self._asked or not self._clicks:
            return
        if self._layer() is not layer:
            self._ask()  # the drawing is another one now
        elif isinstance(outcome.result, Filled):
            self._answer(layer, outcome.result.filling)
        else:
            self._clicks = []
            if outcome.error is not None:
                self.stage.failed.emit(outcome.error)

    def _answer(self, layer: VectorLayer, filling: Filling) -> None:
        self._clicks.pop(0)
        stage = self.stage
        if filling.path is None and filling.recolours is None:
            stage.failed.emit(text("No strokes close this place off, so there is nothing to fill."))
        change = drawing.fill(
            stage.document, layer, filling, stage.options.now.fill_colour, text("Fill")
        )
        if change is not None:
            stage.push(change)
        self._forget()
        if self._clicks:
            self._ask()

    # What a click would do ---------------------------------------------------------------------

    def _look(self) -> None:
        layer, lane, place = self._layer(), self.stage.lane, self._at
        if place is None or layer is None or lane is None or self._clicks or not lane.idle:
            return
        if self.stage.editable(layer.id) and segments(layer.objects) <= _MANY:
            lane.ask(self._request(layer, place), partial(self._saw, layer, place))

    def _known(self, place: Point | None) -> Filling | None:
        """What a click at ``place`` would fill, if that was seen already."""
        seen = self._seen
        if seen is None or place is None or self._layer() is not seen.layer:
            return None
        if seen.place == place:
            return seen.filling
        path = seen.filling.path
        if path is None:
            return None
        # Everywhere in one region the answer is the same.
        region = object_path(VectorObject(0, path, rule="evenodd"))
        return seen.filling if region.contains(QPointF(place.x, place.y)) else None

    def _saw(self, layer: VectorLayer, place: Point, outcome: Outcome) -> None:
        here = place == self._at and self._layer() is layer
        if here and isinstance(outcome.result, Filled):
            self._seen = _Seen(layer, place, outcome.result.filling)
            self.stage.refresh()
        elif place != self._at and self._at is not None:  # too late: the mouse went on
            self._rest.start()

    def _forget(self) -> None:
        had, self._seen, self._at = self._seen, None, None
        self._rest.stop()
        if had is not None:
            self.stage.refresh()

    def paint(self, painter: QPainter) -> None:
        each = _meant(self._seen) if self._seen and self._known(self._at) else None
        if each is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colour = colour_of(self.stage.options.now.fill_colour)
        colour.setAlphaF(0.5 * colour.alphaF())
        painter.fillPath(self.stage.camera.viewport.transform.map(object_path(each)), colour)


def _meant(seen: _Seen) -> VectorObject | None:
    if seen.filling.path is not None:
        return VectorObject(0, seen.filling.path, rule="evenodd")
    return next((each for each in seen.layer.objects if each.id == seen.filling.recolours), None)
