"""One action, one step; undo brings back exactly what was."""

from __future__ import annotations

import msgspec
import pytest

from tests.layers import layers_named
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change, History
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer
from vlm_studio.words import text

MODEL = Provenance("object-detection", "some-model")


@pytest.fixture
def document() -> Document:
    photo = RasterLayer(name="Photo", block=Block("photo", 100, 80))
    found = AnnotationLayer(name="Detections")
    document = Document.empty("holiday", 100, 80)
    boxes = [Annotation(i, "cat", Box(i, i, 10, 10), 0.2 * i, MODEL) for i in (1, 2, 3)]
    change = edits.insert_layers(
        document, [photo, found], text("Open"), annotations={found.id: boxes}
    )
    document.apply(change)
    return document


def found(document: Document) -> AnnotationLayer:
    [layer] = layers_named(document, "Detections")
    assert isinstance(layer, AnnotationLayer)
    return layer


def test_renaming_is_one_step_that_says_what_it_did(document):
    layer = found(document)
    heard: list[Change] = []
    document.changed.connect(heard.append)
    document.history.push(
        edits.set_layers(document, [layer.id], text("Rename {name}", name=layer.name), name="Cats")
    )
    assert str(document.history.undo_text) == "Rename Detections"
    assert document.history.dirty
    document.history.undo()
    assert found(document) == layer
    assert not document.history.dirty
    document.history.redo()
    assert document.layer(layer.id).name == "Cats"
    assert [set(change.layers) for change in heard] == [{layer.id}] * 3


def test_a_drag_of_a_slider_is_one_step(document):
    before = document.snapshot().digest()
    layer = found(document)
    drag = object()
    for score in (0.3, 0.4, 0.5):
        change = edits.set_layers(document, [layer.id], text("Score"), filter=Filter(score))
        document.history.push(change, gesture=drag)
    assert [a.id for a in document.shown_annotations(found(document))] == [3]
    document.history.undo()
    assert document.snapshot().digest() == before
    assert document.history.undo_text is None


def test_a_drag_back_to_where_it_began_is_no_step(document):
    layer = found(document)
    document.history.push(edits.set_layers(document, [layer.id], text("Rename"), name="Cats"))
    saved = document.history.last
    document.history.mark_saved(saved)
    drag = object()
    for score in (0.3, layer.filter.score, 0.4):
        change = edits.set_layers(document, [layer.id], text("Score"), filter=Filter(score))
        document.history.push(change, gesture=drag)
        if score == layer.filter.score:
            assert document.history.last is saved
            assert not document.history.dirty
    document.history.undo()
    assert document.layer(layer.id) == msgspec.structs.replace(layer, name="Cats")
    assert str(document.history.undo_text) == "Rename"


def test_a_new_step_forgets_what_could_be_redone(document):
    layer = found(document)
    document.history.push(edits.set_layers(document, [layer.id], text("A"), name="A"))
    document.history.undo()
    document.history.push(edits.set_layers(document, [layer.id], text("B"), name="B"))
    assert document.history.redo_text is None
    document.history.redo()
    assert document.layer(layer.id).name == "B"


def test_a_change_made_for_another_state_is_refused_and_changes_nothing(document):
    layer = found(document)
    stale = edits.set_layers(document, [layer.id], text("Stale"), name="Old")
    document.history.push(edits.set_layers(document, [layer.id], text("New"), name="New"))
    digest = document.snapshot().digest()
    with pytest.raises(ValueError, match="another state"):
        document.history.push(stale)
    assert document.snapshot().digest() == digest


def test_what_changes_nothing_is_no_step(document):
    layer = found(document)
    document.history.push(edits.set_layers(document, [layer.id], text("Same"), name=layer.name))
    assert document.history.undo_text is None


def test_a_deleted_prediction_is_remembered_and_comes_back_with_undo(document):
    layer = found(document)
    document.history.push(edits.remove_annotations(document, layer.id, [2], text("Delete")))
    assert sorted(document.annotations(layer.id)) == [1, 3]
    assert [a.id for a in found(document).removed] == [2]
    document.history.undo()
    assert found(document) == layer
    assert sorted(document.annotations(layer.id)) == [1, 2, 3]


def test_a_moved_prediction_counts_as_made_by_hand(document):
    layer = found(document)
    first = document.annotations(layer.id)[1]
    assert not layer.filter.shows(first)
    document.history.push(edits.edit_annotations(document, layer.id, [first], text("Move")))
    assert document.annotations(layer.id)[1].by_hand
    assert layer.filter.shows(document.annotations(layer.id)[1])


