"""What a model found comes into its document, or waits for the right moment."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.layers import layers_named
from vlm_studio.document import edits, merging
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.jobs.job import JobState
from vlm_studio.tasks.requests import Annotations, BoxMasksRequest, DetectRequest, Prepared
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

MODEL = Provenance("object-detection", "yolov3-tiny")
CAT = Annotations((Annotation(1, "cat", Box(10, 10, 100, 100), 0.9, MODEL),))


def detect(workshop, document):
    job = workshop.studio.run(document, "object-detection", "yolov3-tiny")
    workshop.main.until(lambda: workshop.heavy.now)
    return job


def finish(workshop, result=CAT):
    workshop.heavy.now.succeed(result)
    workshop.idle()


def detections(document: Document) -> list:
    return layers_named(document, "Detections")


def test_detect_adds_an_editable_layer_and_undo_takes_it_away(workshop, photo):
    detect(workshop, photo)
    finish(workshop)
    [layer] = detections(photo)
    assert [a.label for a in photo.shown_annotations(layer)] == ["cat"]
    photo.history.undo()
    assert detections(photo) == []


def test_a_picture_that_is_hidden_cannot_be_looked_at(workshop, photo):
    [layer] = photo.walk()
    photo.history.push(edits.set_layers(photo, [layer.id], text("Hide"), visible=False))
    assert workshop.studio.run(photo, "object-detection", "yolov3-tiny") is None
    assert workshop.notices[-1].kind == "warning"
    assert workshop.studio.jobs.jobs == ()
    with pytest.raises(ValueError, match="whole picture"):
        workshop.studio.run(photo, "mask-generation", "grabcut", layer.id)


def test_while_something_can_be_redone_a_result_waits_in_its_row(workshop, photo):
    job = detect(workshop, photo)
    [layer] = photo.walk()
    photo.history.push(edits.set_layers(photo, [layer.id], text("Rename"), name="Cat"))
    photo.history.undo()
    finish(workshop)
    assert str(job.offer) == "Add 1 object"
    assert detections(photo) == []
    photo.history.redo()
    workshop.studio.add_result(job)
    assert job.offer is None
    assert len(detections(photo)) == 1


def test_a_step_counts_what_the_score_that_is_set_lets_through(workshop, photo):
    weak = Annotation(2, "dog", Box(0, 0, 5, 5), 0.4, MODEL)
    workshop.studio.shown_from = 0.5
    detect(workshop, photo)
    finish(workshop, Annotations((*CAT.annotations, weak)))
    [layer] = detections(photo)
    assert [a.label for a in photo.shown_annotations(layer)] == ["cat"]
    assert str(photo.history.undo_text) == "Detect 1 object"


def test_during_a_drag_a_result_waits_for_its_end(workshop, photo):
    detect(workshop, photo)
    workshop.studio.begin_gesture(photo)
    workshop.studio.begin_gesture(photo)
    finish(workshop)
    workshop.studio.end_gesture(photo)
    assert detections(photo) == []
    workshop.studio.end_gesture(photo)
    assert len(detections(photo)) == 1


def test_the_result_of_a_closed_document_can_still_be_opened(workshop, photo):
    [layer] = photo.walk()
    assert isinstance(layer, RasterLayer)
    job = detect(workshop, photo)
    workshop.studio.close(photo)
    finish(workshop)
    assert str(job.offer) == "Open result"
    assert Path(layer.block.path).exists()
    workshop.studio.add_result(job)
    [document] = workshop.studio.documents
    assert (document.width, document.height) == (451, 300)
    assert len(detections(document)) == 1
    assert document.picture() is not None


def test_a_result_opened_on_its_own_stands_where_it_was_found(workshop, photo):
    [layer] = photo.walk()
    photo.history.push(edits.set_layers(photo, [layer.id], text("Move"), x=50, y=70))
    job = workshop.studio.run(photo, "object-detection", "yolov3-tiny", layer.id)
    assert job is not None
    workshop.main.until(lambda: workshop.heavy.now)
    workshop.studio.close(photo)
    finish(workshop)
    workshop.studio.add_result(job)
    [document] = workshop.studio.documents
    [picture_layer, found] = document.walk()
    assert (picture_layer.x, picture_layer.y) == (0, 0)
    assert document.annotations(found.id)[1].shape == Box(10, 10, 100, 100)


def test_a_failed_job_can_be_tried_again_after_its_document_was_closed(workshop, photo):
    [layer] = photo.walk()
    assert isinstance(layer, RasterLayer)
    job = detect(workshop, photo)
    workshop.heavy.now.end(Outcome("failed"))
    workshop.idle()
    workshop.studio.close(photo)
    again = workshop.studio.jobs.retry(job)
    assert workshop.studio.jobs.jobs == (again,)
    assert Path(layer.block.path).exists()
    workshop.main.until(lambda: workshop.heavy.now)
    finish(workshop)
    assert str(again.offer) == "Open result"


def test_closing_during_a_drag_offers_what_waited(workshop, photo):
    job = detect(workshop, photo)
    workshop.studio.begin_gesture(photo)
    finish(workshop)
    workshop.studio.close(photo)
    assert str(job.offer) == "Open result"


def test_waiting_jobs_end_with_their_document(workshop, photo):
    detect(workshop, photo)
    second = workshop.studio.run(photo, "keypoint-detection", "blazepose")
    assert second is not None
    workshop.studio.close(photo)
    assert second.state is JobState.CANCELLED


def test_masks_are_asked_for_the_boxes_that_are_shown(workshop, photo):
    detect(workshop, photo)
    weak = Annotation(2, "dog", Box(0, 0, 5, 5), 0.1, MODEL)
    finish(workshop, Annotations((*CAT.annotations, weak)))
    [layer] = detections(photo)
    workshop.studio.masks_from_boxes(photo, layer.id)
    workshop.main.until(lambda: workshop.heavy.now)
    request = workshop.heavy.now.request
    assert isinstance(request, BoxMasksRequest)
    assert [box.label for box in request.boxes] == ["cat"]
    finish(workshop, Annotations(()))
    assert workshop.studio.masks_from_boxes(photo, layer.id, [2]) is None
    assert "no box" in str(workshop.notices[-1].text)


def test_only_a_mask_can_be_cut_out(workshop, photo):
    layer = AnnotationLayer(name="Boxes")
    box = Annotation(1, "cat", Box(0, 0, 5, 5))
    photo.history.push(
        edits.insert_layers(photo, [layer], text("Draw"), annotations={layer.id: [box]})
    )
    assert workshop.studio.cut_out(photo, layer.id, 1) is None
    assert "mask" in str(workshop.notices[-1].text)


def test_what_was_prepared_for_clicks_outlives_its_job(workshop, photo):
    prior = workshop.studio.blocks.store(np.zeros((8, 8), np.uint8))
    studio = workshop.studio
    studio.jobs._lanes = {**studio.jobs._lanes, "light": workshop.heavy}
    seen: list[object] = []
    studio.prepare_mask(photo, None, lambda job: seen.append(job.outcome.result))
    workshop.main.until(lambda: workshop.heavy.now)
    finish(workshop, Prepared(prior))
    assert seen == [Prepared(prior)]
    assert studio.jobs.jobs == ()
    assert Path(prior.path).exists()
    studio.close(photo)
    assert not Path(prior.path).exists()


def test_what_was_prepared_is_not_lost_to_a_later_failure(workshop, photo):
    studio = workshop.studio
    prior = studio.blocks.store(np.zeros((8, 8), np.uint8))
    studio.jobs._lanes = {**studio.jobs._lanes, "light": workshop.heavy}
    for outcome in (Outcome("succeeded", Prepared(prior)), Outcome("cancelled")):
        studio.prepare_mask(photo, None, lambda _: None)
        workshop.main.until(lambda: workshop.heavy.now)
        workshop.heavy.now.end(outcome)
        workshop.idle()
    assert Path(prior.path).exists()


def test_requests_name_the_lane_that_suits_them(workshop, photo):
    job = detect(workshop, photo)
    assert (job.lane, type(job.request)) == ("heavy", DetectRequest)
    assert str(job.title) == "Detect - chelsea"
    finish(workshop)


def merged(workshop, photo):
    """Merge the photo with a copy of itself; the job and the ids that were heard of."""
    [layer] = photo.walk()
    copy = msgspec.structs.replace(layer, id="copy", opacity=0.5, x=3)
    photo.history.push(edits.insert_layers(photo, [copy], text("Copy")))
    heard: list[str] = []
    job = workshop.studio.merge(photo, merging.visible(photo), heard.append)
    return job, heard


def test_merged_layers_come_home_as_one_step(workshop, photo):
    before = photo.snapshot().digest()
    job, heard = merged(workshop, photo)
    workshop.idle()
    [layer] = photo.walk()
    assert heard == [layer.id] == [job.request.layer]
    assert str(photo.history.undo_text) == "Merge 2 layers"
    assert isinstance(layer, RasterLayer)
    assert (layer.block.width, layer.x) == (photo.width + 3, 0)
    photo.history.undo()
    photo.history.undo()
    assert photo.snapshot().digest() == before


def test_layers_that_changed_while_they_were_merged_are_left_as_they_are(workshop, photo):
    workshop.studio.begin_gesture(photo)
    _, heard = merged(workshop, photo)
    workshop.idle()
    photo.history.push(edits.set_layers(photo, ["copy"], text("Fade"), opacity=0.1))
    workshop.studio.end_gesture(photo)
    assert "copy" in photo.layers
    assert heard == []
    assert workshop.notices[-1].kind == "warning"
    assert "changed while they were merged" in str(workshop.notices[-1].text)


def test_one_picture_is_not_merged(workshop, photo):
    assert workshop.studio.merge(photo, merging.visible(photo), print) is None
    assert str(workshop.notices[-1].text) == "There is no second picture to merge with."


def test_merged_layers_of_a_closed_document_are_offered_to_nobody(workshop, photo):
    workshop.studio.begin_gesture(photo)
    job, _ = merged(workshop, photo)
    workshop.idle()
    workshop.studio.close(photo)
    assert job.offer is None
    assert workshop.studio.documents == []
