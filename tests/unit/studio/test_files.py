"""Opening, saving, exporting and closing, without a window."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.layers import layers_named
from tests.pictures import picture
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.tasks.requests import Annotations
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text


def draw(document: Document) -> None:
    layer = AnnotationLayer(name="Annotations")
    drawn = Annotation(1, "cat", Box(10, 20, 200, 150))
    document.history.push(
        edits.insert_layers(document, [layer], text("Draw"), annotations={layer.id: [drawn]})
    )


def test_a_picture_becomes_a_document_of_one_layer(workshop, photo):
    [layer] = photo.walk()
    assert isinstance(layer, RasterLayer)
    assert (photo.name, photo.width, photo.height) == ("chelsea", 451, 300)
    assert Path(layer.block.path).exists()
    assert not photo.history.dirty
    assert photo.path is None
    assert workshop.studio.source(photo) == picture("chelsea.png")
    assert workshop.studio.settings.recent_files[0].endswith("chelsea.png")


def test_a_bad_file_is_one_sentence_and_the_others_open(workshop, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"not a picture")
    workshop.studio.open([bad, tmp_path / "gone.png", picture("coffee.png")])
    workshop.idle()
    assert [document.name for document in workshop.studio.documents] == ["coffee"]
    assert [notice.kind for notice in workshop.notices] == ["error", "error"]
    assert "bad.png" in str(workshop.notices[0].text)
    assert "gone.png" in str(workshop.notices[1].text)


def test_what_is_saved_opens_again_with_everything_in_it(workshop, photo, tmp_path):
    draw(photo)
    assert photo.history.dirty
    heard: list[bool] = []
    target = tmp_path / "cat.vlms"
    workshop.studio.save(photo, target, heard.append)
    workshop.idle()
    assert heard == [True]
    assert not photo.history.dirty
    assert (photo.path, photo.name) == (str(target), "cat")
    annotations = photo.snapshot().annotations
    workshop.studio.open([target])
    assert len(workshop.studio.documents) == 1
    workshop.studio.close(photo)
    again = workshop.open(target)
    assert again.snapshot().annotations == annotations
    assert again.path == str(target)


def test_a_save_that_fails_leaves_the_document_unsaved_and_says_so(workshop, photo, tmp_path):
    draw(photo)
    heard: list[bool] = []
    workshop.studio.save(photo, tmp_path / "no" / "such" / "folder" / "cat.vlms", heard.append)
    workshop.idle()
    assert heard == [False]
    assert photo.history.dirty
    assert photo.path is None
    assert [notice.kind for notice in workshop.notices] == ["error"]


def test_what_happens_while_saving_is_not_called_saved(workshop, photo, tmp_path):
    draw(photo)
    workshop.studio.save(photo, tmp_path / "cat.vlms")
    [layer] = layers_named(photo, "Annotations")
    photo.history.push(edits.set_layers(photo, [layer.id], text("Rename"), name="Cats"))
    workshop.idle()
    assert photo.history.dirty
    photo.history.undo()
    assert not photo.history.dirty


def test_a_document_without_a_file_wants_to_be_told_one(workshop, photo):
    with pytest.raises(ValueError, match="no file of its own"):
        workshop.studio.save(photo)


def test_an_export_says_what_it_wrote(workshop, photo, tmp_path):
    draw(photo)
    workshop.studio.export(photo, "coco", tmp_path / "cat.json", {})
    workshop.idle()
    assert json.loads((tmp_path / "cat.json").read_text())["annotations"][0]["bbox"] == [
        10,
        20,
        200,
        150,
    ]
    assert "cat.json" in str(workshop.notices[0].text)
    assert photo.history.dirty


def test_a_pasted_picture_is_a_layer_in_the_middle_or_a_document(workshop, photo, tmp_path):
    stamp = tmp_path / "stamp.png"
    Image.new("RGBA", (20, 10), (255, 0, 0, 128)).save(stamp)
    workshop.studio.paste_image(photo, stamp)
    workshop.idle()
    layer = list(photo.walk())[-1]
    assert isinstance(layer, RasterLayer)
    assert (layer.x, layer.y) == (round(451 / 2 - 10), 145)
    photo.history.undo()
    assert len(list(photo.walk())) == 1
    workshop.studio.paste_image(photo, stamp, at=Point(10, 5))
    workshop.idle()
    pasted = list(photo.walk())[-1]
    assert isinstance(pasted, RasterLayer)
    assert (pasted.x, pasted.y) == (0, 0)
    workshop.studio.paste_image(None, stamp)
    workshop.idle()
    assert (workshop.studio.documents[-1].width, workshop.studio.documents[-1].height) == (20, 10)


def test_pixels_are_let_go_with_the_document_and_not_before(workshop, photo):
    [layer] = photo.walk()
    assert isinstance(layer, RasterLayer)
    photo.history.push(edits.remove_layers(photo, [layer.id], text("Delete")))
    other = workshop.open(picture("coffee.png"))
    workshop.studio.close(other)
    assert Path(layer.block.path).exists()
    workshop.studio.close(photo)
    assert not list(workshop.studio.blocks.path.glob("*.px"))


def test_pixels_of_a_closed_document_go_though_the_row_of_its_job_stays(workshop, photo):
    workshop.studio.run(photo, "object-detection", "yolov3-tiny")
    workshop.main.until(lambda: workshop.heavy.now)
    workshop.heavy.now.succeed(Annotations(()))
    workshop.idle()
    assert len(workshop.studio.jobs.jobs) == 1
    workshop.studio.close(photo)
    assert not list(workshop.studio.blocks.path.glob("*.px"))


def test_pixels_of_a_closed_document_go_though_a_job_of_another_runs(workshop, photo):
    other = workshop.open(picture("coffee.png"))
    workshop.studio.run(photo, "object-detection", "yolov3-tiny")
    workshop.main.until(lambda: workshop.heavy.now)
    workshop.studio.close(other)
    assert {str(p) for p in workshop.studio.blocks.path.glob("*.px")} == photo.blocks()
    workshop.studio.close(photo)
    assert len(list(workshop.studio.blocks.path.glob("*.px"))) == 1
    workshop.heavy.now.succeed(Annotations(()))
    workshop.idle()
    [job] = workshop.studio.jobs.jobs
    workshop.studio.jobs.dismiss(job)  # its row offered to open the result
    assert not list(workshop.studio.blocks.path.glob("*.px"))


def test_a_project_asked_for_twice_at_once_is_opened_once(workshop, photo, tmp_path):
    target = tmp_path / "a.vlms"
    workshop.studio.save(photo, target)
    workshop.idle()
    workshop.studio.close(photo)
    shown: list[Document] = []
    workshop.studio.opened.connect(shown.append)
    workshop.studio.open([target, target])
    workshop.idle()
    [document] = workshop.studio.documents
    assert shown == [document, document]
    assert {str(p) for p in workshop.studio.blocks.path.glob("*.px")} == document.blocks()


def test_a_save_that_ends_with_its_worker_names_its_file(workshop, photo, tmp_path):
    studio = workshop.studio
    studio.jobs._lanes = {**studio.jobs._lanes, "light": workshop.heavy}
    studio.save(photo, tmp_path / "a.vlms")
    workshop.main.until(lambda: workshop.heavy.now)
    workshop.heavy.now.end(Outcome("failed", error=text("The worker ended.")))
    workshop.idle()
    [notice] = workshop.notices
    assert str(notice.text) == "Save a.vlms: The worker ended."


def test_a_project_is_the_same_by_a_detour_or_a_link(workshop, photo, tmp_path):
    target, link = tmp_path / "a.vlms", tmp_path / "link.vlms"
    workshop.studio.save(photo, target)
    workshop.idle()
    link.symlink_to(target)
    workshop.studio.open([link, tmp_path / ".." / tmp_path.name / "a.vlms"])
    workshop.idle()
    assert workshop.studio.documents == [photo]


def test_a_copied_project_gets_an_identity_of_its_own(workshop, photo, tmp_path):
    workshop.studio.save(photo, tmp_path / "a.vlms")
    workshop.idle()
    (tmp_path / "b.vlms").write_bytes((tmp_path / "a.vlms").read_bytes())
    copy = workshop.open(tmp_path / "b.vlms")
    assert copy.id != photo.id
    assert (photo.name, copy.name) == ("a", "b")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_name_that_is_not_text_is_refused_in_one_sentence(workshop, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.png"))
    shutil.copy(picture("chelsea.png"), path)
    workshop.studio.open([path, picture("coffee.png")])
    workshop.idle()
    [document] = workshop.studio.documents
    assert document.name == "coffee"
    [notice] = workshop.notices
    assert notice.kind == "error"
    assert "its name is not valid UTF-8" in str(notice.text)
