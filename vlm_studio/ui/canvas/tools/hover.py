"""What a click would make, shown while the mouse rests."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from vlm_studio.document.geometry import Point
from vlm_studio.document.masks import Mask
from vlm_studio.tasks.requests import Click
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.stage import Stage

_REST = 120
"""Milliseconds that the mouse lies still before anything is asked."""


class Hover:
    """Never more than one question is under way, and none while the engine has other things to do."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._place: Point | None = None
        self._asked: Point | None = None
        """What the question that is under way is about."""
        self._answered: tuple[Point, Mask] | None = None
        self._rest = QTimer(interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._ask)

    @property
    def mask(self) -> Mask | None:
        """What would be added by a click where the mouse is."""
        if self._answered is None or self._place is None:
            return None
        mask = self._answered[1]
        return mask if mask.contains(self._place) else None

    def known(self, place: Point) -> Mask | None:
        """The answer to a click at just this ``place``, if it is there already."""
        return self._answered[1] if self._answered and self._answered[0] == place else None

    def at(self, place: Point) -> None:
        """The mouse is at ``place``, and nothing was said about a thing yet."""
        if place == self._place:
            return
        had = self.mask is not None
        self._place = place
        self._rest.start()
        if had and self.mask is None:
            self._stage.refresh()

    def stop(self) -> None:
        """Something is said now, or the mouse is elsewhere."""
        had = self.mask is not None
        self._place = self._answered = None
        self._rest.stop()
        if had:
            self._stage.refresh()

    def _ask(self) -> None:
        place, masks = self._place, self._stage.masks
        if place is None or masks is None or self._asked is not None or self.known(place):
            return
        if masks.idle:
            self._asked = place
            masks.preview(Clicks(clicks=(Click(place.x, place.y),)), self._hear)

    def _hear(self, answer: MaskAnswer) -> None:
        place, self._asked = self._asked, None
        if place is None or self._place is None:
            return
        if place == self._place:
            self._answered = (place, answer.mask) if answer.mask is not None else None
            self._stage.refresh()
        else:  # too late: the mouse went on
            self._rest.start()
