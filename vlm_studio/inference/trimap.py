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
_SAID_NOTHING = (0.05, 0.97)
"""A matte that covers less or more of a box than this does not tell what the thing in it is."""


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

    def start(self, box: Box | None, frame: tuple[int, int, int, int]) -> None:
        """The marks before any click. ``frame`` is where the part lies in its picture: left, top, width, height."""
        inside, near = self._inside(box, 0), self._inside(box, _OVER)
        matte = self._matte
        if matte is not None:
            share = float((matte[inside] > 0.5).mean()) if inside.any() else 0.0
            if _SAID_NOTHING[0] <= share and (box is None or share <= _SAID_NOTHING[1]):
                self._from_matte(matte)
                self.marks[~near] = cv2.GC_BGD
                return
        if box is not None:
            self.marks[self._oval(box)] = cv2.GC_PR_FGD
            self.marks[~near] = cv2.GC_BGD
        else:
            self._close_border(frame)

    def _from_matte(self, matte: Floats) -> None:
        self.marks[matte > 0.5] = cv2.GC_PR_FGD
        self.marks[matte > 0.9] = cv2.GC_FGD
        self.marks[matte < 0.1] = cv2.GC_BGD

    def click(self, clicks: Sequence[Click]) -> None:
        """Mark the surface under each click, and the click itself for certain. A later one wins."""
        brush = max(1, round(_BRUSH * max(self.marks.shape)))
        dots = []
        for click in clicks:
            place = self._place(click)
            surface = self._surface(place)
            # Against a matte a surface is certain, else the matte would take it back.
            mark = cv2.GC_PR_FGD if click.positive else cv2.GC_BGD
            self.marks[surface] = mark
            dots.append((place, cv2.GC_FGD if click.positive else cv2.GC_BGD))
        for place, mark in dots:
            cv2.circle(self.marks, place, brush, mark, -1)
            if mark == cv2.GC_FGD:
                dot = np.zeros(self.marks.shape, np.uint8)
                cv2.circle(dot, place, brush, 1, -1)
                self._touched |= dot.astype(bool)

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

    def _close_border(self, frame: tuple[int, int, int, int]) -> None:
        """The thing ends where the part ends, except where the picture ends as well."""
        left, top, width, height = frame
        rows, columns = self.marks.shape
        if left > 0:
            self.marks[:, 0] = cv2.GC_BGD
        if top > 0:
            self.marks[0] = cv2.GC_BGD
        if left + columns / self.scale < width - 1:
            self.marks[:, -1] = cv2.GC_BGD
        if top + rows / self.scale < height - 1:
            self.marks[-1] = cv2.GC_BGD
