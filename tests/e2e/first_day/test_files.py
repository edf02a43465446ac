"""Save, close, reopen; paste; what cannot be opened; exports that their own tools read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_masks
from pycocotools.coco import COCO
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from tests.e2e.first_day.person import DETECT, POSE, Person
from tests.pictures import picture
from vlm_studio.document.layers import RasterLayer
from vlm_studio.formats.table import FORMATS
from vlm_studio.ui.dialogs.export import ExportDialog


def test_what_is_saved_opens_again_and_is_still_editable(person: Person, tmp_path: Path) -> None:
    document = person.open("astronaut.png")
    person.run(DETECT)
    person.click_layer("Detections")
    person.click(person.space.panels.task.masks)
    person.ended()
    person.run(POSE)
    file = tmp_path / "day.vlms"
    person.chosen.append(file)
    person.keys("Ctrl+S")
    person.until(lambda: not document.history.dirty)
    layers, annotations = _content(person)
    person.keys("Ctrl+W")
    assert person.studio.documents == []

    person.chosen.append(file)
    person.keys("Ctrl+O")
    person.until(lambda: person.studio.documents)
    assert person.document is not document
    assert person.document.name == "day"
    assert _content(person) == (layers, annotations)
    person.click_layer("Detections")
    with person.one_step():
        person.view.setFocus()
        person.keys("Ctrl+A")
        person.keys("Del")
    assert person.shown("Detections") == []


def _content(person: Person) -> tuple[list[object], dict[str, object]]:
    state = person.document.snapshot()
    layers = [
        (layer.id, layer.name, layer.visible, getattr(layer, "source", None))
        for layer in person.document.walk()
    ]
    return layers, dict(state.annotations)


def test_closing_with_changes_asks_first(person: Person) -> None:
    document = person.open("coffee.png")
    person.run(DETECT)
    person.will_answer("cancel")
    person.keys("Ctrl+W")
    assert person.studio.documents == [document]
    person.will_answer("discard")
    person.keys("Ctrl+W")
    assert person.studio.documents == []


def test_a_bad_file_changes_nothing_and_says_why(person: Person, tmp_path: Path) -> None:
    document = person.open("coffee.png")
    before = person.digest()
    bad = tmp_path / "holiday.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):  # on every place there is
        person.drop(bad, at=(x, y))
        person.until(lambda: "holiday.png" in person.message)
        person.idle()
        person.grab("bad_file")
        assert not person.space.panels.jobs.open
        assert person.studio.documents == [document]
        assert person.digest() == before
        person.click(person.space.centre.messages.close_button)
        assert person.message == ""


def test_a_project_of_a_newer_program_can_be_looked_at_and_saved_elsewhere(
    person: Person, tmp_path: Path
) -> None:
    document = person.open("coffee.png")
    person.run(DETECT)
    file = tmp_path / "future.vlms"
    person.chosen.append(file)
    person.keys("Ctrl+S")
    person.until(lambda: not document.history.dirty)
    person.keys("Ctrl+W")
    _make_newer(file)
    theirs = file.read_bytes()

    person.open_file(file)
    assert "newer version" in person.message
    person.grab("newer_project")
    person.click_layer("Detections")
    person.keys("Ctrl+Shift+H")
    ours = tmp_path / "ours.vlms"
    person.chosen.append(ours)
    person.keys("Ctrl+S")
    person.until(lambda: not person.document.history.dirty)
    assert file.read_bytes() == theirs
    assert person.document.path == str(ours)


def _make_newer(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(file, "w") as archive:
        for info, data in members:
            if info.filename == "document.json":
                data = json.dumps({**json.loads(data), "version": 99}).encode()
            archive.writestr(info, data)


@pytest.fixture
def clipboard() -> Iterator[None]:
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor("#336699"))
    QGuiApplication.clipboard().setImage(image)
    yield
    QGuiApplication.clipboard().clear()


@pytest.mark.usefixtures("clipboard")
def test_a_picture_is_pasted_as_a_document_or_a_layer(person: Person) -> None:
    person.click(person.window.empty.paste)
    person.until(lambda: person.studio.documents)
    assert (person.document.width, person.document.height) == (40, 20)

    document = person.open("coffee.png")
    with person.one_step():
        person.view.setFocus(Qt.FocusReason.MouseFocusReason)
        person.keys("Ctrl+V")
        person.until(lambda: len(document.layers) == 2)
    pasted = list(document.walk())[-1]
    assert isinstance(pasted, RasterLayer)
    assert (pasted.block.width, pasted.block.height) == (40, 20)


@pytest.fixture
def annotated(person: Person) -> Person:
    """The coffee with boxes and a mask for each."""
    person.open("coffee.png")
    person.run(DETECT)
    person.click_layer("Detections")
    person.click(person.space.panels.task.masks)
    person.ended()
    return person


def export(person: Person, format: str, path: Path) -> None:
    """Through the dialog, whose file dialog answers with ``path``."""
    person.keys("Ctrl+Alt+E")
    dialog = person.dialog(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    row = dialog.formats.item(list(FORMATS).index(format))
    person.click(dialog.formats.viewport(), dialog.formats.visualItemRect(row).center())
    assert dialog.format.id == format
    person.grab(f"export_{format}")
    person.chosen.append(path)
    person.click(dialog.export)
    job = person.ended()
    assert "file" in person.space.panels.jobs.row_of(job).status.text()
    assert person.message
    person.grab(f"exported_{format}")


def test_an_annotated_png_shows_what_the_canvas_shows(annotated: Person, tmp_path: Path) -> None:
    export(annotated, "png", tmp_path / "cup.png")
    with Image.open(tmp_path / "cup.png") as made, Image.open(picture("coffee.png")) as photo:
        ours, theirs = np.asarray(made.convert("RGB")), np.asarray(photo.convert("RGB"))
    assert ours.shape == theirs.shape
    changed = (ours != theirs).any(axis=2)
    assert changed[150, 280]  # under the mask of the cup
    assert not changed[380, 20]  # the table


def test_coco_is_read_by_pycocotools(annotated: Person, tmp_path: Path) -> None:
    export(annotated, "coco", tmp_path / "cup.json")
    coco = COCO(str(tmp_path / "cup.json"))
    assert [c["name"] for c in coco.cats.values()] == ["cup"]
    masked = [a for a in coco.anns.values() if a.get("segmentation")]
    best = max(masked, key=lambda a: a.get("score", 0))
    pixels = coco_masks.decode(coco.annToRLE(best))
    assert pixels.shape == (400, 600)
    assert pixels[150, 280] == 1
    assert pixels[100, 550] == 0
    boxes = [a["bbox"] for a in coco.anns.values() if not a.get("segmentation")]
    shown = [a.bounds() for a in annotated.shown("Detections")]
    assert len(boxes) == len(shown)
    for box, drawn in zip(boxes, shown, strict=True):
        assert box == pytest.approx([drawn.x, drawn.y, drawn.width, drawn.height], abs=0.01)


def test_yolo_is_a_set_by_the_rules_of_the_format(annotated: Person, tmp_path: Path) -> None:
    export(annotated, "yolo", tmp_path / "set")
    lines = (tmp_path / "set" / "labels" / "coffee.txt").read_text().splitlines()
    assert 'names:\n  0: "cup"' in (tmp_path / "set" / "data.yaml").read_text()
    for line in lines:
        kind, *outline = line.split()
        assert kind == "0"
        assert len(outline) % 2 == 0
        assert all(0 <= float(value) <= 1 for value in outline)


def test_labelme_files_say_what_was_found(annotated: Person, tmp_path: Path) -> None:
    export(annotated, "labelme", tmp_path / "cup.json")
    said = json.loads((tmp_path / "cup.json").read_bytes())
    assert {shape["label"] for shape in said["shapes"]} == {"cup"}
    assert {shape["shape_type"] for shape in said["shapes"]} == {"rectangle", "mask"}
    assert (said["imageWidth"], said["imageHeight"]) == (600, 400)
