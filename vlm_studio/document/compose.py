"""Flattening placed blocks into one picture (W3C compositing, straight alpha)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.pictures import PictureRef, PlacedBlock

Pixels = NDArray[np.uint8]
_Floats = NDArray[np.float32]

_ROWS = 256  # rows composited at a time, so that memory stays small at 8K


def flatten(picture: PictureRef, progress: Callable[[float], None] = lambda _: None) -> Pixels:
    """The picture as RGBA, shape (H, W, 4). A single opaque layer that fills the frame is not copied.

    ``progress`` hears before each layer how much is done, 0..1; it may raise to stop.
    """
    if len(picture.layers) == 1 and _fills(picture.layers[0], picture):
        return MappedBlock(picture.layers[0].block).array()
    result = np.zeros((picture.height, picture.width, 4), np.uint8)
    for done, placed in enumerate(picture.layers):
        progress(done / len(picture.layers))
        source = MappedBlock(placed.block).array()
        x, y = placed.x - picture.x, placed.y - picture.y
        paint(result, source, x, y, placed.opacity, placed.blend)
    return result


def flatten_rgb(picture: PictureRef, background: int = 255) -> Pixels:
    """The picture as RGB, shape (H, W, 3), transparent parts over a grey ``background`` 0..255."""
    rgba = flatten(picture)
    if opaque(rgba):
        return _without_alpha(rgba)
    alpha = rgba[..., 3:].astype(np.uint16)
    over = rgba[..., :3] * alpha + background * (255 - alpha)
    return ((over + 127) // 255).astype(np.uint8)


def opaque(rgba: Pixels) -> bool:
    """Whether nothing of ``rgba``, shape (H, W, 4), is transparent."""
    if not rgba.flags.c_contiguous:
        return bool((rgba[..., 3] == 255).all())
    # Alpha is the highest byte of a pixel read as one number: a contiguous scan is several times faster.
    return bool(rgba.view("<u4").min(initial=0xFFFF_FFFF) >= 0xFF00_0000)


def _without_alpha(rgba: Pixels) -> Pixels:
    # Channel by channel numpy copies four times faster than all three at once.
    rgb = np.empty((*rgba.shape[:2], 3), np.uint8)
    for channel in range(3):
        rgb[..., channel] = rgba[..., channel]
    return rgb


def _fills(placed: PlacedBlock, picture: PictureRef) -> bool:
    block = placed.block
    same = (placed.x, placed.y, block.width, block.height)
    return placed.opacity == 1 and same == (picture.x, picture.y, picture.width, picture.height)


def paint(result: Pixels, source: Pixels, x: int, y: int, opacity: float, mode: str) -> None:
    """Put RGBA ``source`` with its top-left corner at ``x, y`` onto ``result``, in place."""
    height, width = result.shape[:2]
    left, right = max(0, x), min(width, x + source.shape[1])
    top, bottom = max(0, y), min(height, y + source.shape[0])
    if right <= left or bottom <= top or opacity == 0:
        return
    for start in range(top, bottom, _ROWS):
        stop = min(start + _ROWS, bottom)
        backdrop = result[start:stop, left:right]
        piece = source[start - y : stop - y, left - x : right - x]
        backdrop[:] = blend(backdrop, piece, opacity, mode)


def blend(backdrop: Pixels, source: Pixels, opacity: float, mode: str) -> Pixels:
    """``source`` over ``backdrop``, both RGBA of the same shape."""
    if opacity == 1 and mode not in _MODES and opaque(source):
        return source
    if opacity == 1 and not backdrop[..., 3].any():
        return source
    if opacity == 1 and mode not in _MODES:
        # Pillow does the most frequent case ten times faster than floats.
        below = Image.fromarray(np.ascontiguousarray(backdrop))
        above = Image.fromarray(np.ascontiguousarray(source))
        return np.asarray(Image.alpha_composite(below, above))
    return _mixed(backdrop, source, opacity, _MODES.get(mode))


def _mixed(
    backdrop: Pixels,
    source: Pixels,
    opacity: float,
    mix: Callable[[_Floats, _Floats], _Floats] | None,
) -> Pixels:
    below: _Floats = backdrop.astype(np.float32) / np.float32(255)
    above: _Floats = source.astype(np.float32) / np.float32(255)
    alpha_below, alpha_above = below[..., 3:], above[..., 3:] * np.float32(opacity)
    cb, cs = below[..., :3], above[..., :3]
    if mix is not None:
        cs = (1 - alpha_below) * cs + alpha_below * mix(cb, cs)
    alpha = alpha_above + alpha_below * (1 - alpha_above)
    colour = alpha_above * cs + alpha_below * (1 - alpha_above) * cb
    colour = np.divide(colour, alpha, out=np.zeros_like(colour), where=alpha > 0)
    return (np.concatenate((colour, alpha), axis=-1) * 255 + 0.5).astype(np.uint8)


def _dodge(b: _Floats, s: _Floats) -> _Floats:
    ratio = np.divide(b, 1 - s, out=np.ones_like(b), where=s < 1)
    return np.where(b == 0, 0, np.minimum(1, ratio)).astype(np.float32)


def _burn(b: _Floats, s: _Floats) -> _Floats:
    ratio = np.divide(1 - b, s, out=np.ones_like(b), where=s > 0)
    return np.where(b == 1, 1, 1 - np.minimum(1, ratio)).astype(np.float32)


def _hard_light(b: _Floats, s: _Floats) -> _Floats:
    light: _Floats = np.where(s <= 0.5, 2 * b * s, b + (2 * s - 1) - b * (2 * s - 1))
    return light


def _soft_light(b: _Floats, s: _Floats) -> _Floats:
    curve = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    light: _Floats = np.where(
        s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (curve - b)
    )
    return light


_MODES: dict[str, Callable[[_Floats, _Floats], _Floats]] = {
    "svg:multiply": lambda b, s: b * s,
    "svg:screen": lambda b, s: b + s - b * s,
    "svg:overlay": lambda b, s: _hard_light(s, b),
    "svg:darken": np.minimum,
    "svg:lighten": np.maximum,
    "svg:color-dodge": _dodge,
    "svg:color-burn": _burn,
    "svg:hard-light": _hard_light,
    "svg:soft-light": _soft_light,
    "svg:difference": lambda b, s: np.abs(b - s),
}
