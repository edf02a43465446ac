"""F22: random programs of edits; undo to the start gives the first document, redo the last, byte for byte."""

from __future__ import annotations

import itertools
import uuid
from typing import get_args
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PySide6.QtCore import QMimeData

from vlm_studio.document import clips, edits, grouping, joining, merging
from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.converting import Kind, conversion
from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.history import History
from vlm_studio.document.layers import (
    AnnotationLayer,
    GroupLayer,
    Layer,
    RasterLayer,
    VectorLayer,
    new_id,
)
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, standing
from vlm_studio.document.vectors import Rectangle, VectorObject
from vlm_studio.ui.canvas import clipboard, shaping
from vlm_studio.ui.canvas.camera import Camera
from vlm_studio.ui.canvas.selection import Selection
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.words import text

pytestmark = pytest.mark.faults

places, sizes = st.integers(0, 50).map(float), st.integers(1, 50).map(float)
boxes = st.builds(Box, places, places, sizes, sizes)
shapes = st.one_of(
    boxes,
    boxes.map(lambda box: Polygon(tuple(Point(p.x, p.y) for p in box.corners))),
    boxes.map(Ellipse.within),
    boxes.map(lambda box: Mask(int(box.x), int(box.y), 2, 2, "013")),
    boxes.map(lambda box: standing(COCO_17, box)),
)
objects = st.builds(
    VectorObject,
    st.just(1),
    boxes.map(lambda box: Rectangle(box.x, box.y, box.width, box.height)),
    st.sampled_from([None, "#ff0000"]),
)
labels = st.sampled_from(["cat", "dog", "猫", "a b"])
sources = st.sampled_from([None, Provenance("object-detection", "m")])
BUDGET = 60_000


