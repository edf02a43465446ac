"""Designs that wait are on the disk: there after a restart, whatever became of their files and of their document."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.fakes.designs import LAMP, painted, sketch
from tests.fakes.documents import gradient
from tests.unit.studio.conftest import Workshop
from tests.unit.studio.waiting import answer, ask, folders, settle, titles, tray
from vlm_studio.document.blocks import MappedBlock
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.paths import staging_folder
from vlm_studio.studio.forming import Forming
from vlm_studio.tasks.design import Designs, PaintRequest
from vlm_studio.wire.work import StepPreview


def reopened(workshop: Workshop, document: Document, path: Path) -> Document:
    """The same file after its document was closed."""
    workshop.studio.close(document)
    again = workshop.open(path)
    settle(workshop)
    return again


def test_designs_of_a_picture_are_there_when_it_is_opened_again(
    workshop: Workshop, photo: Document
) -> None:
    path = workshop.studio.source(photo)
    assert path is not None
    ask(workshop, photo)
    block = workshop.studio.blocks.store(gradient(30, 20), mips=True)
    workshop.studio.staging.add(photo, LAMP, painted(block))
    settle(workshop)
    waiting = tray(workshop, photo).designs
    workshop.studio.staging.discard(photo, [waiting[0]])
    settle(workshop)
    again = reopened(workshop, photo, path)
    assert again.id != photo.id
    found = tray(workshop, again).designs
    assert [each.design.objects for each in found] == [each.design.objects for each in waiting[1:]]
    assert found[0] == waiting[1]
    placed = found[-1].design.placed
    assert placed is not None
    assert np.array_equal(MappedBlock(placed.block).array(), gradient(30, 20))
    assert found[-1].design.provenance == waiting[-1].design.provenance


def test_what_was_taken_or_thrown_away_leaves_nothing_on_the_disk(
    workshop: Workshop, photo: Document
) -> None:
    ask(workshop, photo)
    staging = workshop.studio.staging
    assert len(list(staging_folder().rglob("*.json"))) == 4
    staging.accept(photo, tray(workshop, photo).designs[:1])
    staging.discard(photo, tray(workshop, photo).designs)
    settle(workshop)
    assert folders() == []


def test_a_damaged_file_costs_only_its_own_design(workshop: Workshop, photo: Document) -> None:
    path = workshop.studio.source(photo)
    assert path is not None
    ask(workshop, photo)
    waiting = tray(workshop, photo).designs
    broken, hostile = (next(staging_folder().rglob(f"{each.id}.json")) for each in waiting[:2])
    broken.write_bytes(broken.read_bytes()[:-20])
    hostile.write_bytes(hostile.read_bytes().replace(b'"width":3.0', b'"width":-3.0'))
    again = reopened(workshop, photo, path)
    assert tray(workshop, again).designs == (waiting[2],)
    assert workshop.notices == []


def test_a_damaged_owner_costs_only_the_designs_of_its_own(
    workshop: Workshop, photo: Document
) -> None:
    path = workshop.studio.source(photo)
    assert path is not None
    ask(workshop, photo)
    waiting = tray(workshop, photo).designs
    for name, damage in (("a", b'{"document": "\xff"}'), ("b", b"[" * 100_000)):
        (staging_folder() / name).mkdir()
        (staging_folder() / name / "owner.json").write_bytes(damage)
    again = reopened(workshop, photo, path)
    assert tray(workshop, again).designs == waiting
    assert workshop.notices == []


def test_designs_of_a_document_without_a_file_can_be_had_in_another_one(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    blank = Document.empty("Untitled", 200, 100)
    workshop.studio.add(blank)
    ask(workshop, blank)
    waiting = tray(workshop, blank).designs
    workshop.studio.close(blank)
    other = Document.empty("Untitled", 300, 300)
    workshop.studio.add(other)
    settle(workshop)
    assert tray(workshop, other).designs == ()
    assert staging.earlier.count == 3
    [told] = workshop.notices
    assert str(told.text) == "3 designs of unsaved documents are kept."
    assert [str(choice.text) for choice in told.choices] == ["Bring them here", "Discard them"]
    staging.earlier.bring(other)
    settle(workshop)
    assert tray(workshop, other).designs == waiting
    assert staging.earlier.count == 0


def test_designs_that_come_while_their_document_is_put_away_join_those_from_before(
    workshop: Workshop, photo: Document
) -> None:
    studio = workshop.studio
    ask(workshop, photo)
    before = tray(workshop, photo).designs
    studio.design(photo, LAMP)
    workshop.main.until(lambda: workshop.heavy.now is not None)
    studio.put_away(photo)
    answer(workshop, Designs((sketch(9, "floor lamp"),)))
    studio.bring_back(photo)
    studio.add(photo)
    settle(workshop)
    assert tray(workshop, photo).designs[:3] == before
    assert titles(workshop, photo)[3:] == ["floor lamp"]


def test_what_is_taken_while_the_disk_is_read_does_not_come_twice(
    workshop: Workshop, photo: Document
) -> None:
    staging = workshop.studio.staging
    ask(workshop, photo)
    first, *others = tray(workshop, photo).designs
    staging.earlier.bring(photo)
    staging.accept(photo, [first])
    settle(workshop)
    assert list(tray(workshop, photo).designs) == others


def test_what_could_not_be_written_is_said_and_still_waits(
    workshop: Workshop, photo: Document
) -> None:
    staging_folder().parent.mkdir(parents=True, exist_ok=True)
    staging_folder().write_text("in the way")
    ask(workshop, photo)
    assert len(tray(workshop, photo).designs) == 3
    assert "Designs are not kept" in str(workshop.notices[0].text)


def test_a_painting_that_starts_from_a_picture_lies_where_that_is_while_it_forms_and_after(
    workshop: Workshop, photo: Document
) -> None:
    studio, blocks = workshop.studio, workshop.studio.blocks
    part = PictureRef((PlacedBlock(blocks.store(gradient(30, 20)), 7, 9),), 7, 9, 30, 20)
    mask = Mask.from_array(np.ones((20, 30), bool))
    forming: list[Forming] = []
    studio.staging.forming.formed.connect(forming.append)
    studio.design(photo, PaintRequest("a hat", "sd", picture=part, inside=(mask,)))
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    workshop.heavy.now.show(StepPreview(blocks.store(gradient(8, 8))))
    workshop.main.until(lambda: bool(forming))
    assert forming[0].artboard == Box(7, 9, 30, 20)
    answer(workshop, painted(blocks.store(gradient(30, 20), mips=True)))
    [staged] = tray(workshop, photo).designs
    assert staged.artboard == Box(7, 9, 30, 20)
    path = studio.source(photo)
    assert path is not None
    again = reopened(workshop, photo, path)
    [staged] = tray(workshop, again).designs
    assert staged.request is None, "its picture is not kept"
    assert staged.artboard == Box(7, 9, 30, 20)
