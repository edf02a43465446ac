"""All pictures of a folder as one data set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.studio.conftest import Workshop
from tests.unit.studio.test_images import NAMES, draw, folder, opened, rest, show
from vlm_studio.cli.main import main
from vlm_studio.document.blocks import Block, BlockFolder

__all__ = ["folder"]


def drawn(workshop: Workshop, folder: Path) -> None:
    """Boxes on the first three pictures, the last of which is still open and not saved."""
    images = opened(workshop, folder)
    for x, row in enumerate(images.pictures[:3], 1):
        draw(show(workshop, row), x)
    rest(workshop)


def said(workshop: Workshop) -> str:
    return "\n".join(str(notice.text) for notice in workshop.notices)


def test_coco_holds_the_pictures_that_are_done(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    drawn(workshop, folder)
    workshop.studio.export_images("coco", tmp_path / "set", {"pictures": True})
    rest(workshop)
    coco = json.loads((tmp_path / "set" / "annotations.json").read_bytes())
    names = {image["id"]: image["file_name"] for image in coco["images"]}
    assert list(names.values()) == [f"images/{name}" for name in (*NAMES[:2], "Zebra.png")]
    boxes = {names[a["image_id"]]: a["bbox"] for a in coco["annotations"]}
    assert [box[0] for box in boxes.values()] == [1, 2, 3]
    with Image.open(tmp_path / "set" / "images" / "photo 10.png") as copied:
        assert copied.size == (41, 30)
    assert "Exported set" in said(workshop)
    live = workshop.studio.documents[0].blocks()
    ready = workshop.studio.images.turning.held()
    assert {str(p) for p in workshop.studio.blocks.path.glob("*.px")} == live | ready


def test_each_format_writes_one_set(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    drawn(workshop, folder)
    for format, expected in (
        ("yolo", {"labels/photo 2.txt", "labels/photo 10.txt", "labels/Zebra.txt", "data.yaml"}),
        ("labelme", {"photo 2.json", "photo 10.json", "Zebra.json"}),
        ("png", {"photo 2.png", "photo 10.png", "Zebra.png"}),
    ):
        place = tmp_path / format
        workshop.studio.export_images(format, place, {})
        rest(workshop)
        files = {str(p.relative_to(place)) for p in place.rglob("*") if p.is_file()}
        assert files == expected, format
    assert "1 annotation becomes pixels" in said(workshop)


def test_a_damaged_sidecar_is_left_out_and_named(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    drawn(workshop, folder)
    (folder / "photo 2.png.vlms").write_bytes(b"PK\x03\x04 not an archive")
    workshop.studio.export_images("coco", tmp_path / "set", {})
    rest(workshop)
    coco = json.loads((tmp_path / "set" / "annotations.json").read_bytes())
    assert [image["file_name"] for image in coco["images"]] == ["photo 10.png", "Zebra.png"]
    assert "photo 2.png" in said(workshop)


def test_the_terminal_exports_the_same_folder(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    drawn(workshop, folder)
    workshop.studio.images.turning.leave()
    rest(workshop)
    assert main(["export", str(folder), "--format", "coco", "--out", str(tmp_path / "set")]) == 0
    coco = json.loads((tmp_path / "set" / "annotations.json").read_bytes())
    assert len(coco["annotations"]) == 3


def test_no_pixels_are_decoded_for_a_format_that_has_none(
    workshop: Workshop, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(workshop, folder)
    workshop.studio.images.turning.leave()
    rest(workshop)
    (folder / "photo 10.png").unlink()
    asked: list[tuple[int, int]] = []
    real = BlockFolder.new

    def counted(blocks: BlockFolder, width: int, height: int, *more: int) -> Block:
        asked.append((width, height))
        return real(blocks, width, height, *more)

    monkeypatch.setattr(BlockFolder, "new", counted)
    workshop.studio.export_images("coco", tmp_path / "set", {})
    rest(workshop)
    assert asked == []
    coco = json.loads((tmp_path / "set" / "annotations.json").read_bytes())
    assert [a["bbox"][0] for a in coco["annotations"]] == [1, 3]
    assert "could not be read and was left out: photo 10.png" in said(workshop)

    workshop.studio.export_images("coco", tmp_path / "copies", {"pictures": True})
    rest(workshop)
    assert sorted(asked) == [(40, 30), (43, 30)]
