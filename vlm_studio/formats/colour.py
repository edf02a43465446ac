"""From Pillow's many modes to RGBA in sRGB, a strip of rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vlm_studio.words import Text, text

Pixels = NDArray[np.uint8]
ToRgba = Callable[[Image.Image], Image.Image]

_WIDE = {"I;16", "I;16L", "I;16B", "I;16N"}


def converter(image: Image.Image, depth: int, notices: list[Text]) -> ToRgba:
    """A function from strips of ``image`` (loaded) to RGBA; what it loses is added to ``notices``.

    ``depth`` is the file's bits a channel.
    """
    if image.mode in _WIDE:
        notices.append(_reduced(16))
        return lambda strip: _grey(_scaled(np.asarray(strip), 0, 65_535))
    if image.mode in ("I", "F"):
        low, high = _range(image)
        if (low, high) != (0, 255):
            notices.append(
                text(
                    "Values from {low} to {high} were scaled to 8 bits.",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
        return lambda strip: _grey(_scaled(np.asarray(strip), low, high))
    if depth > 8:
        notices.append(_reduced(depth))
    if image.mode == "CMYK":
        notices.append(text("CMYK colours were converted to RGB."))
    return _through_profile(image, notices) or plain


def plain(strip: Image.Image) -> Image.Image:
    """To RGBA as Pillow does it; RGB only gets its alpha."""
    # From LAB, Pillow would leave the alpha channel of RGBA empty.
    return (strip.convert("RGB") if strip.mode == "LAB" else strip).convert("RGBA")


def _reduced(depth: int) -> Text:
    return text("{depth} bits per channel were reduced to 8.", depth=depth)


def _grey(values: Pixels) -> Image.Image:
    return Image.fromarray(values).convert("RGBA")


def _scaled(values: NDArray[np.generic], low: float, high: float) -> Pixels:
    numbers = np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low)
    span = (high - low) or 1
    return ((np.clip(numbers, low, high) - low) * (255 / span) + 0.5).astype(np.uint8)


def _range(image: Image.Image) -> tuple[float, float]:
    """The values that become black and white: 0..1 or 0..255 if all fit there, else the least and the greatest."""
    values = np.asarray(image)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if image.mode == "F" and low >= 0 and high <= 1:
        return 0, 1
    return (0, 255) if low >= 0 and high <= 255 else (low, high)


def _through_profile(image: Image.Image, notices: list[Text]) -> ToRgba | None:
    """Through the embedded ICC profile to sRGB; ``None`` when there is none, or none that says something else."""
    data = image.info.get("icc_profile")
    if not data:
        return None
    mode = _profile_mode(image)
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if mode == "RGB" and "srgb" in ImageCms.getProfileDescription(profile).lower():
            return None
        transform = ImageCms.buildTransform(
            profile,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notices.append(text("The colour profile is damaged or does not fit and was ignored."))
        return None
    return lambda strip: _managed(strip, mode, transform)


def _profile_mode(image: Image.Image) -> str:
    if image.mode in ("CMYK", "LAB"):
        return image.mode
    return "L" if image.mode in ("1", "L", "LA", "La") else "RGB"


def _managed(strip: Image.Image, mode: str, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    rgb = ImageCms.applyTransform(strip.convert(mode), transform)
    assert rgb is not None  # only an in-place transform returns nothing
    if strip.has_transparency_data:
        rgb.putalpha(strip.convert("RGBA").getchannel("A"))
    return rgb.convert("RGBA")
