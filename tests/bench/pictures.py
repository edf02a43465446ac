"""Real photographs in the sizes that the rows want."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import skimage.data
from PIL import Image

_NAMES = ("astronaut", "chelsea", "coffee", "rocket")


def photo(name: str = "astronaut", width: int | None = None) -> Image.Image:
    """A photograph of scikit-image, scaled to ``width``."""
    image = Image.fromarray(getattr(skimage.data, name)())
    if width is None:
        return image
    height = round(image.height * width / image.width)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def folder_of(count: int, folder: Path) -> None:
    """``count`` JPEG pictures in ``folder``, each another crop and size: 0.3 to 2 megapixels."""
    for number, image in zip(range(count), _crops()):
        image.save(folder / f"{number:04}.jpg", quality=90)


def _crops() -> Iterator[Image.Image]:
    step = 0
    while True:
        for name in _NAMES:
            image = photo(name)
            step += 1
            margin = step % 25
            box = (margin, margin // 2, image.width - margin // 2, image.height - margin)
            scale = 1.0 + (step * 7 % 13) / 10
            size = (round(image.width * scale), round(image.height * scale))
            yield image.crop(box).resize(size, Image.Resampling.LANCZOS)


def signal_picture(path: Path, width: int = 1920, height: int = 1080) -> None:
    """A photograph in magenta, which nothing else on a screen is; see :func:`screen.picture_shown`."""
    grey = photo("coffee").convert("L").resize((width, height), Image.Resampling.LANCZOS)
    low, high = grey.point(lambda v: v // 4), grey.point(lambda v: 200 + v // 5)
    Image.merge("RGB", (high, low, high)).save(path, quality=92)
