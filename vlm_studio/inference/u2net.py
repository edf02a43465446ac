"""U²-Net (Qin et al., arXiv:2005.09007): what stands out in a picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Step
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.models.card import Card
from vlm_studio.words import text

_SIDE = 320
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_FAINT = 0.1


class U2Net:
    """Mattes of 320 x 320 pixels; the whole picture is squeezed into that square."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.label = card.labels
        self._session = onnx_session(files(card.files[0].name), device)
        self._input = self._session.get_inputs()[0].name
        self._output = self._session.get_outputs()[0].name

    def matte(self, rgb: Pixels, step: Step) -> Floats:
        step(0.1, text("Looking"))
        image = Image.fromarray(rgb).resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
        pixels = np.asarray(image, np.float32)
        scaled = pixels / max(float(pixels.max()), 1e-6)
        centred = (scaled - np.array(_MEAN, np.float32)) / np.array(_DEVIATION, np.float32)
        [out] = self._session.run([self._output], {self._input: centred.transpose(2, 0, 1)[None]})
        return _stretched(out[0, 0])


def _stretched(matte: Floats) -> Floats:
    low, high = float(matte.min()), float(matte.max())
    if high < _FAINT:
        # Nothing stands out; stretching would make something of noise.
        return np.zeros_like(matte)
    return (matte - low) / max(high - low, 1e-6)
