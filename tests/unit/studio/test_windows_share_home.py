"""Two windows with one home: what waits in one of them is its own while it lives, and then the next one's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.designs import LAMP, lamps
from tests.pictures import picture
from tests.unit.studio import waiting
from tests.unit.studio.conftest import Workshop, begun
from tests.unit.studio.waiting import folders, settle
from vlm_studio.document.document import Document

THREE = ["lamp desk", "lamp and mug", ""]


@pytest.fixture
def second() -> Iterator[Workshop]:
    """Another window."""
    with begun() as made:
        yield made


def wait_beside(workshop: Workshop, document: Document) -> None:
    """Three designs come for ``document``."""
    workshop.studio.staging.add(document, LAMP, lamps())
    settle(workshop)


def titles(workshop: Workshop, document: Document) -> list[str]:
    settle(workshop)
    return waiting.titles(workshop, document)


def opened(workshop: Workshop, path: Path) -> Document:
    document = workshop.open(path)
    settle(workshop)
    return document


def blank(workshop: Workshop) -> Document:
    """A new document without a file."""
    document = Document.empty("Untitled", 200, 100)
    workshop.studio.add(document)
    settle(workshop)
    return document


def test_the_same_picture_in_a_second_window_has_nothing_of_the_first_while_that_lives(
    second: Workshop,
) -> None:
    path = picture("chelsea.png")
    with begun() as first:
        wait_beside(first, opened(first, path))
        again = opened(second, path)
        assert titles(second, again) == []
        second.studio.close(again)
    third = opened(second, path)
    assert titles(second, third) == THREE
    with begun() as other:
        assert titles(other, opened(other, path)) == [], "they are the second window's now"


def test_the_same_project_in_two_windows_has_a_tray_in_each_and_both_are_there_afterwards(
    tmp_path: Path,
) -> None:
    project = tmp_path / "page.vlms"
    with begun() as first:
        page = blank(first)
        first.studio.save(page, project)
        settle(first)
        wait_beside(first, page)
        with begun() as second:
            same = opened(second, project)
            assert same.id == page.id
            assert titles(second, same) == []
            wait_beside(second, same)
            second.studio.staging.discard(same, second.studio.staging.tray(same).designs[:2])
            settle(second)
        assert titles(first, page) == THREE
    with begun() as third:
        assert sorted(titles(third, opened(third, project))) == sorted([*THREE, ""])


def test_designs_of_an_unsaved_document_are_offered_by_one_window_only_and_told_of_once() -> None:
    with begun() as first:
        wait_beside(first, blank(first))
        with begun() as second:
            blank(second)
            assert second.studio.staging.earlier.count == 0, "their document is still there"
            assert second.notices == []
    with begun() as third, begun() as fourth:
        blank(third)
        assert third.studio.staging.earlier.count == 3
        [told] = third.notices
        assert str(told.text) == "3 designs of unsaved documents are kept."
        blank(fourth)
        assert fourth.studio.staging.earlier.count == 0
        assert fourth.notices == []
    with begun() as fifth:
        page = blank(fifth)
        assert fifth.notices == [], "nobody is told twice"
        assert fifth.studio.staging.earlier.count == 3, "but they can be had"
        fifth.studio.staging.earlier.bring(page)
        assert titles(fifth, page) == THREE


def test_they_are_discarded_from_the_notice_and_can_be_brought_back_until_the_end() -> None:
    with begun() as first:
        wait_beside(first, blank(first))
    with begun() as second:
        page, staging = blank(second), second.studio.staging
        gone: list[object] = []
        second.studio.withdrawn.connect(gone.append)
        [told] = second.notices
        told.choices[1].take()
        settle(second)
        assert (staging.earlier.count, staging.tray(page).designs) == (0, ())
        assert gone == [told]
        said = second.notices[-1]
        assert str(said.text) == "3 designs were discarded."
        [back] = said.choices
        back.take()
        assert titles(second, page) == THREE
        assert gone == [told, said]
        staging.discard(page, staging.tray(page).designs)
        settle(second)
    assert folders() == []


def test_what_older_versions_kept_is_found(workshop: Workshop, photo: Document) -> None:
    """They named folders by the document alone, and no window."""
    wait_beside(workshop, photo)
    [folder] = folders()
    owner = folder / "owner.json"
    window = str(workshop.studio.blocks.path)
    owner.write_text(owner.read_text().replace(f',"window":"{window}"', ""))
    folder.rename(folder.with_name("0123456789abcdef01234567"))
    workshop.studio.close(photo)
    again = opened(workshop, picture("chelsea.png"))
    assert titles(workshop, again) == THREE
