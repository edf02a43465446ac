"""What is kept beside a picture of a folder: the work on it, and not the picture once more."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.fakes.documents import gradient, pixels_of
from tests.fakes.plain_painter import PlainPainter
from tests.layers import layers_named
from tests.pictures import picture
from tests.unit.studio.conftest import Workshop
from tests.unit.studio.test_images import draw, opened, rest, show
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.formats import links, sidecars
from vlm_studio.formats.project import save
from vlm_studio.formats.thumbnails import make
from vlm_studio.studio.images import Images
from vlm_studio.words import text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A photo as cameras write them, turned by its metadata, and another one."""
    place = tmp_path / "photos"
    place.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(picture("astronaut.png")) as photo:
        photo.convert("RGB").save(place / "a.jpg", quality=90, exif=exif)
    shutil.copy(picture("chelsea.png"), place / "b.png")
    return place


def worked_on(workshop: Workshop, folder: Path) -> Images:
    """A box was drawn on ``a.jpg``, and ``b.png`` is in front."""
    images = opened(workshop, folder)
    draw(show(workshop, images.pictures[0]))
    leave(workshop, images)
    return images


def leave(workshop: Workshop, images: Images) -> None:
    show(workshop, images.pictures[1])
    rest(workshop)


def rasters(document: Document) -> list[RasterLayer]:
    return [layer for layer in document.walk() if isinstance(layer, RasterLayer)]


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("document.json"))
    return found


def pngs(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if name.endswith(".png")]


def said(workshop: Workshop) -> list[str]:
    return [str(notice.text) for notice in workshop.notices]


