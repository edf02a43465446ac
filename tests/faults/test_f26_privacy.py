"""F26: what a camera wrote into a picture leaves the program only when it is asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from tests.fakes.pictures import photo
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.masks import Mask
from vlm_studio.formats.export import export
from vlm_studio.formats.open import open_file
from vlm_studio.formats.project import save

pytestmark = pytest.mark.faults

SERIAL = "SN-0815-4711"
PLACE = "PLACE-OF-THE-PHOTO"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>{PLACE}</owner></x:xmpmeta>'
SECRETS = (SERIAL, PLACE, "GPS", "Exif", "eXIf", "xmpmeta", "tEXt", "iTXt", "zTXt", "ICC_PROFILE")
SOURCES = ("jpg", "png", "webp", "tif", "avif")
TARGETS = ("png", "jpeg", "coco", "yolo", "labelme", "masks", "vlms", "save")


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A picture that knows where, with which camera and by whom it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = PLACE
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = SERIAL
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    gps[ExifTags.GPS.GPSAreaInformation] = PLACE
    path = tmp_path / f"holiday.{request.param}"
    more: dict[str, object] = {}
    if request.param == "png":
        text = PngInfo()
        text.add_text("Comment", PLACE)
        text.add_itxt("XML:com.adobe.xmp", XMP)
        more["pnginfo"] = text
    elif request.param != "tif":
        more["xmp"] = XMP.encode()
    Image.fromarray(photo()).save(path, exif=exif.tobytes(), **more)
    data = path.read_bytes()
    assert SERIAL.encode() in data
    assert PLACE.encode() in data
    return path


def document(source: Path, blocks: BlockFolder) -> DocumentState:
    opened = open_file(source, blocks).state
    layer = AnnotationLayer(name="Found")
    mask = Mask(5, 5, 4, 4, "0`0")
    annotations = (Annotation(1, "cat", Box(3.0, 4.0, 20.0, 20.0)), Annotation(2, "cat", mask))
    [raster] = opened.children[ROOT]
    return DocumentState(
        opened.id, opened.name, opened.width, opened.height,
        {**opened.layers, layer.id: layer}, {ROOT: (raster, layer.id)}, {layer.id: annotations},
        opened.image,
    )  # fmt: skip


def everything(folder: Path) -> bytes:
    """All bytes of all files written, archives unpacked."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += path.name.encode() + path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    found += b"".join(archive.read(name) for name in archive.namelist())
    return found


def write(target: str, source: Path, state: DocumentState, folder: Path, metadata: bool) -> None:
    if target == "save":
        folder.mkdir()
        save(state, folder / "work.vlms", PlainPainter())
        return
    options = {"pictures": True, "metadata": metadata}
    export([state], target, folder, options, PlainPainter(), [source])


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_of_it_is_exported(
    target: str, source: Path, tmp_path: Path, blocks: BlockFolder
) -> None:
    folder = tmp_path / "out"
    write(target, source, document(source, blocks), folder, False)
    found = everything(folder)
    assert found
    assert [secret for secret in SECRETS if secret.encode() in found] == []
    for path in folder.rglob("*.jpg"):
        with Image.open(path) as image:
            assert not image.getexif()


@pytest.mark.parametrize("target", ["png", "jpeg", "yolo"])
def test_it_is_copied_when_asked_for_but_not_the_turn(
    target: str, source: Path, tmp_path: Path, blocks: BlockFolder
) -> None:
    folder = tmp_path / "out"
    state = document(source, blocks)
    write(target, source, state, folder, True)
    [path] = [p for p in folder.rglob("*") if p.suffix in (".png", ".jpg")]
    with Image.open(path) as image:
        exif = image.getexif()
        assert exif[ExifTags.Base.Make] == PLACE
        assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] == SERIAL
        assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"
        assert exif.get(ExifTags.Base.Orientation, 1) == 1
        assert image.size == (state.width, state.height)
        if source.suffix != ".tif":
            assert PLACE in str(image.info.get("xmp"))
