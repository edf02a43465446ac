"""Pixels on the shared memory live as long as something can bring them back, and no longer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.words import text


def files(workshop) -> set[str]:
    return {str(path) for path in workshop.studio.blocks.path.glob("*.px")}


def merged(workshop, document: Document) -> RasterLayer:
    """The photo with a dark square on it, as one layer."""
    square = workshop.studio.blocks.store(np.full((50, 50, 4), 255, np.uint8))
    layer = RasterLayer(name="Square", block=square, x=10, y=10)
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    workshop.studio.merge(document, [each.id for each in document.walk()], lambda _: None)
    workshop.idle()
    [one] = document.walk()
    assert isinstance(one, RasterLayer)
    return one


def test_a_merge_that_is_undone_for_good_leaves_no_pixels(workshop, photo):
    [first] = photo.walk()
    whole = merged(workshop, photo)
    assert files(workshop) == photo.blocks()
    assert len(files(workshop)) == 3
    photo.history.undo()
    photo.history.redo()
    photo.history.undo()
    assert Path(whole.block.path).exists()
    photo.history.push(edits.set_layers(photo, [first.id], text("Rename"), name="Cat"))
    assert not Path(whole.block.path).exists()
    assert files(workshop) == photo.blocks()
    assert len(files(workshop)) == 2


def test_closing_leaves_no_pixels(workshop, photo):
    merged(workshop, photo)
    workshop.studio.close(photo)
    assert files(workshop) == set()
