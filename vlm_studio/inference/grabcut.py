"""GrabCut (Rother et al., doi:10.1145/1015706.1015720): a mask from a box, clicks or both.

The cut is made on a small copy of the part around the prompts, and its edge is found again at full
resolution. Where a model can say what stands out in that part, the cut starts from there and only decides
what the model leaves open.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import cv2
import numpy as np

from vlm_studio.document.geometry import Box
from vlm_studio.inference.alpha import refined
from vlm_studio.inference.arrays import Bools, Floats, Pixels
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Salient, Step
from vlm_studio.inference.trimap import Trimap
from vlm_studio.models.card import Card
from vlm_studio.tasks.requests import Click
from vlm_studio.words import text

_SIDE = 256
_ROUNDS = 2
_SEED = 7
_AROUND = 0.15
"""How much more than a box is looked at, in shares of it: what the background is like."""
_NEAR = 0.5
"""How much of the picture is looked at, around a click on nothing that stands out in the whole."""
_PLAN = 640
_REMEMBERED = 4
_EDGE = 1.5
"""How many pixels of the small copy its cut may be off."""
_DOT = 0.005
"""The radius of what a click decides for good, in shares of the part."""


class GrabCut:
    """Needs no files. Deterministic: OpenCV's random numbers start anew for every mask."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self._mattes: dict[bytes, Floats | None] = {}

    def prepare(self, rgb: Pixels, salient: Salient, step: Step) -> Pixels | None:
        """The matte of what stands out, 0..255, as the prior."""
        step(0.1, text("Preparing"))
        matte = salient(rgb)
        return None if matte is None else (matte * 255 + 0.5).astype(np.uint8)

    def mask(
        self,
        rgb: Pixels,
        box: Box | None,
        clicks: Sequence[Click],
        prior: Pixels | None,
        salient: Salient,
        step: Step,
    ) -> Bools:
        height, width = rgb.shape[:2]
        full = np.zeros((height, width), bool)
        clicks = [click for click in clicks if 0 <= click.x < width and 0 <= click.y < height]
        box = box.clipped(width, height) if box else None
        if box is None and not any(click.positive for click in clicks):
            return full
        step(0.05, text("Looking"))
        thing = None if box else self._thing(rgb, clicks, prior, salient)
        left, top, right, bottom = _view(box, thing, clicks, width, height)
        part = np.ascontiguousarray(rgb[top:bottom, left:right])
        matte = self._matte(part, salient) if box else None
        if thing is not None:
            matte = thing[_scaled((left, top, right, bottom), thing, (width, height))]
        step(0.5, text("Cutting"))
        scale = min(1.0, _SIDE / max(part.shape[:2]))
        trimap = Trimap(part, scale, matte)
        trimap.start(box.moved(-left, -top) if box else None)
        trimap.click([Click(c.x - left, c.y - top, c.positive) for c in clicks])
        small = trimap.chosen(_cut(trimap), alone=box is None)
        step(0.8, text("Following the edge"))
        full[top:bottom, left:right] = refined(small, part, _EDGE / scale) >= 0.5
        return _honoured(full, clicks, max(part.shape[:2]) * _DOT)

    def _thing(
        self, rgb: Pixels, clicks: Sequence[Click], prior: Pixels | None, salient: Salient
    ) -> Floats | None:
        """The piece of what stands out, in the picture or else near the click, that is clicked on.

        A matte of the whole picture, 0..1, at no more than ``_PLAN`` pixels; ``None`` if nothing is clicked on.
        """
        height, width = rgb.shape[:2]
        scale = min(1.0, _PLAN / max(height, width))
        plan = np.zeros((max(1, round(height * scale)), max(1, round(width * scale))), np.float32)
        matte = self._matte(rgb, salient) if prior is None else prior.astype(np.float32) / 255
        if matte is None:
            return None
        places = [_at(click, plan, (width, height)) for click in clicks if click.positive]
        thing = _pointed_at(cv2.resize(matte, plan.shape[::-1]), places)
        if thing is not None:
            return thing
        first = next(click for click in clicks if click.positive)
        window = Box(first.x, first.y, 0, 0).grown(_NEAR / 2 * max(width, height))
        left, top, right, bottom = _whole(window, width, height)
        near = self._matte(np.ascontiguousarray(rgb[top:bottom, left:right]), salient)
        if near is None:
            return None
        part = _scaled((left, top, right, bottom), plan, (width, height))
        plan[part] = cv2.resize(near, plan[part].shape[::-1])
        return _pointed_at(plan, places)

    def _matte(self, part: Pixels, salient: Salient) -> Floats | None:
        # Every further click comes with the same box or first click; what stands out there has not changed.
        key = hashlib.blake2b(np.ascontiguousarray(part).data, digest_size=16).digest()
        if key not in self._mattes:
            if len(self._mattes) >= _REMEMBERED:
                del self._mattes[next(iter(self._mattes))]
            self._mattes[key] = salient(part)
        return self._mattes[key]


