"""What is certain before a cut is made: OpenCV's four marks, from a matte, a box and clicks."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from vlm_studio.document.geometry import Box
from vlm_studio.inference.arrays import Bools, Floats, Pixels
from vlm_studio.tasks.requests import Click

_OVER = 0.06
"""How far a thing may reach over the edge of its box, in shares of the box."""
_BRUSH = 0.012
"""The radius of a click, in shares of the part."""
_ALIKE = 10
"""How much colours may differ from those under a click (Lab, 0..255) and still be the same surface."""
_TELLS = (0.05, 0.97)
"""A matte that covers less or more of a box than this does not tell what the thing in it is."""

_TAKEN, _KEPT, _NEITHER = 1, 2, 3


class Trimap:
    """The marks of a small copy of ``part``, ``scale`` times its size; ``matte`` is what stands out in it."""

    def __init__(self, part: Pixels, scale: float, matte: Floats | None) -> None:
        height, width = part.shape[:2]
        self.scale = scale
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self.pixels: Pixels = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        self.marks = np.full(size[::-1], cv2.GC_PR_BGD, np.uint8)
        self._matte = None if matte is None else cv2.resize(np.asarray(matte, np.float32), size)
        self._touched = np.zeros(size[::-1], bool)

    def start(self, box: Box | None) -> None:
        """The marks before any click."""
        matte, inside = self._matte, self._inside(box, 0)
        if matte is not None and _tells(matte[inside], box is not None):
            self._from_matte(matte)
        elif box is not None:
            self.marks[self._oval(box)] = cv2.GC_PR_FGD
        self.marks[~self._inside(box, _OVER)] = cv2.GC_BGD

    def _from_matte(self, matte: Floats) -> None:
        self.marks[matte > 0.5] = cv2.GC_PR_FGD
        self.marks[matte > 0.9] = cv2.GC_FGD
        self.marks[matte < 0.1] = cv2.GC_BGD

    def click(self, clicks: Sequence[Click]) -> None:
        """Mark what each click means, and the click itself for certain. A later one wins."""
        brush = max(1, round(_BRUSH * max(self.marks.shape)))
        places = [(self._place(click), click.positive) for click in clicks]
        self._divide(places)
        for place, positive in places:
            self.marks[self._surface(place)] = cv2.GC_PR_FGD if positive else cv2.GC_BGD
        for place, positive in places:
            dot = np.zeros(self.marks.shape, np.uint8)
            cv2.circle(dot, place, brush, 1, -1)
            self.marks[dot == 1] = cv2.GC_FGD if positive else cv2.GC_BGD
            self._touched[dot == 1] = positive

    def _divide(self, places: Sequence[tuple[tuple[int, int], bool]]) -> None:
        """Let negative clicks take from what stands out all that is nearer to them, going around edges."""
        thing = self.marks % 2 == 1
        taking = [place for place, positive in places if not positive and thing[place[1], place[0]]]
        if not taking:
            return
        brush = max(1, round(_BRUSH * max(self.marks.shape)))
        markers = np.zeros(self.marks.shape, np.int32)
        for place in taking:
            cv2.circle(markers, place, brush, _TAKEN, -1)
        keeping = [place for place, positive in places if positive]
        for place in keeping:
            cv2.circle(markers, place, brush, _KEPT, -1)
        if not keeping:
            markers[self._heart(thing, taking)] = _KEPT
        markers[~thing] = _NEITHER
        cv2.watershed(cv2.GaussianBlur(self.pixels, (3, 3), 0), markers)
        self.marks[thing & (markers == _TAKEN)] = cv2.GC_PR_BGD

    def _heart(self, thing: Bools, taking: Sequence[tuple[int, int]]) -> Bools:
        """The middle of the thing, away from negative clicks."""
        free = thing.astype(np.uint8)
        for place in taking:
            cv2.circle(free, place, max(self.marks.shape) // 5, 0, -1)
        depth = cv2.distanceTransform(free, cv2.DIST_L2, 3)
        return np.asarray((depth > 0.7 * depth.max()) & (free == 1))

    def chosen(self, cut: Bools, *, alone: bool) -> Floats:
        """The pieces of ``cut`` that count, as 0 and 1: those clicked on; unless ``alone``, also all large ones."""
        count, pieces, stats, _ = cv2.connectedComponentsWithStats(cut.astype(np.uint8))
        areas = stats[1:, cv2.CC_STAT_AREA]
        wanted = np.zeros(count, bool)
        wanted[np.unique(pieces[self._touched & cut])] = True
        if not alone and areas.size:
            wanted[1:] |= areas >= 0.04 * areas.max()
        wanted[0] = False
        return np.asarray(wanted[pieces], np.float32)

    def _place(self, click: Click) -> tuple[int, int]:
        height, width = self.marks.shape
        x, y = int(click.x * self.scale), int(click.y * self.scale)
        return min(max(x, 0), width - 1), min(max(y, 0), height - 1)

    def _surface(self, place: tuple[int, int]) -> Bools:
        """What is connected to ``place`` and has its colours."""
        height, width = self.marks.shape
        smooth = cv2.bilateralFilter(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2LAB), 5, 20, 3)
        filled = np.zeros((height + 2, width + 2), np.uint8)
        flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
        spread = (_ALIKE * 2, _ALIKE, _ALIKE)  # light varies more on a surface than colour
        cv2.floodFill(smooth, filled, place, 0, spread, spread, flags)
        return np.asarray(filled[1:-1, 1:-1] == 1)

    def _inside(self, box: Box | None, over: float) -> Bools:
        if box is None:
            return np.ones(self.marks.shape, bool)
        x, y = self._axes()
        across, down = over * box.width, over * box.height
        wide = (x >= box.x - across) & (x <= box.right + across)
        return np.asarray(wide & (y >= box.y - down) & (y <= box.bottom + down))

    def _oval(self, box: Box) -> Bools:
        x, y = self._axes()
        across = (x - box.centre.x) / max(box.width / 2, 0.5)
        down = (y - box.centre.y) / max(box.height / 2, 0.5)
        return np.asarray(across**2 + down**2 <= 1)

    def _axes(self) -> tuple[Floats, Floats]:
        """Places of the marks in pixels of the part."""
        height, width = self.marks.shape
        return (np.arange(width)[None] + 0.5) / self.scale, (
            np.arange(height)[:, None] + 0.5
        ) / self.scale


def _tells(inside: Floats, boxed: bool) -> bool:
    """Whether a matte, seen in a box, says which part of the box the thing is."""
    share = float((inside > 0.5).mean()) if inside.size else 0.0
    return not boxed or _TELLS[0] <= share <= _TELLS[1]