def forget_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after the process that reads files was started again."""
    monkeypatch.setattr(links, "_files", OrderedDict())
    monkeypatch.setattr(links, "_others", OrderedDict())


def test_a_sidecar_holds_no_picture_and_opens_as_it_was(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    document = show(workshop, images.pictures[0])
    [layer] = rasters(document)
    before = pixels_of(layer).copy()
    look = {"name": "Sky", "opacity": 0.5, "x": 7, "blend": "svg:multiply"}
    document.history.push(edits.set_layers(document, [layer.id], text("Change"), **look))
    draw(document)
    [layer] = rasters(document)
    leave(workshop, images)

    path = folder / "a.jpg.vlms"
    assert pngs(path) == ["Thumbnails/thumbnail.png"]
    assert path.stat().st_size < 200_000
    assert manifest(path)["version"] == 2

    again = show(workshop, images.pictures[0])
    [found] = rasters(again)
    assert msgspec.structs.replace(found, block=layer.block) == layer
    assert found.block.levels == layer.block.levels
    np.testing.assert_array_equal(pixels_of(found), before)
    assert len(layers_named(again, "By hand")) == 1
    assert not again.read_only
    assert said(workshop) == []


def test_the_thumbnail_shows_what_was_drawn(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    document = show(workshop, images.pictures[0])
    layer = AnnotationLayer(name="By hand")
    boxes = {layer.id: [Annotation(1, "thing", Box(100, 100, 300, 300))]}
    document.history.push(edits.insert_layers(document, [layer], text("Draw"), annotations=boxes))
    leave(workshop, images)
    with zipfile.ZipFile(folder / "a.jpg.vlms") as archive:
        data = archive.read("Thumbnails/thumbnail.png")
    with Image.open(io.BytesIO(data)) as small:
        seen = np.asarray(small.convert("RGB")).astype(int)
    with Image.open(folder / "a.jpg") as photo:
        turned = photo.transpose(Image.Transpose.ROTATE_270).resize((256, 256))
    other = np.abs(seen - np.asarray(turned)).max(axis=2) > 60
    assert other[48:53, 60:190].any(axis=0).mean() > 0.5
    assert not other[60:190, 60:190].any()


def test_other_pictures_in_the_document_are_kept_whole(workshop: Workshop, folder: Path) -> None:
    images = opened(workshop, folder)
    document = show(workshop, images.pictures[0])
    cut = gradient(40, 30)
    cut[..., 3] = np.arange(40) * 6
    block = workshop.studio.blocks.store(cut, mips=True)
    document.history.push(edits.insert_picture(document, block, "Cut-out", Point(50, 50)))
    leave(workshop, images)
    assert len(pngs(folder / "a.jpg.vlms")) == 2
    photo, cut_out = rasters(show(workshop, images.pictures[0]))
    assert (photo.name, cut_out.name) == ("a", "Cut-out")
    np.testing.assert_array_equal(pixels_of(cut_out), cut)


def test_saving_under_another_name_makes_a_project_of_its_own(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    images = worked_on(workshop, folder)
    document = show(workshop, images.pictures[0])
    before = pixels_of(rasters(document)[0]).copy()
    workshop.studio.save(document, tmp_path / "mine.vlms")
    rest(workshop)
    assert manifest(tmp_path / "mine.vlms")["version"] == 1
    assert "mergedimage.png" in pngs(tmp_path / "mine.vlms")
    workshop.studio.close(document)
    (folder / "a.jpg").unlink()
    mine = workshop.open(tmp_path / "mine.vlms")
    np.testing.assert_array_equal(pixels_of(rasters(mine)[0]), before)
    assert said(workshop) == []


def test_a_picture_that_changed_is_shown_as_it_is_and_keeps_its_annotations(
    workshop: Workshop, folder: Path
) -> None:
    images = worked_on(workshop, folder)
    first = images.pictures[0]
    with Image.open(picture("coffee.png")) as other:
        other.convert("RGB").resize((512, 512)).save(first.path, quality=95)
    document = show(workshop, first)
    [sentence] = said(workshop)
    assert "a.jpg changed since" in sentence
    assert len(layers_named(document, "By hand")) == 1
    with Image.open(first.path) as now:
        np.testing.assert_array_equal(pixels_of(rasters(document)[0])[..., :3], np.asarray(now))
    draw(document, 9)
    leave(workshop, images)
    assert pngs(folder / "a.jpg.vlms") == ["Thumbnails/thumbnail.png"]
    show(workshop, first)
    assert len(said(workshop)) == 1


def test_a_picture_that_was_only_copied_did_not_change(workshop: Workshop, folder: Path) -> None:
    images = worked_on(workshop, folder)
    os.utime(folder / "a.jpg", ns=(5, 5))
    show(workshop, images.pictures[0])
    assert said(workshop) == []


@pytest.mark.parametrize("damage", [None, b"", b"\xff\xd8\xff nothing"])
def test_work_whose_picture_is_gone_is_shown_and_not_lost(
    workshop: Workshop, folder: Path, tmp_path: Path, damage: bytes | None
) -> None:
    images = worked_on(workshop, folder)
    first = images.pictures[0]
    photo, kept = first.path.read_bytes(), (folder / "a.jpg.vlms").read_bytes()
    first.path.unlink() if damage is None else first.path.write_bytes(damage)
    document = show(workshop, first)
    [sentence] = said(workshop)
    assert sentence.startswith("a.jpg ")
    assert document.read_only
    assert rasters(document) == []
    assert len(layers_named(document, "By hand")) == 1
    leave(workshop, images)
    assert (folder / "a.jpg.vlms").read_bytes() == kept

    first.path.write_bytes(photo)
    document = show(workshop, first)
    assert len(rasters(document)) == 1
    assert not document.read_only


def test_a_picture_that_changes_while_it_is_worked_on_is_saved_as_it_was(
    workshop: Workshop, folder: Path
) -> None:
    images = opened(workshop, folder)
    first = images.pictures[0]
    document = show(workshop, first)
    before = pixels_of(rasters(document)[0]).copy()
    shutil.copy(picture("coffee.png"), first.path)
    draw(document)
    leave(workshop, images)
    again = show(workshop, first)
    np.testing.assert_array_equal(pixels_of(rasters(again)[0]), before)


def test_a_full_sidecar_of_old_becomes_light_when_it_is_saved(
    workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = opened(workshop, folder)
    first = images.pictures[0]
    document = show(workshop, first)
    draw(document)
    forget_everything(monkeypatch)
    save(sidecars.counted(document.snapshot()), folder / "a.jpg.vlms", PlainPainter())
    assert "mergedimage.png" in pngs(folder / "a.jpg.vlms")
    document.history.undo()
    leave(workshop, images)

    images.refresh()
    rest(workshop)
    document = show(workshop, first)
    before = pixels_of(rasters(document)[0]).copy()
    draw(document, 9)
    leave(workshop, images)
    assert pngs(folder / "a.jpg.vlms") == ["Thumbnails/thumbnail.png"]
    again = show(workshop, first)
    np.testing.assert_array_equal(pixels_of(rasters(again)[0]), before)
    assert len(layers_named(again, "By hand")) == 2
    assert said(workshop) == []


def test_a_sidecar_opened_as_a_project_stays_light(workshop: Workshop, folder: Path) -> None:
    images = worked_on(workshop, folder)
    images.turning.leave()
    document = workshop.open(folder / "a.jpg.vlms")
    draw(document, 9)
    workshop.studio.save(document)
    rest(workshop)
    assert pngs(folder / "a.jpg.vlms") == ["Thumbnails/thumbnail.png"]
    [layer] = rasters(document)
    assert (layer.block.width, layer.block.height) == (512, 512)


def test_a_picture_renamed_with_its_sidecar_is_found(workshop: Workshop, folder: Path) -> None:
    images = worked_on(workshop, folder)
    images.turning.leave()
    (folder / "a.jpg").rename(folder / "new name.jpg")
    (folder / "a.jpg.vlms").rename(folder / "new name.jpg.vlms")
    document = workshop.open(folder / "new name.jpg.vlms")
    assert len(rasters(document)) == 1
    assert said(workshop) == []


def test_the_list_shows_a_picture_that_changed_as_it_is(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    worked_on(workshop, folder)
    path, beside = folder / "a.jpg", folder / "a.jpg.vlms"
    make(path, beside, 64, tmp_path / "before")
    Image.new("RGB", (64, 32), (0, 0, 255)).save(path, quality=95)
    make(path, beside, 64, tmp_path / "after")
    with Image.open(tmp_path / "before") as before, Image.open(tmp_path / "after") as after:
        assert (before.size, after.size) == ((64, 64), (64, 32))


def test_a_sidecar_far_from_its_picture_is_light_too(
    workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlm_studio.formats.folders.writable", lambda _folder: False)
    images = worked_on(workshop, folder)
    assert images.elsewhere is not None
    path = images.elsewhere / "a.jpg.vlms"
    assert pngs(path) == ["Thumbnails/thumbnail.png"]
    assert len(rasters(show(workshop, images.pictures[0]))) == 1
    leave(workshop, images)
    images.turning.leave()
    assert len(rasters(workshop.open(path))) == 1
    assert said(workshop) == []


def test_a_sidecar_can_only_name_the_file_beside_it(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    worked_on(workshop, folder)
    shutil.copy(picture("coffee.png"), tmp_path / "secret.png")
    path, hostile = folder / "a.jpg.vlms", folder / "hostile.vlms"
    document = manifest(path)
    document["layers"][0]["link"] |= {"name": "../secret.png", "folder": str(tmp_path)}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in set(old.namelist()) - {"document.json"}:
            new.writestr(name, old.read(name))
        new.writestr("document.json", json.dumps(document))
    assert rasters(workshop.open(hostile)) == []
    assert "secret.png does not exist" in said(workshop)[0]
