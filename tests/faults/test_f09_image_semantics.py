"""F9: every kind of picture file opens upright, in the right size and colours, or is refused in one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageOps

from tests.fakes.pictures import cutout, exif, photo, png, swapped_profile
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.errors import StudioError
from vlm_studio.formats.images import decode

pytestmark = pytest.mark.faults


def opened(path: Path, blocks: BlockFolder) -> tuple[NDArray[np.uint8], str]:
    """The pixels, and the notices as one string."""
    image = decode(path, blocks)
    return MappedBlock(image.block).array(), " ".join(map(str, image.notices))


def reference(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))


def rgb() -> Image.Image:
    return Image.fromarray(photo())


def rgba() -> Image.Image:
    return Image.fromarray(cutout())


def grey16() -> Image.Image:
    levels = np.linspace(0, 65_535, 64 * 96).reshape(64, 96)
    return Image.fromarray(levels.astype(np.uint16))


EXACT: dict[str, Callable[[Path], None]] = {
    "1.png": lambda p: rgb().convert("1").save(p),
    "L.png": lambda p: rgb().convert("L").save(p),
    "LA.png": lambda p: rgba().convert("LA").save(p),
    "P.png": lambda p: rgb().quantize(64).save(p),
    "P-transparent.png": lambda p: rgb().quantize(64).save(p, transparency=3),
    "L-transparent.png": lambda p: rgb().convert("L").save(p, transparency=120),
    "RGB.png": lambda p: rgb().save(p),
    "RGBA.png": lambda p: rgba().save(p),
    "interlaced.png": lambda p: p.write_bytes(png(cutout(), interlaced=True)) and None,
    "1.tif": lambda p: rgb().convert("1").save(p, compression="group4"),
    "L.tif": lambda p: rgb().convert("L").save(p),
    "LA.tif": lambda p: rgba().convert("LA").save(p),
    "P.tif": lambda p: rgb().quantize(64).save(p),
    "RGB.tif": lambda p: rgb().save(p, compression="tiff_lzw"),
    "RGBA.tif": lambda p: rgba().save(p, compression="tiff_adobe_deflate"),
    "YCbCr.tif": lambda p: rgb().convert("YCbCr").save(p),
    "tiled.tif": lambda p: tifffile.imwrite(p, photo(), tile=(32, 32), photometric="rgb"),
    "big.tif": lambda p: tifffile.imwrite(p, photo(), bigtiff=True, photometric="rgb"),
    "1.bmp": lambda p: rgb().convert("1").save(p),
    "P.bmp": lambda p: rgb().quantize(64).save(p),
    "RGB.bmp": lambda p: rgb().save(p),
    "one-frame.gif": lambda p: rgb().quantize(64).save(p),
    "L.gif": lambda p: rgb().convert("L").save(p),
    "RGB.webp": lambda p: rgb().save(p, lossless=True),
    "RGBA.webp": lambda p: rgba().save(p, lossless=True, exact=True),
    "RGB.avif": lambda p: rgb().save(p, quality=90),
    "RGBA.avif": lambda p: rgba().save(p, quality=90),
    "L.jpg": lambda p: rgb().convert("L").save(p),
    "RGB.jpg": lambda p: rgb().save(p),
    "progressive.jpg": lambda p: rgb().save(p, progressive=True),
    "gif-in-truth.png": lambda p: rgb().quantize(64).save(p, "GIF"),
    "jpeg-in-truth.txt": lambda p: rgb().save(p, "JPEG"),
    "1x1.png": lambda p: Image.new("RGB", (1, 1), "teal").save(p),
    "65535x1.png": lambda p: Image.new("RGB", (65_535, 1), "teal").save(p),
    "1x65535.tif": lambda p: Image.new("L", (1, 65_535), 77).save(p),
}


@pytest.mark.parametrize("name", EXACT)
def test_pixels_are_those_that_pillow_decodes(
    name: str, tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / name
    EXACT[name](path)
    pixels, notices = opened(path, blocks)
    np.testing.assert_array_equal(pixels, reference(path))
    assert notices == ""


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_the_picture_stands_upright(
    suffix: str, orientation: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / f"turned.{suffix}"
    rgb().save(path, exif=exif(orientation))
    pixels, _ = opened(path, blocks)
    expected = reference(path)
    assert pixels.shape == expected.shape
    np.testing.assert_array_equal(pixels, expected)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_place_in_the_upright_picture_is_the_same_place_in_the_file(
    orientation: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    turned = Image.fromarray(np.arange(64 * 96).reshape(64, 96).astype(np.uint16))
    stored = np.asarray(turned).view(np.uint8).reshape(64, 96, 2)
    path = tmp_path / "turned.png"
    Image.fromarray(np.dstack((stored, stored[..., 0]))).save(path, exif=exif(orientation))
    pixels, _ = opened(path, blocks)
    y, x = 10, 20
    index = int(pixels[y, x, 0]) + 256 * int(pixels[y, x, 1])
    row, column = divmod(index, 96)
    height, width = pixels.shape[:2]
    # Where EXIF (CIPA DC-008, orientation) says that the pixel of row 0, column 0 is shown.
    back = {
        1: (y, x), 2: (y, width - 1 - x), 3: (height - 1 - y, width - 1 - x), 4: (height - 1 - y, x),
        5: (x, y), 6: (width - 1 - x, y), 7: (width - 1 - x, height - 1 - y), 8: (x, height - 1 - y),
    }  # fmt: skip
    assert (row, column) == back[orientation]


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_sixteen_bits_are_read_from_the_header_and_reduced_with_a_notice(
    channels: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    values = np.random.default_rng(7).integers(0, 65_536, (40, 50, channels), dtype=np.uint16)
    path = tmp_path / "deep.png"
    path.write_bytes(png(values))
    pixels, notices = opened(path, blocks)
    expected = values / 257
    if channels == 2:
        expected = expected[..., [0, 0, 0, 1]]
    assert np.abs(pixels[..., : expected.shape[2]] - expected).max() <= 1
    assert notices == "16 bits per channel were reduced to 8."


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bit_grey_keeps_its_range(suffix: str, tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / f"deep.{suffix}"
    grey16().save(path)
    pixels, notices = opened(path, blocks)
    assert np.abs(pixels[..., 0] - np.asarray(grey16()) / 257).max() <= 0.5
    assert "16 bits per channel were reduced to 8." in notices


def test_sixteen_bit_rgb_tiff(tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "deep.tif"
    values = photo().astype(np.uint16) * 257
    tifffile.imwrite(path, values, photometric="rgb")
    pixels, notices = opened(path, blocks)
    assert np.abs(pixels[..., :3].astype(int) - photo()).max() <= 1
    assert "16 bits per channel were reduced to 8." in notices


@pytest.mark.parametrize(
    ("low", "high", "kind"), [(0, 1, np.float32), (-5, 5, np.float32), (0, 70_000, np.int32)]
)
def test_wide_numbers_are_scaled(
    low: float, high: float, kind: type, tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "wide.tif"
    ramp = np.linspace(low, high, 64 * 96).reshape(64, 96).astype(kind)
    Image.fromarray(ramp).save(path)
    pixels, notices = opened(path, blocks)
    assert (pixels[0, 0, 0], pixels[-1, -1, 0]) == (0, 255)
    assert abs(int(pixels[32, 0, 0]) - 128) <= 2
    assert "were scaled to 8 bits" in notices


def test_lab_shows_the_colours_it_means(tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "lab.tif"
    grey = Image.new("LAB", (8, 8), (255, 128, 128))
    grey.save(path)
    pixels, _ = opened(path, blocks)
    assert pixels[0, 0, :3].min() >= 253
    assert pixels[0, 0, 3] == 255


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_is_converted_with_a_notice(suffix: str, tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / f"print.{suffix}"
    rgb().convert("CMYK").save(path, quality=100) if suffix == "jpg" else rgb().convert(
        "CMYK"
    ).save(path)
    if suffix == "jpg":
        assert b"Adobe" in path.read_bytes()[:200]  # which stores the inks inverted
    pixels, notices = opened(path, blocks)
    assert np.abs(pixels[..., :3].astype(int) - photo()).mean() < 3
    assert notices == "CMYK colours were converted to RGB."


@pytest.mark.parametrize("kind", ["RGB", "RGBA", "P"])
def test_a_colour_profile_is_followed(kind: str, tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "managed.png"
    image = rgba() if kind == "RGBA" else rgb()
    image = image.quantize(64) if kind == "P" else image
    image.save(path, icc_profile=swapped_profile())
    pixels, notices = opened(path, blocks)
    expected = np.asarray(image.convert("RGBA"))[..., [2, 1, 0, 3]]
    # One step of 255 is less than 1 in delta E for all but the darkest colours, and invisible there.
    assert np.abs(pixels.astype(int) - expected).max() <= 1
    assert notices == ""


@pytest.mark.parametrize("size", [200, 1_200_000])
def test_a_broken_profile_is_ignored_with_a_notice(
    size: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "broken.jpg"
    rgb().save(path, icc_profile=b"\x17" * size)
    pixels, notices = opened(path, blocks)
    np.testing.assert_array_equal(pixels, reference(path))
    assert "profile is damaged or does not fit and was ignored" in notices


def test_a_profile_for_other_colours_is_ignored_with_a_notice(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "grey.png"
    rgb().convert("L").save(path, icc_profile=swapped_profile())
    pixels, notices = opened(path, blocks)
    np.testing.assert_array_equal(pixels, reference(path))
    assert "was ignored" in notices


@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("frames", [2, 9])
def test_of_several_frames_the_first_is_opened(
    suffix: str, frames: int, tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / f"several.{suffix}"
    first, *rest = (ImageChops.offset(rgb(), 5 * i) for i in range(frames))
    first.save(path, save_all=True, append_images=rest)
    pixels, notices = opened(path, blocks)
    np.testing.assert_array_equal(pixels, reference(path))
    assert notices == "Only the first of several frames or pages was opened."


def test_a_thousand_frames_take_no_longer_than_one(tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "thousand.gif"
    first, *rest = (Image.new("L", (16, 16), i % 256) for i in range(1_000))
    first.save(path, save_all=True, append_images=rest)
    pixels, notices = opened(path, blocks)
    assert pixels.shape == (16, 16, 4)
    assert "Only the first" in notices


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_heic(mode: str, tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "phone.heic"
    image = rgb() if mode == "RGB" else rgba()
    pillow_heif.from_pillow(image).save(path, quality=95)
    pixels, notices = opened(path, blocks)
    assert pixels.shape == (64, 96, 4)
    visible = pixels[:, :40, :3].astype(int)
    assert np.abs(visible - photo()[:, :40]).mean() < 6
    assert notices == ""


def test_mip_levels_show_the_same_picture(tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "large.png"
    large = np.tile(photo(), (12, 9, 1))[:-1, :-1]
    Image.fromarray(large).save(path)
    block = decode(path, blocks).block
    assert block.levels == 3
    for level in range(1, block.levels):
        small = MappedBlock(block).array(level)
        wanted = Image.fromarray(large).reduce(2**level)
        assert np.abs(small[..., :3].astype(int) - np.asarray(wanted)).mean() < 2


BAD: dict[str, tuple[bytes, str]] = {
    "nothing.png": (b"", "nothing.png is empty."),
    "one.png": (b"\x89", "one.png is not a picture that can be opened."),
    "page.png": (b"<!DOCTYPE html><html></html>", "page.png is not a picture that can be opened."),
    "words.jpg": (b"All work and no play", "words.jpg is not a picture that can be opened."),
    "pixels.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "pixels.eps is not a picture that can be opened."),
    "no-frame.gif": (b"GIF89a\x05\x00\x05\x00\x00\x00\x00;", "no-frame.gif is not a picture that can be opened."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_in_one_sentence(
    name: str, tmp_path: Path, blocks: BlockFolder
) -> None:
    data, sentence = BAD[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(StudioError) as caught:
        decode(tmp_path / name, blocks)
    assert str(caught.value) == sentence
    assert list(blocks.path.glob("*.px")) == []


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "avif", "tif", "bmp", "gif", "heic"])
@pytest.mark.parametrize("part", [0.3, 0.7])
def test_a_cut_off_file_is_refused(
    suffix: str, part: float, tmp_path: Path, blocks: BlockFolder
) -> None:
    whole = io.BytesIO()
    if suffix == "heic":
        pillow_heif.from_pillow(rgb()).save(whole)
    else:
        formats = {"jpg": "JPEG", "tif": "TIFF"}
        rgb().save(whole, formats.get(suffix, suffix.upper()))
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole.getvalue()[: int(part * len(whole.getvalue()))])
    with pytest.raises(StudioError, match=rf"cut\.{suffix} is (damaged|not a picture)"):
        decode(path, blocks)
    assert list(blocks.path.glob("*.px")) == []


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path, blocks: BlockFolder) -> None:
    with pytest.raises(StudioError, match=r"gone\.png does not exist\."):
        decode(tmp_path / "gone.png", blocks)
    with pytest.raises(StudioError, match="is not a file"):
        decode(tmp_path, blocks)
