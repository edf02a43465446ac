"""Groups, copies and the order of several layers: each one change, which undo takes back."""

from __future__ import annotations

import pytest

from vlm_studio.document import edits, grouping
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer, Source
from vlm_studio.words import text

SENTENCE = text("Test")


@pytest.fixture
def document() -> Document:
    """From the bottom up: photo, a half-visible group of patch and found, drawn, note."""
    document = Document.empty("d", 100, 100)
    photo = RasterLayer(name="photo", id="photo", block=Block("p", 100, 100))
    group = GroupLayer(name="group", id="group", opacity=0.5)
    patch = RasterLayer(name="patch", id="patch", block=Block("q", 10, 10), opacity=0.5)
    found = AnnotationLayer(
        name="found", id="found", visible=False, source=Source("object-detection", "m", ("patch",))
    )
    drawn = AnnotationLayer(name="drawn", id="drawn")
    note = AnnotationLayer(name="note", id="note")
    top = edits.insert_layers(document, [photo, group, drawn, note], SENTENCE)
    document.history.push(top)
    cat = {"found": [Annotation(3, "cat", Box(1, 2, 3, 4))]}
    document.history.push(
        edits.insert_layers(document, [patch, found], SENTENCE, annotations=cat, parent="group")
    )
    return document


def order(document: Document, parent: str = ROOT) -> list[str]:
    return [document.layer(id).name for id in document.children(parent)]


def undone(document: Document, digest: str) -> None:
    after = document.snapshot().digest()
    document.history.undo()
    assert document.snapshot().digest() == digest
    document.history.redo()
    assert document.snapshot().digest() == after


def test_the_list_goes_from_the_top_down_and_a_group_stands_before_its_members(document):
    assert grouping.from_the_top(document) == [
        ("note", 0),
        ("drawn", 0),
        ("group", 0),
        ("found", 1),
        ("patch", 1),
        ("photo", 0),
    ]


def test_a_new_group_takes_the_place_of_the_topmost_and_keeps_the_order(document):
    before = document.snapshot().digest()
    new = GroupLayer(name="new")
    document.history.push(grouping.group(document, ["drawn", "patch", "photo"], new, SENTENCE))
    assert order(document) == ["group", "new", "note"]
    assert order(document, new.id) == ["photo", "patch", "drawn"]
    assert order(document, "group") == ["found"]
    undone(document, before)


def test_a_group_grouped_with_its_own_members_goes_in_whole(document):
    new = GroupLayer(name="new")
    document.history.push(grouping.group(document, ["group", "patch", "note"], new, SENTENCE))
    assert order(document, new.id) == ["group", "note"]
    assert order(document, "group") == ["patch", "found"]
    with pytest.raises(ValueError, match="members"):
        grouping.group(document, [], GroupLayer(name="none"), SENTENCE)


def test_ungrouping_leaves_everything_looking_as_it_did(document):
    before = document.snapshot().digest()
    shown = [(leaf.id, faded) for leaf, faded in document.shown()]
    document.history.push(grouping.ungroup(document, ["group", "note"], SENTENCE))
    assert order(document) == ["photo", "patch", "found", "drawn", "note"]
    assert [(leaf.id, faded) for leaf, faded in document.shown()] == shown
    assert "group" not in document.layers
    undone(document, before)


def test_members_of_a_hidden_group_stay_hidden(document):
    document.history.push(edits.set_layers(document, ["group"], SENTENCE, visible=False))
    document.history.push(grouping.ungroup(document, ["group"], SENTENCE))
    assert not document.layer("patch").visible


def test_a_copied_group_holds_copies_of_everything_with_ids_of_their_own(document):
    before = document.snapshot().digest()
    change, [copy] = grouping.duplicate(document, ["group", "patch"], "{} 2".format, SENTENCE)
    document.history.push(change)
    assert order(document) == ["photo", "group", "group 2", "drawn", "note"]
    assert order(document, copy) == ["patch", "found"]
    patch, found = document.children(copy)
    assert len({*document.layers}) == 9
    assert list(document.annotations(found).values()) == list(
        document.annotations("found").values()
    )
    # What was found on the patch is, in the copy, what was found on the copied patch.
    [layer] = [each for each in document.walk(copy) if isinstance(each, AnnotationLayer)]
    assert layer.source == Source("object-detection", "m", (patch,))
    undone(document, before)


def test_a_copy_without_its_picture_still_belongs_to_it(document):
    change, [copy] = grouping.duplicate(document, ["found"], str.upper, SENTENCE)
    document.history.push(change)
    assert order(document, "group") == ["patch", "found", "FOUND"]
    layer = document.layer(copy)
    assert isinstance(layer, AnnotationLayer)
    assert layer.source == Source("object-detection", "m", ("patch",))


@pytest.mark.parametrize(
    ("ids", "by", "expected"),
    [
        (["photo"], 1, ["group", "photo", "drawn", "note"]),
        (["photo", "group"], 1, ["drawn", "photo", "group", "note"]),
        (["drawn", "note"], 1, ["photo", "group", "drawn", "note"]),
        (["photo", "note"], 1, ["group", "photo", "drawn", "note"]),
        (["drawn", "note"], -1, ["photo", "drawn", "note", "group"]),
        (["photo", "drawn"], -1, ["photo", "drawn", "group", "note"]),
    ],
)
def test_layers_move_one_place_together_and_stop_at_the_end(document, ids, by, expected):
    document.history.push(grouping.shift(document, ids, by, SENTENCE))
    assert order(document) == expected


def test_layers_go_to_the_end_in_their_order_each_within_its_group(document):
    ids = ["photo", "drawn", "patch"]
    document.history.push(grouping.to_end(document, ids, SENTENCE, top=True))
    assert order(document) == ["group", "note", "photo", "drawn"]
    assert order(document, "group") == ["found", "patch"]
    document.history.push(grouping.to_end(document, ids, SENTENCE, top=False))
    assert order(document) == ["photo", "drawn", "group", "note"]