def _cut(trimap: Trimap) -> Bools:
    marks = trimap.marks
    if min(np.count_nonzero(marks % 2), np.count_nonzero(marks % 2 == 0)) < 32:
        return np.asarray(marks % 2 == 1)  # too little of one side to learn its colours from
    cv2.setRNGSeed(_SEED)
    ground, thing = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    mode = cv2.GC_INIT_WITH_MASK
    cv2.grabCut(trimap.pixels, marks, None, ground, thing, _ROUNDS, mode)  # type: ignore[call-overload,unused-ignore]
    return np.asarray(marks % 2 == 1)


def _pointed_at(matte: Floats, places: Sequence[tuple[int, int]]) -> Floats | None:
    """The pieces of ``matte`` that lie at ``places``; ``None`` if none does."""
    _, pieces = cv2.connectedComponents((matte > 0.5).astype(np.uint8))
    hit = {int(pieces[y, x]) for x, y in places} - {0}
    if not hit:
        return None
    return np.where(np.isin(pieces, list(hit)) | (matte <= 0.5), matte, 0)


def _at(click: Click, plan: Floats, size: tuple[int, int]) -> tuple[int, int]:
    """The pixel of ``plan`` that a click in a picture of ``size`` falls on."""
    height, width = plan.shape
    x, y = int(click.x * width / size[0]), int(click.y * height / size[1])
    return min(x, width - 1), min(y, height - 1)


def _scaled(
    part: tuple[int, int, int, int], plan: Floats, size: tuple[int, int]
) -> tuple[slice, slice]:
    """The rows and columns of ``plan`` where ``part`` (left, top, right, bottom) of a picture of ``size`` lies."""
    left, top, right, bottom = part
    across, down = plan.shape[1] / size[0], plan.shape[0] / size[1]
    rows = slice(int(top * down), max(int(top * down) + 1, round(bottom * down)))
    return rows, slice(int(left * across), max(int(left * across) + 1, round(right * across)))


def _view(
    box: Box | None, thing: Floats | None, clicks: Sequence[Click], width: int, height: int
) -> tuple[int, int, int, int]:
    """The part to look at as left, top, right, bottom: the box or thing, all clicks and some surroundings.

    The whole picture, when nothing says how large the thing is.
    """
    if box is None and thing is None:
        return 0, 0, width, height
    places = [Box(click.x, click.y, 1, 1) for click in clicks]
    if box:
        places.append(box)
    if thing is not None:
        x, y, w, h = cv2.boundingRect((thing > 0.5).astype(np.uint8))
        across, down = width / thing.shape[1], height / thing.shape[0]
        places.append(Box(x * across, y * down, w * across, h * down))
    whole = places[0]
    for place in places[1:]:
        whole = whole.union(place)
    margin = max(2.0, _AROUND * max(whole.width, whole.height))
    return _whole(whole.grown(margin), width, height)


def _whole(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels that ``box`` touches in a picture: left, top, right, bottom."""
    part = box.clipped(width, height) or Box(0, 0, width, height)
    return math.floor(part.x), math.floor(part.y), math.ceil(part.right), math.ceil(part.bottom)


def _honoured(mask: Bools, clicks: Sequence[Click], radius: float) -> Bools:
    """``mask`` with a dot at every click that says what the click says; the last one wins."""
    marks = mask.astype(np.uint8)
    for click in clicks:
        centre = (int(click.x), int(click.y))
        cv2.circle(marks, centre, round(radius), int(click.positive), -1)
        marks[centre[1], centre[0]] = click.positive
    return marks.astype(bool)
