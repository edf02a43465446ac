"""Projects: what is saved is what is opened, by us and by any OpenRaster reader."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.fakes.documents import HEIGHT, WIDTH, pixels_of
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats.open import OpenedFile, open_file
from vlm_studio.formats.project import VERSION, load, save

NO_BLOCK = Block("", 1, 1)


def without_blocks(state: DocumentState) -> DocumentState:
    """``state`` with nothing in it that is only true in one process."""
    layers: dict[str, Layer] = {
        id: msgspec.structs.replace(layer, block=NO_BLOCK)
        if isinstance(layer, RasterLayer)
        else layer
        for id, layer in state.layers.items()
    }
    return msgspec.structs.replace(state, layers=layers)


@pytest.fixture
def saved(rich: DocumentState, tmp_path: Path, painter: PlainPainter) -> Path:
    path = tmp_path / "rich.vlms"
    save(rich, path, painter)
    return path


def rewritten(path: Path, **members: bytes | None) -> Path:
    """A copy of the archive with members replaced, or removed where they are ``None``."""
    target = path.with_name("other.vlms")
    names = {name.replace("/", "__").replace(".", "_"): name for name in _names(path)}
    changed = {names[key]: data for key, data in members.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = changed.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def _member(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def _document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_member(path, "document.json"))
    return document


def _sentences(opened: OpenedFile) -> str:
    return "\n".join(str(notice) for notice in opened.notices)


def test_everything_comes_back(rich: DocumentState, saved: Path, blocks: BlockFolder) -> None:
    opened = open_file(saved, blocks)
    assert opened.project
    assert not opened.read_only
    assert opened.notices == ()
    assert without_blocks(opened.state) == without_blocks(rich)
    for id, layer in rich.layers.items():
        if isinstance(layer, RasterLayer):
            again = opened.state.layers[id]
            assert isinstance(again, RasterLayer)
            assert again.block.levels == layer.block.levels
            np.testing.assert_array_equal(pixels_of(again), pixels_of(layer))


def test_the_archive_is_openraster(saved: Path) -> None:
    head = saved.read_bytes()[:64]
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    assert head[30 : 30 + name_length] == b"mimetype"
    start = 30 + name_length + extra_length
    assert head[start : start + 16] == b"image/openraster"
    with zipfile.ZipFile(saved) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        image = ElementTree.fromstring(archive.read("stack.xml"))
        assert (image.get("w"), image.get("h")) == (str(WIDTH), str(HEIGHT))
        layers = list(image.iter("layer"))
        assert [layer.get("name") for layer in layers] == [
            "Poses", "Drawn", "Detections", "Patch", "Photo",
        ]  # fmt: skip
        for layer in layers:
            with Image.open(io.BytesIO(archive.read(str(layer.get("src"))))) as picture:
                assert picture.format == "PNG"
                picture.load()
        with Image.open(io.BytesIO(archive.read("mergedimage.png"))) as merged:
            assert merged.size == (WIDTH, HEIGHT)
        with Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png"))) as small:
            assert max(small.size) <= 256


def test_an_annotation_layers_picture_is_cropped_to_what_is_drawn(saved: Path) -> None:
    image = ElementTree.fromstring(_member(saved, "stack.xml"))
    [ring] = [layer for layer in image.iter("layer") if layer.get("name") == "Drawn"]
    with Image.open(io.BytesIO(_member(saved, str(ring.get("src"))))) as picture:
        assert picture.width < WIDTH
        assert picture.height < HEIGHT
    assert int(str(ring.get("x"))) >= 19
    assert ring.get("opacity") == "0.5"


def test_the_same_document_gives_the_same_bytes(
    rich: DocumentState, saved: Path, tmp_path: Path, painter: PlainPainter
) -> None:
    again = tmp_path / "again.vlms"
    save(rich, again, painter)
    assert again.read_bytes() == saved.read_bytes()


def test_what_was_there_is_kept_as_one_backup(
    rich: DocumentState, saved: Path, painter: PlainPainter
) -> None:
    first = saved.read_bytes()
    save(msgspec.structs.replace(rich, name="Second"), saved, painter)
    second = saved.read_bytes()
    save(msgspec.structs.replace(rich, name="Third"), saved, painter)
    assert saved.with_name("rich.vlms~").read_bytes() == second != first
    assert sorted(p.name for p in saved.parent.iterdir()) == ["rich.vlms", "rich.vlms~"]


def test_origins_stand_once_in_the_document(saved: Path) -> None:
    document = _document(saved)
    assert sorted(p["model"] for p in document["provenances"]) == ["blazepose", "yolov3-tiny"]


def test_fields_of_a_newer_program_survive(
    saved: Path, blocks: BlockFolder, painter: PlainPainter
) -> None:
    document = _document(saved)
    document["weather"] = {"rain": [1, 2]}
    document["layers"][0]["mood"] = "blue"
    document["layers"][2]["extra"] = 7
    annotations = json.loads(_member(saved, "annotations/0004.json"))
    annotations["annotations"][0]["team"] = "red"
    path = rewritten(
        saved,
        document_json=json.dumps(document).encode(),
        annotations__0004_json=json.dumps(annotations).encode(),
    )
    opened = open_file(path, blocks)
    save(opened.state, path, painter)
    assert opened.notices == ()
    again = _document(path)
    assert again["weather"] == {"rain": [1, 2]}
    assert again["layers"][0]["mood"] == "blue"
    assert again["layers"][2]["extra"] == 7
    stored = json.loads(_member(path, "annotations/0004.json"))["annotations"]
    assert [a.get("team") for a in stored] == ["red", None, None, None]


def test_a_newer_file_is_read_only_and_says_so(saved: Path, blocks: BlockFolder) -> None:
    document = {**_document(saved), "version": VERSION + 1}
    document["layers"].append({"type": "hologram", "name": "Rainbow"})
    opened = open_file(rewritten(saved, document_json=json.dumps(document).encode()), blocks)
    assert opened.read_only
    assert "newer version" in _sentences(opened)
    assert "Rainbow" in _sentences(opened)
    assert len(opened.state.layers) == 6


def test_pixels_that_another_program_changed_become_a_layer_of_their_own(
    rich: DocumentState, saved: Path, blocks: BlockFolder
) -> None:
    green = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "#00ff00").save(green, "PNG")
    opened = open_file(rewritten(saved, data__0001_png=green.getvalue()), blocks)
    assert "Another program changed the picture of Photo" in _sentences(opened)
    [photo] = [layer for layer in opened.state.walk() if layer.name == "Photo"]
    assert isinstance(photo, RasterLayer)
    assert photo.id not in rich.layers
    assert tuple(pixels_of(photo)[0, 0]) == (0, 255, 0, 255)


def test_annotations_that_another_program_painted_over_stay_and_the_paint_is_added(
    saved: Path, blocks: BlockFolder
) -> None:
    src = _document(saved)["layers"][3]["src"]
    red = io.BytesIO()
    Image.new("RGBA", (12, 12), "#ff0000").save(red, "PNG")
    key = src.replace("/", "__").replace(".", "_")
    opened = open_file(rewritten(saved, **{key: red.getvalue()}), blocks)
    annotation, paint = [layer for layer in opened.state.walk() if layer.name == "Drawn"]
    assert isinstance(annotation, AnnotationLayer)
    assert len(opened.state.annotations[annotation.id]) == 2
    assert isinstance(paint, RasterLayer)
    assert (paint.block.width, paint.x) == (12, 20)


def test_without_document_json_it_opens_as_openraster(saved: Path, blocks: BlockFolder) -> None:
    opened = open_file(rewritten(saved, document_json=None), blocks)
    assert not opened.project
    [group] = [layer for layer in opened.state.walk() if isinstance(layer, GroupLayer)]
    assert group.opacity == 0.75
    [patch] = [opened.state.layers[id] for id in opened.state.children[group.id]]
    assert isinstance(patch, RasterLayer)
    assert (patch.x, patch.y, patch.opacity, patch.blend) == (-10, 180, 0.5, "svg:multiply")
    names = [layer.name for layer in opened.state.walk() if isinstance(layer, RasterLayer)]
    assert names == ["Photo", "Patch", "Detections", "Drawn", "Poses"]


def test_damaged_annotations_are_named_and_the_rest_is_recovered(
    saved: Path, blocks: BlockFolder
) -> None:
    opened = open_file(rewritten(saved, annotations__0005_json=b"{"), blocks)
    assert opened.read_only
    assert "The annotations of Drawn are damaged" in _sentences(opened)
    assert "Recovered: Photo, Group, Patch, Detections, Drawn, Poses" in _sentences(opened)


def test_an_absurd_annotation_is_left_out_and_counted(saved: Path, blocks: BlockFolder) -> None:
    member = json.loads(_member(saved, "annotations/0005.json"))
    member["annotations"][0]["shape"]["width"] = 65_000
    opened = open_file(rewritten(saved, annotations__0005_json=json.dumps(member).encode()), blocks)
    assert "1 annotation of Drawn could not be understood" in _sentences(opened)
    [drawn] = [layer for layer in opened.state.walk() if layer.name == "Drawn"]
    assert [a.label for a in opened.state.annotations[drawn.id]] == ["kite"]


def test_a_cut_off_project_names_its_backup(
    rich: DocumentState, saved: Path, blocks: BlockFolder, painter: PlainPainter
) -> None:
    save(rich, saved, painter)
    saved.write_bytes(saved.read_bytes()[:-500])
    with pytest.raises(StudioError, match=r"rich\.vlms is damaged.*rich\.vlms~"):
        load(saved, blocks)


def test_the_content_decides_not_the_suffix(
    saved: Path, tmp_path: Path, blocks: BlockFolder
) -> None:
    Image.new("RGB", (5, 4), "teal").save(tmp_path / "picture.vlms", "JPEG")
    saved.rename(tmp_path / "project.jpg")
    assert open_file(tmp_path / "picture.vlms", blocks).state.width == 5
    assert open_file(tmp_path / "project.jpg", blocks).project
    (tmp_path / "zeros.vlms").write_bytes(bytes(1_000))
    (tmp_path / "zeros.vlms~").touch()
    with pytest.raises(StudioError, match=r"zeros\.vlms is damaged.*zeros\.vlms~"):
        open_file(tmp_path / "zeros.vlms", blocks)


def test_another_archive_is_not_a_project(tmp_path: Path, blocks: BlockFolder) -> None:
    path = tmp_path / "holiday.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "hello")
    with pytest.raises(StudioError, match=r"holiday\.zip is an archive, but not a project\."):
        open_file(path, blocks)
    assert list(blocks.path.glob("*.px")) == []


def test_saving_into_a_folder_that_is_gone_is_one_sentence(
    rich: DocumentState, tmp_path: Path, painter: PlainPainter
) -> None:
    with pytest.raises(StudioError, match=r"the folder .* does not exist"):
        save(rich, tmp_path / "gone" / "x.vlms", painter)


def test_a_picture_is_encoded_once_and_copied_from_then_on(
    saved: Path, blocks: BlockFolder, painter: PlainPainter
) -> None:
    """Another program's PNG of the same pixels stays as it is, as long as the file still holds it."""
    foreign = io.BytesIO()
    with Image.open(io.BytesIO(_member(saved, "data/0001.png"))) as picture:
        picture.save(foreign, "PNG", compress_level=9)
    path = rewritten(saved, data__0001_png=foreign.getvalue())
    state = open_file(path, blocks).state
    save(state, path, painter)
    assert _member(path, "data/0001.png") == foreign.getvalue()

    path.write_bytes(saved.read_bytes())  # somebody puts another version in its place
    save(state, path, painter)
    with Image.open(io.BytesIO(_member(path, "data/0001.png"))) as picture:
        expected = pixels_of(next(x for x in state.walk() if isinstance(x, RasterLayer)))
        np.testing.assert_array_equal(np.asarray(picture.convert("RGBA")), expected)
