"""Copy, paste, duplicate, select all, rename several: the verbs behind menus."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData

from tests.layers import layers_named
from tests.ui.canvas.hand import PREDICTED, Namer, only, with_annotations
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.ui.canvas import clipboard, commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import catalogue, text

MASK = Mask.from_array(np.ones((20, 20), bool), 300, 200)
assert MASK is not None
SHAPES = (
    Annotation(1, "cat", Box(50, 50, 60, 40), score=0.9, provenance=PREDICTED),
    Annotation(2, "sail", Polygon((Point(200, 60), Point(240, 60), Point(220, 100)))),
    Annotation(3, "cup", MASK),
)


@pytest.fixture
def stage(view: CanvasView, document: Document) -> Stage:
    with_annotations(document, SHAPES)
    assert view.stage is not None
    return view.stage


def copied(stage: Stage) -> QMimeData:
    data = QMimeData()
    data.setData(clipboard.MIME, clipboard.encoded(list(stage.shown_selected().values())))
    return data


def test_paste_in_another_document_keeps_shapes_and_labels(stage: Stage) -> None:
    stage.selection.select([("layer", 1), ("layer", 2), ("layer", 3)])
    data = copied(stage)
    other = Document.empty("other", 400, 300)
    view = CanvasView()
    view.set_document(other)
    assert view.stage is not None
    assert clipboard.paste(view.stage, data, in_place=True)
    [layer] = layers_named(other, "Annotations")
    pasted = other.annotations(layer.id)
    assert [(a.label, a.shape) for a in pasted.values()] == [(a.label, a.shape) for a in SHAPES]
    assert all(a.by_hand for a in pasted.values())
    assert view.selection.annotations == {(layer.id, id) for id in pasted}
    other.history.undo()
    assert not other.layers
    view.set_document(None)


def test_a_paste_into_a_smaller_document_lies_inside_it(stage: Stage) -> None:
    stage.selection.select([("layer", 3)])
    data = copied(stage)
    other = Document.empty("other", 100, 80)
    view = CanvasView()
    view.set_document(other)
    assert view.stage is not None
    clipboard.paste(view.stage, data)
    assert only(other).bounds() == Box(80, 60, 20, 20)
    view.set_document(None)


def test_cut_and_paste_is_two_steps_that_undo(stage: Stage, document: Document) -> None:
    before = document.snapshot().digest()
    stage.selection.select([("layer", 1)])
    data = copied(stage)
    commands.delete(stage)
    assert set(document.annotations("layer")) == {2, 3}
    clipboard.paste(stage, data)
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


@pytest.mark.parametrize("content", [b"", b"{}", b'[{"id": "x"}]', b"\xff\xfe"])
def test_strange_data_under_our_name_is_ignored(
    stage: Stage, document: Document, content: bytes
) -> None:
    before = document.snapshot().digest()
    data = QMimeData()
    data.setData(clipboard.MIME, content)
    assert not clipboard.paste(stage, data)
    assert not clipboard.paste(stage, QMimeData())
    assert document.snapshot().digest() == before


@pytest.mark.parametrize("verb", ["Delete", "Move", "Duplicate", "Paste"])
@pytest.mark.parametrize(("ids", "what"), [([2], "sail"), ([1, 3], "2 annotations")])
def test_a_step_names_the_one_or_counts_the_many(
    stage: Stage, document: Document, verb: str, ids: list[int], what: str
) -> None:
    stage.selection.select([("layer", id) for id in ids])
    steps = {
        "Delete": lambda: commands.delete(stage),
        "Move": lambda: commands.nudge(stage, 1, 1, object()),
        "Duplicate": lambda: commands.duplicate(stage),
        "Paste": lambda: clipboard.paste(stage, copied(stage)),
    }
    steps[verb]()
    assert str(document.history.undo_text) == f"{verb} {what}"
    catalogue.use("zh_CN")
    chinese = str(document.history.undo_text)
    catalogue.use("en")
    assert ("sail" in chinese) == (len(ids) == 1)
    assert ("2" in chinese) == (len(ids) > 1)


def test_duplicates_belong_to_no_model_and_are_selected(stage: Stage, document: Document) -> None:
    before = document.snapshot().digest()
    stage.selection.select([("layer", 1), ("layer", 3)])
    commands.duplicate(stage)
    copies = [document.annotations("layer")[id] for id in (4, 5)]
    assert [a.label for a in copies] == ["cat", "cup"]
    assert all(a.by_hand and a.score is None for a in copies)
    assert stage.selection.annotations == {("layer", 4), ("layer", 5)}
    assert document.history.undo_text is not None
    assert str(document.history.undo_text) == "Duplicate 2 annotations"
    document.history.undo()
    assert document.snapshot().digest() == before


def test_select_all_takes_what_the_active_layer_shows(stage: Stage, document: Document) -> None:
    with_annotations(document, [Annotation(1, "dog", Box(0, 0, 9, 9))], "other")
    strict = edits.set_layers(document, ["layer"], text("Filter"), filter=Filter(0.95))
    document.history.push(strict)
    stage.selection.select_layers(["layer"])
    commands.select_all(stage)
    assert stage.selection.annotations == {("layer", 2), ("layer", 3)}
    stage.selection.select_layers(["photo"])
    commands.select_all(stage)
    assert stage.selection.annotations == {("layer", 2), ("layer", 3), ("other", 1)}


def test_several_are_renamed_in_one_step(stage: Stage, document: Document, namer: Namer) -> None:
    before = document.snapshot().digest()
    with_annotations(document, [Annotation(1, "dog", Box(0, 0, 9, 9))], "other")
    stage.selection.select([("layer", 1), ("other", 1)])
    namer.label = "animal"
    commands.rename(stage)
    assert [request.label for request in namer.asked] == [""]
    assert document.labels() == ["animal", "cup", "sail"]
    assert document.annotations("layer")[1].edited
    document.history.undo()
    document.history.undo()
    assert document.snapshot().digest() == before


def test_an_edit_keeps_what_belongs_to_others_in_the_selection(
    stage: Stage, document: Document
) -> None:
    with_annotations(document, [Annotation(1, "dog", Box(0, 0, 9, 9))], "locked")
    document.history.push(edits.set_layers(document, ["locked"], text("Lock"), locked=True))
    stage.selection.select([("layer", 1), ("locked", 1)])
    commands.delete(stage)
    assert set(document.annotations("locked")) == {1}
    assert stage.selection.annotations == {("locked", 1)}
