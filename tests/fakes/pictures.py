"""Picture files that Pillow does not write, and colour profiles, byte by byte."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage import data

_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}


@lru_cache
def photo() -> NDArray[np.uint8]:
    """A part of a real photograph, 96 x 64, RGB."""
    cat: NDArray[np.uint8] = data.chelsea()
    return cat[80:144, 100:196].copy()


@lru_cache
def cutout() -> NDArray[np.uint8]:
    """The photograph with an alpha channel that falls from left to right."""
    alpha = np.tile(np.linspace(255, 0, 96).astype(np.uint8), (64, 1))
    return np.dstack((photo(), alpha))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(pixels: NDArray[np.uint8] | NDArray[np.uint16], *, interlaced: bool = False) -> bytes:
    """A PNG of 8 or 16 bits with 1 to 4 channels, shape (H, W, C)."""
    height, width, channels = pixels.shape
    bits = 8 * pixels.dtype.itemsize
    head = struct.pack(
        ">IIBBBBB", width, height, bits, _COLOUR_TYPES[channels], 0, 0, int(interlaced)
    )
    passes = (
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
        if interlaced
        else [(0, 0, 1, 1)]
    )  # fmt: skip
    raw = b"".join(
        b"\0" + row.astype(pixels.dtype.newbyteorder(">")).tobytes()
        for top, left, down, right in passes
        for row in pixels[top::down, left::right]
        if row.size
    )
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@lru_cache
def swapped_profile() -> bytes:
    """An RGB profile like sRGB in which red and blue have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", profile[128:132])
    for at in range(132, 132 + 12 * count, 12):
        names = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}
        tag = bytes(profile[at : at + 4])
        profile[at : at + 4] = names.get(tag, tag)
    renamed = bytes(profile).replace(b"sRGB", b"tBGR")
    return renamed.replace("sRGB".encode("utf-16-be"), "tBGR".encode("utf-16-be"))


def exif(orientation: int) -> Image.Exif:
    """Metadata with nothing but an orientation."""
    found = Image.Exif()
    found[0x0112] = orientation
    return found
