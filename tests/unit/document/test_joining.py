"""Merging annotation layers, and the sentences for what cannot be merged."""

from __future__ import annotations

import msgspec
import pytest

from vlm_studio.document import edits, joining, merging
from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer, Source
from vlm_studio.words import text

MODEL = Provenance("object-detection", "yolov3-tiny")
SOURCE = Source("object-detection", "yolov3-tiny", ("photo",))
SENTENCE = text("Merge")


def cat(id: int, x: float, score: float = 0.9, label: str = "cat") -> Annotation:
    return Annotation(id, label, Box(x, 0, 10, 10), score, MODEL)


@pytest.fixture
def document() -> Document:
    """From the bottom up: photo, found, drawn, and a group of notes."""
    document = Document.empty("d", 100, 100)
    photo = RasterLayer(name="photo", id="photo", block=Block("p", 100, 100))
    found = AnnotationLayer(
        name="found",
        id="found",
        filter=Filter(0.5, frozenset({"dog", "kite"})),
        source=SOURCE,
        removed=(cat(9, 50),),
    )
    drawn = AnnotationLayer(name="drawn", id="drawn", filter=Filter(0.25, smallest=5))
    group = GroupLayer(name="group", id="group")
    notes = AnnotationLayer(name="notes", id="notes")
    document.history.push(
        edits.insert_layers(
            document,
            [photo, found, drawn, group],
            SENTENCE,
            annotations={
                "found": [cat(1, 0), cat(2, 20, 0.3)],
                "drawn": [Annotation(1, "kite", Box(1, 1, 8, 8))],
            },
        )
    )
    document.history.push(
        edits.insert_layers(
            document,
            [notes],
            SENTENCE,
            annotations={"notes": [Annotation(4, "note", Box(2, 2, 30, 30))]},
            parent="group",
        )
    )
    return document


def change(document: Document, id: str, **values: object) -> None:
    document.history.push(edits.set_layers(document, [id], text("Set"), **values))


def test_what_comes_gets_new_ids_and_stays_shown_and_undo_brings_all_back(document):
    before = document.snapshot().digest()
    shown = {(a.label, a.bounds()) for a in document.snapshot().objects()}
    ids = merging.down(document, ["found", "drawn", "group"])
    assert ids == ("found", "drawn", "notes")
    assert joining.refusal(document, ["found", "drawn", "group"], ids) is None
    document.history.push(joining.join(document, ids, SENTENCE))
    assert document.children(ROOT) == ("photo", "found")
    assert sorted(document.annotations("found")) == [1, 2, 10, 11]
    layer = document.layer("found")
    assert isinstance(layer, AnnotationLayer)
    now = {(a.label, a.bounds()) for a in document.shown_annotations(layer)}
    assert shown <= now
    assert layer.filter.hidden_labels == {"dog"}
    assert (layer.source, layer.removed) == (SOURCE, (cat(9, 50),))
    document.history.undo()
    assert document.snapshot().digest() == before


def test_one_annotation_layer_goes_with_the_one_right_below_it(document):
    assert merging.down(document, ["drawn"]) == ("found", "drawn")
    assert merging.down(document, ["found"]) == ("found",)  # a picture lies below it
    change(document, "found", visible=False)
    assert merging.down(document, ["drawn"]) == ("drawn",)


def test_predictions_of_two_models_belong_to_neither(document):
    other = msgspec.structs.replace(SOURCE, model="blazeface")
    change(document, "drawn", source=other)
    document.history.push(joining.join(document, ("found", "drawn"), SENTENCE))
    layer = document.layer("found")
    assert isinstance(layer, AnnotationLayer)
    assert layer.source is None


@pytest.mark.parametrize(
    ("chosen", "changed", "sentence"),
    [
        (["photo"], None, "There is no picture below photo to merge it with."),
        (["found"], None, "There is no annotation layer right below found to merge it with."),
        (["group"], None, "There is only one layer to merge in group. Ungroup it instead."),
        (["group"], "notes", "There is nothing to merge in group."),
        (["drawn"], "drawn", "drawn is hidden. Show it to merge it."),
    ],
)
def test_what_cannot_be_merged_is_said(document, chosen, changed, sentence):
    if changed:
        change(document, changed, visible=False)
    found = merging.down(document, chosen)
    assert str(joining.refusal(document, chosen, found)) == sentence


@pytest.mark.parametrize(("locked", "name"), [("found", "found"), ("group", "group")])
def test_a_locked_layer_or_group_is_left_alone(document, locked, name):
    change(document, locked, locked=True)
    chosen = ["found", "notes"]
    found = merging.down(document, chosen)
    sentence = f"{name} is locked. Unlock it to merge it."
    assert str(joining.refusal(document, chosen, found)) == sentence
