"""Which raster layers are merged, where the merged one lands, and that it looks as they did."""

from __future__ import annotations

import numpy as np
import pytest

from vlm_studio.document import edits, merging
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.compose import flatten
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, RasterLayer
from vlm_studio.words import text

SENTENCE = text("Merge")


@pytest.fixture
def document(blocks: BlockFolder) -> Document:
    """From the bottom up: photo; a group, faded, of patch, shapes and a hidden one; glow, multiplied."""
    random = np.random.default_rng(3)

    def noise(side: int) -> Block:
        return blocks.store(random.integers(0, 256, (side, side, 4)).astype(np.uint8))

    document = Document.empty("d", 40, 40)
    photo = RasterLayer(name="photo", id="photo", block=noise(40))
    group = GroupLayer(name="group", id="group", opacity=0.5)
    patch = RasterLayer(name="patch", id="patch", block=noise(20), x=30, y=-5, opacity=0.7)
    shapes = AnnotationLayer(name="shapes", id="shapes")
    hidden = RasterLayer(name="hidden", id="hidden", block=noise(8), visible=False)
    glow = RasterLayer(name="glow", id="glow", block=noise(10), x=5, blend="svg:multiply")
    document.history.push(edits.insert_layers(document, [photo, group, glow], SENTENCE))
    inside = edits.insert_layers(document, [patch, shapes, hidden], SENTENCE, parent="group")
    document.history.push(inside)
    return document


def merge(document: Document, blocks: BlockFolder, ids: tuple[str, ...]) -> RasterLayer:
    picture = merging.picture(document, ids)
    assert picture is not None
    block = blocks.store(flatten(picture))
    document.history.push(merging.merge(document, picture, block, "merged", SENTENCE))
    merged = document.layer("merged")
    assert isinstance(merged, RasterLayer)
    return merged


def seen(document: Document) -> np.ndarray:
    picture = document.picture()
    assert picture is not None
    return flatten(picture).astype(int)


def test_one_layer_goes_with_the_next_one_below_it_in_its_group(document):
    assert merging.down(document, ["glow"]) == ("photo", "glow")
    assert merging.down(document, ["photo"]) == ("photo",)
    assert merging.down(document, ["patch"]) == ("patch",)
    assert merging.down(document, ["shapes"]) == ("shapes",)


def test_several_layers_and_groups_go_together_as_far_as_they_are_shown(document):
    assert merging.down(document, ["group", "glow", "shapes"]) == ("patch", "glow")
    assert merging.down(document, ["group"]) == ("patch",)
    assert merging.down(document, ["hidden", "glow"]) == ("photo", "glow")
    assert merging.visible(document) == ("photo", "patch", "glow")


def test_all_visible_ones_merged_look_as_they_did_and_undo_brings_them_back(document, blocks):
    before, digest = seen(document), document.snapshot().digest()
    merged = merge(document, blocks, merging.visible(document))
    assert np.abs(seen(document) - before).max() <= 1
    assert document.children(ROOT) == ("merged", "group")
    assert document.children("group") == ("shapes", "hidden")
    # The part of the patch that reaches out of the document is kept.
    assert (merged.x, merged.y, merged.block.width, merged.block.height) == (0, -5, 50, 45)
    assert merged.name == "photo"
    document.history.undo()
    assert document.snapshot().digest() == digest


def test_merged_down_the_layer_lies_where_the_lower_one_lay(document, blocks):
    merge(document, blocks, ("photo", "glow"))
    assert document.children(ROOT) == ("merged", "group")


def test_layers_of_one_group_are_merged_inside_it(document, blocks):
    document.history.push(edits.set_layers(document, ["hidden"], SENTENCE, visible=True))
    before = seen(document)
    merge(document, blocks, merging.down(document, ["group"]))
    assert document.children("group") == ("merged", "shapes")
    assert document.children(ROOT) == ("photo", "group", "glow")
    # Two layers faded one by one are not quite the same as both faded together.
    outside = seen(document)[:, :30]
    assert np.array_equal(outside[10:], before[10:, :30])


def test_a_group_left_empty_goes_too(document, blocks):
    document.history.push(edits.remove_layers(document, ["shapes", "hidden"], SENTENCE))
    merge(document, blocks, merging.visible(document))
    assert set(document.layers) == {"merged"}


def test_the_lowest_one_keeps_how_it_is_laid_over_what_is_below(document, blocks):
    lid = RasterLayer(name="lid", id="lid", block=document.layer("hidden").block, x=7, y=2)
    document.history.push(edits.insert_layers(document, [lid], SENTENCE))
    assert merging.down(document, ["lid"]) == ("glow", "lid")
    assert merge(document, blocks, ("glow", "lid")).blend == "svg:multiply"


def test_what_changed_meanwhile_is_not_merged(document, blocks):
    picture = merging.picture(document, ("photo", "glow"))
    assert picture is not None
    document.history.push(edits.set_layers(document, ["glow"], SENTENCE, opacity=0.5))
    with pytest.raises(ValueError, match="not those"):
        merging.merge(document, picture, document.layer("photo").block, "merged", SENTENCE)
    document.history.push(edits.remove_layers(document, ["glow"], SENTENCE))
    assert merging.picture(document, ("photo", "glow")) is None
