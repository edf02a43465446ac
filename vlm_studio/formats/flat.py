"""Flat picture files out: PNG and JPEG, with metadata only when asked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats.exporting import Export, picture_name
from vlm_studio.formats.images import reading
from vlm_studio.formats.merged import rasters
from vlm_studio.formats.png import write_png
from vlm_studio.log import logger
from vlm_studio.words import text

Pixels = NDArray[np.uint8]

JPEG_SUFFIXES = (".jpg", ".jpeg")
JPEG_SIDE = 65_500
QUALITY = 92


def write_flat(
    file: IO[bytes], pixels: Pixels, kind: str, quality: float = QUALITY, source: Path | None = None
) -> None:
    """Write RGBA ``pixels`` as ``kind`` (``png`` or ``jpeg``, the latter over white).

    EXIF and XMP are copied from the picture file ``source``, if one is given; the pixels are upright, so its
    orientation is not.
    """
    metadata = _metadata(source) if source is not None else {}
    if kind == "jpeg":
        _write_jpeg(file, pixels, round(min(100, max(1, quality))), metadata)
    elif not metadata:
        write_png(pixels, file)
    else:
        xmp = metadata.pop("xmp", None)
        if xmp is not None:
            info = PngInfo()
            info.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
            metadata["pnginfo"] = info
        _save(Image.fromarray(pixels), file, "PNG", {"compress_level": 1, **metadata})


def _write_jpeg(file: IO[bytes], pixels: Pixels, quality: int, metadata: dict[str, Any]) -> None:
    height, width = pixels.shape[:2]
    if max(width, height) > JPEG_SIDE:
        message = text("A JPEG cannot be wider or higher than {side} pixels.", side=JPEG_SIDE)
        raise StudioError(message)
    _save(Image.fromarray(_on_white(pixels)), file, "JPEG", {"quality": quality, **metadata})


def _save(image: Image.Image, file: IO[bytes], format: str, parameters: dict[str, Any]) -> None:
    # Through memory: Pillow would write to the descriptor behind the stream, past whoever watches it.
    buffer = io.BytesIO()
    image.save(buffer, format, **parameters)
    file.write(buffer.getbuffer())


def _on_white(pixels: Pixels) -> Pixels:
    if pixels[..., 3].min() == 255:
        return np.ascontiguousarray(pixels[..., :3])
    image = Image.new("RGBA", (pixels.shape[1], pixels.shape[0]), "white")
    image.alpha_composite(Image.fromarray(pixels))
    return np.asarray(image.convert("RGB"))


def _metadata(source: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with reading(source) as file, Image.open(file) as image:
            exif = image.getexif()
            exif.pop(ExifTags.Base.Orientation, None)
            xmp = image.info.get("xmp")
            if len(exif):
                found["exif"] = exif.tobytes()
            if isinstance(xmp, bytes):
                found["xmp"] = xmp
    except Exception:  # metadata that cannot be read is no reason not to export
        logger.warning("the metadata of %s was not copied", source, exc_info=True)
    return found


def picture_file(state: DocumentState, stem: str) -> str:
    """The name under which the picture of ``state`` is copied beside its annotations."""
    jpeg = picture_name(state).lower().endswith(JPEG_SUFFIXES)
    return f"{stem}.jpg" if jpeg else f"{stem}.png"


def put_picture(export: Export, index: int, folder: Path) -> str:
    """Copy what the raster layers of a document show into ``folder``; returns the file's name there.

    The pixels are written anew: annotations are in pixels of the upright picture, and the file it came from may be
    turned by its metadata, or hold metadata that nobody asked to be copied. Another file of that name may be the very
    photo that the document was made from: it stays, and the copy gets a name of its own.
    """
    name = picture_file(export.states[index], export.stems[index])
    kind = "jpeg" if name.endswith(".jpg") else "png"
    source = export.source(index) if export.flag("metadata", False) else None
    buffer = io.BytesIO()
    with export.whole(index) as state:
        write_flat(buffer, rasters(state), kind, export.number("quality", 95), source)
    path = _free(folder / name, buffer.getbuffer())
    if not path.exists():
        export.put(path, lambda file: _write_all(file, buffer.getbuffer()))
    return path.name


def _free(path: Path, data: memoryview) -> Path:
    """``path``, or with a number when another file has that name; a file that holds ``data`` already is the one."""
    candidate, number = path, 2
    while candidate.exists() and not _holds(candidate, data):
        candidate, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return candidate


def _holds(path: Path, data: memoryview) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write_all(file: IO[bytes], data: memoryview) -> None:
    file.write(data)
