"""Whether there is memory for a painting, estimated before anything is loaded."""

from __future__ import annotations

from typing import Literal

import msgspec

from vlm_studio.document.blocks import MAX_PIXELS
from vlm_studio.models.diffusers_folder import Inspected
from vlm_studio.tasks.design import Abilities
from vlm_studio.tasks.sizes import rendered
from vlm_studio.words import Text, text

Verdict = Literal["fits", "tight", "too large"]
_ALIVE = 4.5
"""Numbers for each pixel and channel at the widest while a picture is decoded: measured on the decoder of Stable
Diffusion at 256 and 384 pixels."""
_TILE = 512 * 512
"""Pixels that are decoded at once when memory is short."""
_RESULT = 16
"""Bytes for each pixel of the artboard: the painting as it is made, with alpha, and with its mip levels."""
_SPARE = 0.95
_LEFT = 64 << 20
"""Bytes that are always taken besides."""


class Fit(msgspec.Struct, frozen=True):
    """Bytes that are ``needed`` to paint without saving memory, the ``least`` that will do, and those that are free
    (``None`` if nobody knows). ``tight`` paints too, slower.
    """

    verdict: Verdict
    needed: int
    least: int
    free: int | None


def fit(
    inspected: Inspected,
    abilities: Abilities,
    width: int,
    height: int,
    free: int | None,
    *,
    size: int = 4,
    loaded: bool = False,
    offloads: bool = False,
) -> Fit:
    """Whether an artboard of ``width`` x ``height`` pixels can be painted.

    ``size`` is the bytes of a number while the model runs: 4 on a processor, 2 on a graphics card. The weights of a
    model that is ``loaded`` are not counted again. A card that ``offloads`` can do with one part at a time.
    """
    across, down = rendered(width, height, abilities.side, abilities.multiple)
    pixels, parts = across * down, [count * size for count in inspected.numbers.values()]
    weights = 0 if loaded else sum(parts)
    fixed = width * height * _RESULT + _LEFT
    one = inspected.wide * _ALIVE * size
    needed = weights + fixed + int(pixels * one)
    lightest = min(weights, max(parts, default=0)) if offloads else weights
    least = lightest + fixed + int(min(pixels, _TILE) * one)
    return Fit(_verdict(width * height, needed, least, free), needed, least, free)


def _verdict(pixels: int, needed: int, least: int, free: int | None) -> Verdict:
    if pixels > MAX_PIXELS or (free is not None and least > free):
        return "too large"
    return "fits" if free is None or needed <= free * _SPARE else "tight"


def refusal(name: str, width: int, height: int, found: Fit) -> Text:
    """Why the model ``name`` is not even loaded for it."""
    if width * height > MAX_PIXELS:
        return text(
            "{width} x {height} pixels are {asked} megapixels, and {limit} are the most.",
            width=width,
            height=height,
            asked=width * height // 1_000_000,
            limit=MAX_PIXELS // 1_000_000,
        )
    return text(
        "{model} needs {needed} GB of memory for {width} x {height} pixels, and {free} GB are free: choose a smaller "
        "size or another model.",
        model=name,
        width=width,
        height=height,
        needed=_gigabytes(found.least),
        free=_gigabytes(found.free or 0),
    )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f}"