def test_a_group_is_removed_with_everything_in_it_and_comes_back_whole(document):
    photo, detections = (layer.id for layer in document.walk())
    group = GroupLayer(name="Group")
    history = document.history
    history.push(edits.insert_layers(document, [group], text("Group")))
    history.push(edits.move_layers(document, [photo, detections], group.id, 0, text("Move")))
    assert document.children(ROOT) == (group.id,)
    assert document.children(group.id) == (photo, detections)
    whole = document.snapshot().digest()
    history.push(edits.remove_layers(document, [group.id], text("Delete")))
    assert not document.layers
    assert not document.snapshot().annotations
    history.undo()
    assert document.snapshot().digest() == whole
    with pytest.raises(ValueError, match="into itself"):
        edits.move_layers(document, [group.id], group.id, 0, text("Move"))


def test_layers_land_where_they_are_dropped():
    document = Document.empty("stack", 10, 10)
    layers = [AnnotationLayer(name=name) for name in "abcd"]
    document.apply(edits.insert_layers(document, layers, text("Add")))
    a, b, c, d = (layer.id for layer in layers)
    document.history.push(edits.move_layers(document, [a], ROOT, 3, text("Move")))
    assert document.children() == (b, c, a, d)
    document.history.push(edits.move_layers(document, [d, b], ROOT, 0, text("Move")))
    assert document.children() == (d, b, c, a)


def test_the_oldest_steps_go_when_the_budget_is_spent(document):
    layer = found(document)
    document.history = History(document, budget=2_500)
    for n in range(20):
        change = edits.set_layers(document, [layer.id], text("Rename"), name=str(n))
        document.history.push(change)
    largest = max(change.cost for change in document.history.changes())
    assert document.history.cost <= 2_500 + largest
    while document.history.undo_text:
        document.history.undo()
    assert document.layer(layer.id).name != "Detections"
    assert document.history.dirty


def test_what_is_saved_is_known_after_its_step_was_forgotten(document):
    layer = found(document)
    document.history = History(document, budget=500)

    def rename(name: str) -> None:
        document.history.push(edits.set_layers(document, [layer.id], text("Rename"), name=name))

    before_any = document.history.last
    rename("saved")
    saved = document.history.last
    document.history.mark_saved(saved)
    rename("later")
    document.history.undo()
    assert document.layer(layer.id).name == "saved"
    assert not document.history.dirty
    document.history.mark_saved(
        before_any
    )  # a save that ends late, of a state that is out of reach
    assert document.history.dirty


def test_run_looks_at_the_selected_picture_or_at_all_visible_ones(document):
    photo = next(document.walk())
    top = RasterLayer(name="Top", block=Block("top", 20, 10), x=5, y=6, opacity=0.5)
    document.apply(edits.insert_layers(document, [top], text("Add")))
    whole = document.picture()
    assert whole is not None
    assert (whole.width, whole.height, whole.sources) == (100, 80, (photo.id, top.id))
    assert whole.layers[1].opacity == 0.5
    one = document.picture(top.id)
    assert one is not None
    assert (one.x, one.y, one.width, one.height) == (5, 6, 20, 10)
    document.apply(edits.set_layers(document, [photo.id, top.id], text("Hide"), visible=False))
    assert document.picture() is None


def test_blocks_stay_as_long_as_undo_may_need_them(document):
    photo = next(document.walk())
    document.history.push(edits.remove_layers(document, [photo.id], text("Delete")))
    assert document.blocks() == {"photo"}


def test_a_step_costs_the_pixels_that_only_it_keeps(document):
    photo = next(document.walk())
    document.history.push(edits.set_layers(document, [photo.id], text("Fade"), opacity=0.5))
    assert document.history.cost < photo.block.nbytes
    top = RasterLayer(name="Top", block=Block("top", 200, 100))
    document.history.push(edits.insert_layers(document, [top], text("Add")))
    assert document.history.cost < top.block.nbytes
    document.history.undo()
    assert document.history.cost >= top.block.nbytes
    document.history.redo()
    document.history.push(edits.remove_layers(document, [top.id], text("Delete")))
    assert top.block.nbytes <= document.history.cost < 2 * top.block.nbytes


def test_pixels_of_steps_that_are_no_longer_remembered_are_named(document):
    heard: list[frozenset[str]] = []
    document.history.dropped.connect(heard.append)
    top = RasterLayer(name="Top", block=Block("top", 200, 100))
    document.history.push(edits.insert_layers(document, [top], text("Add")))
    document.history.undo()
    assert heard == []
    document.history.push(
        edits.set_layers(document, [found(document).id], text("Rename"), name="x")
    )
    assert heard == [{"top"}]
    assert document.blocks() == {"photo"}


def test_pixels_over_the_budget_are_let_go(document):
    heard: list[frozenset[str]] = []
    document.history = History(document, budget=100_000)
    document.history.dropped.connect(heard.append)
    for name in ("one", "two", "three"):
        layer = RasterLayer(name=name, block=Block(name, 150, 100))
        document.history.push(edits.insert_layers(document, [layer], text("Add")))
        document.history.push(edits.remove_layers(document, [layer.id], text("Delete")))
    assert heard == [{"one"}, {"two"}]
    assert document.blocks() == {"photo", "three"}
