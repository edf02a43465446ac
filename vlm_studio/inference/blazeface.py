"""BlazeFace, full range (Bazarevsky et al., arXiv:1907.05047): faces up to five metres away."""

from __future__ import annotations

import numpy as np

from vlm_studio.inference.arrays import Pixels
from vlm_studio.inference.blaze import Spots, anchor_points, blend, decode
from vlm_studio.inference.boxes import to_box
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Found, Step
from vlm_studio.inference.letterbox import Fit, letterbox
from vlm_studio.inference.runtimes import TFLite
from vlm_studio.models.card import Card
from vlm_studio.tasks.requests import SCORE_FLOOR
from vlm_studio.words import text

_SIDE = 192
_GRIDS = ((4, 1),)


class BlazeFace:
    """Boxes of faces. Six key points (eyes, nose, mouth, ears) come with each and help to place nothing yet."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.labels = (card.labels,)
        self._net = TFLite(files(card.files[0].name))
        self._anchors = anchor_points(_SIDE, _GRIDS)

    def detect(self, rgb: Pixels, overlap: float, step: Step) -> list[Found]:
        step(0.1, text("Looking for faces"))
        faces = blend(self.look(rgb), overlap)
        height, width = rgb.shape[:2]
        boxes = [to_box(row, width, height) for row in faces.boxes]
        scores = map(float, faces.scores)
        return [Found(self.labels[0], s, box) for s, box in zip(scores, boxes) if box]

    def look(self, rgb: Pixels) -> Spots:
        """What the network sees in ``rgb``, doubles and all, in its pixels."""
        fit = Fit.centred(rgb.shape[1], rgb.shape[0], _SIDE)
        square = letterbox(rgb, fit, _SIDE, 0).astype(np.float32) / 127.5 - 1
        out = self._net(square)
        spots = decode(out["Identity"][0], out["Identity_1"][0], self._anchors, SCORE_FLOOR)
        boxes = fit.back(spots.boxes.reshape(-1, 2, 2)).reshape(-1, 4)
        return Spots(boxes, fit.back(spots.points), spots.scores)
