"""Designs wait beside their document: stepped through, taken, thrown away, and asked for again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes.designs import LAMP, lamps, painted, sketch
from tests.fakes.documents import gradient
from tests.unit.studio.conftest import Workshop
from tests.unit.studio.waiting import answer, ask, settle, titles, tray
from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import set_objects
from vlm_studio.document.edits import remove_layers
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.tasks.design import Designs, Place, SketchRequest
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text


def test_designs_wait_and_the_document_stays_as_it_is(workshop: Workshop, photo: Document) -> None:
    before = photo.snapshot()
    ask(workshop, photo)
    assert titles(workshop, photo) == ["lamp desk", "lamp and mug", ""]
    assert photo.snapshot() == before
    assert not photo.history.dirty
    workshop.studio.staging.choose(photo, 1)
    assert tray(workshop, photo).at == 1
    workshop.studio.staging.choose(photo, 7)
    assert tray(workshop, photo).at == 2


def test_taking_one_is_one_step_and_undo_brings_it_back_to_the_others(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    before, waiting = photo.snapshot(), tray(workshop, photo).designs
    [id] = staging.accept(photo, [waiting[1]])
    layer = photo.layer(id)
    assert isinstance(layer, VectorLayer)
    assert (layer.name, layer.credit) == ("Lamp and mug", waiting[1].design.credit)
    assert layer.provenance == waiting[1].design.provenance
    assert [each.group for each in layer.objects] == [1, 2]
    middle, corner = photo.bounds().centre, waiting[1].artboard
    assert corner.centre.distance(middle) <= 1
    assert tray(workshop, photo).designs == (waiting[0], waiting[2])
    photo.history.undo()
    assert photo.snapshot() == before
    assert tray(workshop, photo).designs == waiting
    assert tray(workshop, photo).current == waiting[1]
    photo.history.redo()
    assert photo.layer(id) == layer
    assert tray(workshop, photo).designs == (waiting[0], waiting[2])


def test_a_layer_that_is_deleted_later_does_not_come_back_as_a_design(
    workshop: Workshop, photo: Document
) -> None:
    ask(workshop, photo)
    ids = workshop.studio.staging.accept(photo, tray(workshop, photo).designs)
    assert [photo.layer(id).name for id in ids] == ["Lamp desk", "Lamp and mug", "A desk lamp"]
    photo.history.push(remove_layers(photo, ids, text("Delete")))
    assert tray(workshop, photo).designs == ()
    photo.history.undo()
    photo.history.undo()
    assert titles(workshop, photo) == ["lamp desk", "lamp and mug", ""]


def test_what_was_thrown_away_can_be_brought_back_once(workshop: Workshop, photo: Document) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    waiting = tray(workshop, photo).designs
    staging.discard(photo, [waiting[1]])
    assert tray(workshop, photo).current == waiting[0]
    staging.bring_back(photo)
    assert tray(workshop, photo).designs == waiting
    staging.discard(photo, waiting)
    assert tray(workshop, photo).current is None
    staging.bring_back(photo)
    staging.bring_back(photo)
    assert tray(workshop, photo).designs == waiting


def test_a_painting_keeps_its_pixels_while_it_waits_and_as_a_layer(
    workshop: Workshop, photo: Document
) -> None:
    block = workshop.studio.blocks.store(gradient(30, 20), mips=True)
    workshop.studio.staging.add(photo, LAMP, painted(block))
    settle(workshop)
    workshop.studio.release({block.path})
    [id] = workshop.studio.staging.accept(photo, tray(workshop, photo).designs)
    layer = photo.layer(id)
    assert isinstance(layer, RasterLayer)
    assert layer.name == "A red lamp"
    assert layer.provenance is not None
    assert np.array_equal(MappedBlock(layer.block).array(), gradient(30, 20))
    assert (layer.x, layer.y) == ((photo.width - 30) // 2, (photo.height - 20) // 2)


def test_a_result_for_a_closed_document_is_offered_as_one_of_its_own(
    workshop: Workshop, photo: Document
) -> None:
    job = workshop.studio.design(photo, LAMP)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    workshop.studio.close(photo)
    answer(workshop, lamps())
    assert str(job.offer) == "Open result"
    workshop.studio.add_result(job)
    [document] = workshop.studio.documents
    assert (document.width, document.height) == (LAMP.width, LAMP.height)
    assert [(each.x, each.y) for each in tray(workshop, document).designs] == [(0, 0)] * 3
    assert job.offer is None


def test_designs_do_not_wait_for_a_drag_or_for_steps_to_redo(
    workshop: Workshop, photo: Document
) -> None:
    ask(workshop, photo)
    workshop.studio.staging.accept(photo, tray(workshop, photo).designs[:1])
    photo.history.undo()
    workshop.studio.begin_gesture(photo)
    ask(workshop, photo, result=Designs((sketch(9, "floor lamp"),)))
    assert titles(workshop, photo) == ["lamp desk", "lamp and mug", "", "floor lamp"]
    assert photo.history.redo_text is not None
    workshop.studio.end_gesture(photo)


def test_more_of_a_found_one_asks_for_the_next_of_its_name_and_what_is_known_does_not_come_twice(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    first = tray(workshop, photo).designs[0]
    request = staging.more_like(photo, first)
    assert isinstance(request, SketchRequest)
    assert (request.words, request.skip, request.count) == ("lamp desk", 0, 3)
    assert request.place == Place(first.x, first.y)
    ask(workshop, photo, request, Designs((sketch(0, "lamp desk"), sketch(5, "lamp desk"))))
    assert len(tray(workshop, photo).designs) == 4
    again = staging.more_like(photo, first)
    assert isinstance(again, SketchRequest)
    assert again.skip == 2
    ask(workshop, photo, again, Designs((sketch(5, "lamp desk"),)))
    assert [str(each.text) for each in workshop.notices] == [
        "Nothing came that is not there already."
    ]


@pytest.mark.parametrize(("index", "strokes"), [(1, False), (2, True)])
def test_more_of_the_others_go_on_from_what_they_are(
    workshop: Workshop, photo: Document, index: int, strokes: bool
) -> None:
    ask(workshop, photo)
    chosen = tray(workshop, photo).designs[index]
    request = workshop.studio.staging.more_like(photo, chosen)
    assert isinstance(request, SketchRequest)
    assert request.words == LAMP.words
    assert request.like == (chosen.design.objects if strokes else ())
    assert (request.skip, request.seed) == ((0, 1) if strokes else (3, 0))


def test_a_part_takes_the_place_of_the_strokes_within_its_area(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    [id] = staging.accept(photo, tray(workshop, photo).designs[:1])
    layer = photo.layer(id)
    assert isinstance(layer, VectorLayer)
    ring, line = layer.objects
    box = ring.shape.bounds()
    place = Place(int(box.x) - 1, int(box.y) - 1, id)
    request = SketchRequest("a bulb", "icons", 40, 40, place=place)
    ask(workshop, photo, request, Designs((sketch(4, "bulb", request=request, side=40),)))
    part = tray(workshop, photo).designs[-1]
    assert staging.accept(photo, [part]) == (id,)
    after = photo.layer(id)
    assert isinstance(after, VectorLayer)
    assert [each.id for each in after.objects] == [3, 4, line.id]
    assert after.objects[2] == line
    assert len({each.group for each in after.objects} | {line.group}) == 3
    assert after.credit == f"{layer.credit}; {part.design.credit}"
    photo.history.undo()
    assert photo.layer(id) == layer


def test_a_failed_job_leaves_the_tray_as_it_is(workshop: Workshop, photo: Document) -> None:
    workshop.studio.design(photo, LAMP)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    workshop.heavy.now.end(Outcome("failed"))
    settle(workshop)
    assert tray(workshop, photo).designs == ()


def visible(document: Document) -> list[str]:
    """Names of the drawings that are seen, from the bottom up."""
    return [each.name for each in document.walk() if isinstance(each, VectorLayer) and each.visible]


def test_a_second_one_of_the_same_question_is_seen_instead_of_the_first(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    first, second, _ = tray(workshop, photo).designs
    staging.accept(photo, [first])
    before = photo.snapshot()
    staging.accept(photo, [second])
    assert visible(photo) == ["Lamp and mug"]
    photo.history.undo()
    assert photo.snapshot() == before
    assert visible(photo) == ["Lamp desk"]
    photo.history.redo()
    request = staging.more_like(photo, tray(workshop, photo).designs[0])
    assert isinstance(request, SketchRequest)
    ask(workshop, photo, request, Designs((sketch(7, "lamp floor"),)))
    staging.accept(photo, tray(workshop, photo).designs[-1:])
    assert visible(photo) == ["Lamp floor"]


def test_what_was_edited_or_answers_another_question_stays_in_sight(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    first, second, _ = tray(workshop, photo).designs
    [id] = staging.accept(photo, [first])
    layer = photo.layer(id)
    assert isinstance(layer, VectorLayer)
    moved = {(id, 1): layer.objects[0].moved(5, 0)}
    photo.history.push(set_objects(photo, moved, text("Move")))
    staging.accept(photo, [second])
    assert visible(photo) == ["Lamp desk", "Lamp and mug"]
    mug = SketchRequest("a mug", "icons", 64, 64)
    ask(workshop, photo, mug, Designs((sketch(3, "mug", request=mug),)))
    staging.accept(photo, tray(workshop, photo).designs[-1:])
    assert visible(photo) == ["Lamp desk", "Lamp and mug", "Mug"]


def test_of_all_that_are_taken_together_the_one_that_is_looked_at_is_seen(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    staging.choose(photo, 1)
    assert len(staging.accept(photo, tray(workshop, photo).designs)) == 3
    assert visible(photo) == ["Lamp and mug"]
