"""MediaPipe's selfie segmentation: people close to the camera, in milliseconds."""

from __future__ import annotations

import numpy as np
from PIL import Image

from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Step
from vlm_studio.inference.runtimes import TFLite
from vlm_studio.models.card import Card
from vlm_studio.words import text

_SIDE = 256


class Selfie:
    """Mattes of 256 x 256 pixels; the whole picture is squeezed into that square."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.label = card.labels
        self._net = TFLite(files(card.files[0].name))

    def matte(self, rgb: Pixels, step: Step) -> Floats:
        step(0.1, text("Looking"))
        image = Image.fromarray(rgb).resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
        [out] = self._net(np.asarray(image, np.float32) / 255).values()
        return out[0, :, :, 0]
