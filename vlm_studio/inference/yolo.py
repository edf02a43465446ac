"""YOLOv3-tiny (Redmon and Farhadi, arXiv:1804.02767), looking twice.

At one scale the network misses what fills the picture, so it also looks at the picture in the middle of a
grey canvas of twice the size; the far look finds close-ups, the near look finds small things.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from vlm_studio.inference.arrays import Floats, Indices, Pixels
from vlm_studio.inference.boxes import Boxes, insides, ious, joined, suppress, to_box
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Found, Step
from vlm_studio.inference.letterbox import Fit, letterbox
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.models.card import Card
from vlm_studio.tasks.requests import SCORE_FLOOR
from vlm_studio.words import text

_SIDE = 416
_GREY = 128
_HEADS = {
    "scale13": np.array([(81, 82), (135, 169), (344, 319)], np.float32),
    "scale26": np.array([(10, 14), (23, 27), (37, 58)], np.float32),
}
"""The outputs and their anchors (width, height in pixels of the 416 square), as the model's cfg has them."""
_NEAR, _FAR = 1, 2
_SAME, _PART = 0.45, 0.85
"""IoU from which two looks mean the same thing; share of a box inside another that makes it a part."""


class Yolo:
    """Boxes of the classes in the card's ``labels`` file; the graph is ``yolov3-tiny.onnx``."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.labels = tuple(files(card.labels).read_text("utf-8").strip().split("\n"))
        # Two looks side by side cost less than each of them spread over all cores.
        self._session = onnx_session(files("yolov3-tiny.onnx"), device, at_once=2)
        self._beside = ThreadPoolExecutor(1, "look")

    def detect(self, rgb: Pixels, overlap: float, step: Step) -> list[Found]:
        step(0.1, text("Looking"))
        beside = self._beside.submit(self.look, rgb, _FAR)
        near = self.look(rgb, _NEAR)
        far = beside.result()
        step(0.9, text("Sorting"))
        views = np.repeat((_NEAR, _FAR), (len(near.scores), len(far.scores)))
        seen = joined(near, far)
        kept = _without_parts(suppress(seen, overlap), seen, views)
        return [found for index in kept if (found := self._found(seen, index, rgb))]

    def look(self, rgb: Pixels, canvas: int) -> Boxes:
        """What one pass sees, in pixels of ``rgb`` on a canvas so many times larger, doubles and all."""
        fit = Fit.centred(rgb.shape[1], rgb.shape[0], _SIDE, canvas)
        square = letterbox(rgb, fit, _SIDE, _GREY).astype(np.float32) / 255
        outputs = self._session.run(list(_HEADS), {"image": square.transpose(2, 0, 1)[None]})
        seen = joined(*map(_decode, outputs, _HEADS.values()))
        corners = fit.back(seen.corners.reshape(-1, 2, 2)).reshape(-1, 4)
        return seen._replace(corners=corners)

    def _found(self, seen: Boxes, index: int, rgb: Pixels) -> Found | None:
        box = to_box(seen.corners[index], rgb.shape[1], rgb.shape[0])
        if box is None:
            return None
        return Found(self.labels[seen.classes[index]], float(seen.scores[index]), box)


def _decode(head: Floats, anchors: Floats) -> Boxes:
    """Boxes in the square of one head of shape (1, 3 * 85, G, G), down to the lowest score that is kept."""
    grid = head.shape[-1]
    cells = head.reshape(3, -1, grid, grid).transpose(0, 2, 3, 1)
    chance = _sigmoid(cells[..., 4])
    # No class can make up for an unlikely box, and few boxes are likely.
    anchor, row, column = np.nonzero(chance >= SCORE_FLOOR)
    cells, chance = cells[anchor, row, column], chance[anchor, row, column]
    classes = cells[:, 5:].argmax(axis=1)
    scores = chance * _sigmoid(cells[np.arange(len(cells)), 5 + classes])
    corner = np.stack((column, row), axis=1).astype(np.float32)
    centre = (_sigmoid(cells[:, :2]) + corner) * np.float32(_SIDE / grid)
    half = np.exp(np.minimum(cells[:, 2:4], 20)) * anchors[anchor] / 2
    corners = np.concatenate((centre - half, centre + half), axis=1)
    sure = scores >= SCORE_FLOOR
    return Boxes(corners[sure], scores[sure], classes[sure])


def _without_parts(kept: Indices, seen: Boxes, views: Indices) -> Indices:
    """``kept`` without what only the far look saw inside a thing of the same class that both looks saw.

    Small things are the near look's business: what it does not confirm there is a part, such as the inside
    of a cup. The thing is then as sure as its surest part.
    """
    corners, scores, classes = seen
    alike = [(classes == classes[i]) & (ious(corners[i], corners) > _SAME) for i in kept]
    near = np.array([(views[same] == _NEAR).any() for same in alike], bool)
    far = np.array([(views[same] == _FAR).any() for same in alike], bool)
    parts = np.zeros(len(kept), bool)
    for thing in kept[near & far]:
        inside = (insides(corners[kept], corners[thing]) > _PART) & ~near & ~parts
        own = inside & (classes[kept] == classes[thing])
        scores[thing] = scores[kept[own]].max(initial=scores[thing])
        parts |= own
    kept = kept[~parts]
    return kept[np.argsort(-scores[kept], kind="stable")]


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -80, 80))))