class Editing(RuleBasedStateMachine):
    """A person who does everything the document can do, in any order."""

    def __init__(self) -> None:
        super().__init__()
        # Ids in their order: the same program has to do the same when it is tried again.
        numbers = itertools.count(1)
        self.ids = patch("uuid.uuid4", lambda: uuid.UUID(int=next(numbers)))
        self.ids.start()
        self.document = Document.empty("d", 100, 100)
        self.document.history = History(self.document, BUDGET)

    def push(self, change, gesture=None) -> None:
        self.document.history.push(change, gesture)

    def pick(self, data, *kinds) -> Layer | None:
        found = [layer for layer in self.document.walk() if isinstance(layer, kinds)]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), kind=st.sampled_from(["raster", "annotation", "vector", "group"]))
    def insert(self, data, kind):
        layer: Layer = {
            "raster": lambda: RasterLayer(name="r", block=Block("p", 20, 20)),
            "annotation": lambda: AnnotationLayer(name="a"),
            "vector": lambda: VectorLayer(name="v", objects=(data.draw(objects),)),
            "group": lambda: GroupLayer(name="g"),
        }[kind]()
        parent = self.pick(data, GroupLayer)
        holder = parent.id if parent and data.draw(st.booleans()) else ROOT
        index = data.draw(st.integers(0, len(self.document.children(holder))))
        self.push(
            edits.insert_layers(self.document, [layer], text("Add"), parent=holder, index=index)
        )

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data(), opacity=st.floats(0, 1), visible=st.booleans())
    def set_properties(self, data, opacity, visible):
        layer = self.pick(data, Layer)
        assert layer is not None
        values = {"opacity": opacity, "visible": visible, "name": data.draw(labels)}
        self.push(edits.set_layers(self.document, [layer.id], text("Set"), **values))

    @precondition(lambda self: len(self.document.layers) > 4)
    @rule(data=st.data())
    def remove(self, data):
        layer = self.pick(data, Layer)
        assert layer is not None
        self.push(edits.remove_layers(self.document, [layer.id], text("Delete")))

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data())
    def move(self, data):
        layer, target = self.pick(data, Layer), self.pick(data, GroupLayer)
        assert layer is not None
        parent = target.id if target and data.draw(st.booleans()) else ROOT
        index = data.draw(st.integers(0, 5))
        try:
            change = edits.move_layers(self.document, [layer.id], parent, index, text("Move"))
        except ValueError:
            return
        self.push(change)

    def several(self, data) -> list[str]:
        ids = [layer.id for layer in self.document.walk()]
        return data.draw(st.lists(st.sampled_from(ids), min_size=1))

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data())
    def group(self, data):
        new = GroupLayer(name="g")
        self.push(grouping.group(self.document, self.several(data), new, text("Group")))

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data())
    def ungroup(self, data):
        self.push(grouping.ungroup(self.document, self.several(data), text("Ungroup")))

    @precondition(lambda self: 0 < len(self.document.layers) < 20)
    @rule(data=st.data())
    def duplicate(self, data):
        ids = self.several(data)
        change, copies = grouping.duplicate(self.document, ids, str.upper, text("Duplicate"))
        self.push(change)
        assert set(copies) <= set(self.document.layers)

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data(), by=st.sampled_from([1, -1]), far=st.booleans())
    def reorder(self, data, by, far):
        ids = self.several(data)
        if far:
            self.push(grouping.to_end(self.document, ids, text("Move"), top=by > 0))
        else:
            self.push(grouping.shift(self.document, ids, by, text("Move")))

    @precondition(lambda self: self.document.layers)
    @rule(data=st.data(), all=st.booleans())
    def merge(self, data, all):
        visible = merging.visible(self.document)
        ids = visible if all else merging.down(self.document, self.several(data))
        picture = merging.picture(self.document, ids)
        if picture is None and len(ids) > 1:
            self.push(joining.join(self.document, ids, text("Merge")))
        if picture is None:
            return
        block = Block("m", picture.width, picture.height)
        self.push(merging.merge(self.document, picture, block, new_id(), text("Merge")))

    @rule(data=st.data(), shape=shapes, label=labels, provenance=sources, score=st.floats(0, 1))
    def annotate(self, data, shape, label, provenance, score):
        layer = self.pick(data, AnnotationLayer)
        if layer is None:
            return
        known = [*self.document.annotations(layer.id), self.document.new_annotation_id(layer.id)]
        new = Annotation(data.draw(st.sampled_from(known)), label, shape, score, provenance)
        edit = data.draw(st.sampled_from([edits.set_annotations, edits.edit_annotations]))
        self.push(edit(self.document, layer.id, [new], text("Draw")))

    @rule(data=st.data())
    def delete_annotations(self, data):
        layer = self.pick(data, AnnotationLayer)
        ids = list(self.document.annotations(layer.id)) if layer else []
        if layer and ids:
            chosen = data.draw(st.lists(st.sampled_from(ids), unique=True))
            self.push(edits.remove_annotations(self.document, layer.id, chosen, text("Delete")))

    def stage(self, data) -> Stage:
        """The document under a hand that has selected some of what is in it."""
        stage = Stage(self.document, Selection(), Camera())
        keys = [
            (layer.id, id)
            for layer in self.document.walk()
            for id in self.document.annotations(layer.id)
        ]
        if keys:
            stage.selection.select(data.draw(st.lists(st.sampled_from(keys), unique=True)))
        return stage

    @rule(data=st.data(), kind=st.sampled_from(get_args(Kind)))
    def convert(self, data, kind):
        stage = self.stage(data)
        chosen = shaping.convertible(stage, kind)
        made = conversion([a.shape for a in chosen.values()], kind)
        shaping.convert(stage, chosen, kind, made)

    @rule(data=st.data(), how=st.sampled_from(["unite", "subtract", "intersect"]))
    def combine(self, data, how):
        shaping.combine(self.stage(data), how)

    @rule(
        data=st.data(), edge=st.sampled_from(["left", "centre", "right", "top", "middle", "bottom"])
    )
    def align(self, data, edge):
        shaping.align(self.stage(data), edge)

    @rule(data=st.data(), way=st.sampled_from(["across", "down"]))
    def distribute(self, data, way):
        shaping.distribute(self.stage(data), way)

    @rule(data=st.data(), in_place=st.booleans())
    def copy_and_paste(self, data, in_place):
        stage = self.stage(data)
        copied = QMimeData()
        copied.setData(clipboard.MIME, clipboard.encoded(list(stage.shown_selected().values())))
        clipboard.paste(stage, copied, in_place=in_place)

    @precondition(lambda self: 0 < len(self.document.layers) < 20)
    @rule(data=st.data())
    def copy_and_paste_layers(self, data):
        state = clips.taken(self.document, self.several(data))
        assert clips.whole(state)
        above = self.pick(data, Layer)
        change, ids = clips.pasted(self.document, state, above and above.id, text("Paste"))
        self.push(change)
        assert len(ids) == len(state.children[ROOT])

    @rule(data=st.data(), scores=st.lists(st.floats(0, 1), max_size=4))
    def drag_the_score(self, data, scores):
        layer = self.pick(data, AnnotationLayer)
        drag = object()
        for score in scores if layer else ():
            change = edits.set_layers(
                self.document, [layer.id], text("Score"), filter=Filter(score)
            )
            self.push(change, drag)

    @rule()
    def undo(self):
        self.document.history.undo()

    @rule()
    def redo(self):
        self.document.history.redo()

    @invariant()
    def the_tree_is_whole(self):
        listed = [
            id for parent in (ROOT, *self.document.layers) for id in self.document.children(parent)
        ]
        assert sorted(listed) == sorted(self.document.layers)
        assert {layer.id for layer in self.document.walk()} == set(self.document.layers)
        assert set(self.document.snapshot().annotations) <= set(self.document.layers)

    @invariant()
    def the_budget_is_kept(self):
        done = [change.cost for change in self.document.history.changes()]
        assert self.document.history.cost <= BUDGET + max(done, default=0)

    def teardown(self):
        self.ids.stop()
        history = self.document.history
        while history.redo_text:
            history.redo()
        last = self.document.snapshot()
        steps = len(history.changes())
        digests = [last.digest()]
        for _ in range(steps):
            history.undo()
            digests.append(self.document.snapshot().digest())
        assert history.undo_text is None
        for digest in reversed(digests[:-1]):
            history.redo()
            assert self.document.snapshot().digest() == digest
        data = msgspec.json.encode(last)
        again = Document(msgspec.json.decode(data, type=DocumentState))
        assert again.snapshot().digest() == last.digest()


Editing.TestCase.settings = settings(
    max_examples=50,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow],
)
TestEditing = Editing.TestCase
