"""GrabCut (Rother et al., doi:10.1145/1015706.1015720): a mask from a box, clicks or both.

The cut is made on a small copy of the part around the prompts, and its edge is found again at full
resolution. Where a model can say what stands out in that part, the cut starts from there and only decides
what the model leaves open.
"""

from __future__ import annotations

import hashlib
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
_FAR = 0.25
"""How far around clicks on nothing that stands out is looked, in shares of the picture."""
_EDGE = 1.5
"""How many pixels of the small copy its cut may be off."""
_DOT = 0.005
"""The radius of what a click decides for good, in shares of the part."""


class GrabCut:
    """Needs no files. Deterministic: OpenCV's random numbers start anew for every mask."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self._last: tuple[bytes, Floats | None] = (b"", None)

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
        thing = None if box or prior is None else _pointed_at(prior, clicks, width, height)
        left, top, right, bottom = _view(box, thing, clicks, width, height)
        part = np.ascontiguousarray(rgb[top:bottom, left:right])
        step(0.1, text("Looking"))
        matte = self._matte(part, salient) if box else None
        if thing is not None:
            matte = thing[top:bottom, left:right]
        step(0.5, text("Cutting"))
        scale = min(1.0, _SIDE / max(part.shape[:2]))
        trimap = Trimap(part, scale, matte)
        trimap.start(box.moved(-left, -top) if box else None, (left, top, width, height))
        trimap.click([Click(c.x - left, c.y - top, c.positive) for c in clicks])
        small = trimap.chosen(_cut(trimap), alone=box is None)
        step(0.8, text("Following the edge"))
        full[top:bottom, left:right] = refined(small, part, _EDGE / scale) >= 0.5
        return _honoured(full, clicks, max(part.shape[:2]) * _DOT)

    def _matte(self, part: Pixels, salient: Salient) -> Floats | None:
        # Every further click comes with the same box; what stands out in it has not changed.
        key = hashlib.blake2b(part.data, digest_size=16).digest()
        if self._last[0] != key:
            self._last = (key, salient(part))
        return self._last[1]


def _cut(trimap: Trimap) -> Bools:
    marks = trimap.marks
    if min(np.count_nonzero(marks % 2), np.count_nonzero(marks % 2 == 0)) < 32:
        return np.asarray(marks % 2 == 1)  # too little of one side to learn its colours from
    cv2.setRNGSeed(_SEED)
    ground, thing = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    mode = cv2.GC_INIT_WITH_MASK
    cv2.grabCut(trimap.pixels, marks, None, ground, thing, _ROUNDS, mode)  # type: ignore[call-overload,unused-ignore]
    return np.asarray(marks % 2 == 1)


def _pointed_at(prior: Pixels, clicks: Sequence[Click], width: int, height: int) -> Floats | None:
    """The piece of what stands out that positive clicks point at, 0..1, (H, W); ``None`` if they do not."""
    matte = cv2.resize(prior, (width, height)).astype(np.float32) / 255
    _, pieces = cv2.connectedComponents((matte > 0.5).astype(np.uint8))
    hit = {int(pieces[int(c.y), int(c.x)]) for c in clicks if c.positive} - {0}
    if not hit:
        return None
    return np.where(np.isin(pieces, list(hit)) | (matte <= 0.5), matte, 0)


def _view(
    box: Box | None, thing: Floats | None, clicks: Sequence[Click], width: int, height: int
) -> tuple[int, int, int, int]:
    """The part to look at as left, top, right, bottom: the box or thing and all clicks, and some surroundings."""
    places = [Box(click.x, click.y, 1, 1) for click in clicks]
    if box:
        places.append(box)
    if thing is not None:
        x, y, w, h = cv2.boundingRect((thing > 0.5).astype(np.uint8))
        places.append(Box(x, y, w, h))
    whole = places[0]
    for place in places[1:]:
        whole = whole.union(place)
    margin = _AROUND * max(whole.width, whole.height)
    if box is None and thing is None:
        margin = max(margin, _FAR * max(width, height))
    view = whole.grown(max(2.0, margin)).clipped(width, height) or Box(0, 0, width, height)
    return int(view.x), int(view.y), -int(-view.right // 1), -int(-view.bottom // 1)


def _honoured(mask: Bools, clicks: Sequence[Click], radius: float) -> Bools:
    """``mask`` with a dot at every click that says what the click says; the last one wins."""
    marks = mask.astype(np.uint8)
    for click in clicks:
        centre = (int(click.x), int(click.y))
        cv2.circle(marks, centre, round(radius), int(click.positive), -1)
        marks[centre[1], centre[0]] = click.positive
    return marks.astype(bool)
