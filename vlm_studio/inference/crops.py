"""Turned square crops, the way landmark models want to see a body or a hand: upright and filling the square."""

from __future__ import annotations

import math

import cv2
import msgspec
import numpy as np

from vlm_studio.inference.arrays import Floats, Pixels


class Crop(msgspec.Struct, frozen=True):
    """A square of ``side`` pixels of the picture around ``x, y``; its up is the direction ``angle`` (0 is up,
    clockwise in radians).
    """

    x: float
    y: float
    side: float
    angle: float

    def matrix(self, size: int) -> Floats:
        """From places in a crop of ``size`` pixels to places in the picture, shape (2, 3)."""
        scale, half = self.side / size, size / 2
        cos, sin = scale * math.cos(self.angle), scale * math.sin(self.angle)
        turn = np.array([[cos, -sin], [sin, cos]], np.float64)
        shift = np.array([self.x, self.y]) - turn @ np.array([half, half])
        return np.column_stack((turn, shift))

    def back(self, points: Floats, size: int) -> Floats:
        """Points (..., 2) of a crop of ``size`` pixels as places in the picture."""
        matrix = self.matrix(size)
        return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def angle_up(start: Floats, end: Floats) -> float:
    """The :attr:`Crop.angle` that makes ``end`` stand straight above ``start``."""
    return math.atan2(float(end[0] - start[0]), float(start[1] - end[1]))


def cropped(rgb: Pixels, crop: Crop, size: int) -> Floats:
    """The crop at ``size`` x ``size`` pixels, float32 0..1; outside the picture its edge goes on."""
    height, width = rgb.shape[:2]
    reach = crop.side * 0.75  # more than half the diagonal
    left, right = _span(crop.x, reach, width)
    top, bottom = _span(crop.y, reach, height)
    if right <= left or bottom <= top:
        return np.zeros((size, size, 3), np.float32)
    part = rgb[top:bottom, left:right]
    # Shrink first: warpAffine looks at four pixels only, however many fall into one.
    factor = max(1.0, crop.side / size)
    shrunk = (max(1, round(part.shape[1] / factor)), max(1, round(part.shape[0] / factor)))
    sx, sy = shrunk[0] / part.shape[1], shrunk[1] / part.shape[0]
    small = cv2.resize(part, shrunk, interpolation=cv2.INTER_AREA)
    matrix = crop.matrix(size)
    # From pixel indices to pixel indices: places are half a pixel further than indices.
    matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2 - (left, top)
    matrix = matrix * np.array([[sx], [sy]])
    matrix[:, 2] -= 0.5
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    square = cv2.warpAffine(small, matrix, (size, size), flags=flags, borderMode=border)
    return np.asarray(square, np.float32) / 255


def _span(middle: float, reach: float, limit: int) -> tuple[int, int]:
    return max(0, math.floor(middle - reach)), min(limit, math.ceil(middle + reach))
