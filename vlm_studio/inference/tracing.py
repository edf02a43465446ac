"""A picture as an SVG file of its areas, by vtracer (https://github.com/visioncortex/vtracer)."""

from __future__ import annotations

import io
from importlib import metadata

import numpy as np
from PIL import Image

from vlm_studio.document.annotations import Provenance
from vlm_studio.inference.arrays import Pixels
from vlm_studio.tasks.tracing import Tracing

_SIDE = 1600
"""A picture with a longer side is made smaller first: what is lost is no shape."""


class Tracer:
    """Reads a picture (H, W, 4) once, to trace it more or less finely."""

    def __init__(self, pixels: Pixels, how: Tracing) -> None:
        small = _smaller(pixels)
        self.share = pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]
        """Pixels of the picture for one of the SVG file, across and down."""
        self._how = how
        self._ready = _encoded(small if how.colours else _black_and_white(small))

    def svg(self, detail: float) -> bytes:
        """The areas from the bottom up; ``detail`` is 0..1."""
        return _traced(self._ready, self._how, detail).encode()

    def provenance(self, detail: float) -> Provenance:
        """Where areas with so much ``detail`` come from."""
        how = self._how
        parameters = {
            "colours": how.colours,
            "detail": detail,
            "smoothness": how.smoothness,
            "versions": {"vtracer": metadata.version("vtracer")},
        }
        return Provenance("trace", "vtracer", licence="MIT", parameters=parameters)


def _traced(ready: bytes, how: Tracing, detail: float) -> str:
    import vtracer

    smooth = how.smoothness
    return str(
        vtracer.convert_raw_image_to_svg(
            ready,
            img_format="png",
            colormode="color" if how.colours else "binary",
            hierarchical="stacked",
            mode="spline" if smooth else "polygon",
            filter_speckle=round(16 - 15 * detail),
            color_precision=round(4 + 3 * detail),
            layer_difference=round(64 - 52 * detail),
            corner_threshold=round(20 + 100 * smooth),
            length_threshold=3.5 + 4.5 * smooth,
            splice_threshold=round(20 + 60 * smooth),
            path_precision=2,
        )
    )


def _smaller(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= _SIDE:
        return pixels
    share = _SIDE / max(height, width)
    size = max(1, round(width * share)), max(1, round(height * share))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


def _black_and_white(pixels: Pixels) -> Pixels:
    """Black where it is darker than the best threshold (N. Otsu, 1979) on white."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    rgb = pixels[..., :3] * alpha + 255 * (1 - alpha)
    grey = (rgb @ np.array((0.299, 0.587, 0.114), np.float32)).astype(np.uint8)
    dark = grey <= _threshold(grey)
    plain = np.full_like(pixels, 255)
    plain[dark, :3] = 0
    return plain


def _threshold(grey: Pixels) -> int:
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    apart = (sums[-1] * below / below[-1] - sums) ** 2 / np.maximum(below * above, 1)
    return int(np.argmax(apart))


def _encoded(pixels: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()
