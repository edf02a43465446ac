"""A painted picture comes to stand above what it was made from."""

from __future__ import annotations

import msgspec
import pytest

from vlm_studio.document import edits
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import ROOT, Document
from vlm_studio.document.layers import GroupLayer, RasterLayer
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.jobs import apply
from vlm_studio.tasks.requests import Restyled, RestyleRequest, Style
from vlm_studio.words import text

ORIGIN = Provenance("image-to-image", "style26", parameters={"style": ["weave"]})
PAINT = Restyled(PlacedBlock(Block("/paint.px", 60, 40)), ORIGIN)


def raster(id: str, x: int = 0) -> RasterLayer:
    return RasterLayer(id=id, name=id, block=Block(f"/{id}.px", 60, 40), x=x)


@pytest.fixture
def document() -> Document:
    """``low`` and ``high`` in a group, ``lid`` above it."""
    document = Document.empty("d", 100, 100)
    group = GroupLayer(id="group", name="Group")
    for layers, parent in (
        ([group, raster("lid")], ROOT),
        ([raster("low", 5), raster("high")], "group"),
    ):
        document.history.push(
            edits.insert_layers(document, layers, text("Add layer"), parent=parent)
        )
    return document


def take(document: Document, selected: str | None, style: Style) -> RasterLayer:
    picture = document.picture(selected)
    assert picture is not None
    request = RestyleRequest(picture, "style26", style)
    change = apply.change_for(document, request, PAINT)
    assert change is not None
    document.history.push(change)
    [layer] = [layer for layer in document.walk() if layer.id in change.layers]
    assert isinstance(layer, RasterLayer)
    return layer


def test_it_lies_right_above_its_layer_in_the_same_group_and_one_undo_takes_it(
    document: Document,
) -> None:
    layer = take(document, "low", Style(("weave",)))
    assert document.children("group") == ("low", layer.id, "high")
    assert (layer.x, layer.y, layer.name) == (5, 0, "Weave")
    assert layer.provenance == ORIGIN
    document.history.undo()
    assert document.children("group") == ("low", "high")
    document.history.redo()
    assert document.children("group") == ("low", layer.id, "high")


def test_of_several_it_lies_above_the_topmost(document: Document) -> None:
    layer = take(document, None, Style(("weave", "sepia")))
    assert document.children() == ("group", "lid", layer.id)
    assert layer.name == "Weave, Sepia"


def test_it_lies_on_top_when_its_layer_is_gone(document: Document) -> None:
    picture = document.picture("low")
    assert picture is not None
    document.history.push(edits.remove_layers(document, ["low"], text("Delete")))
    request = RestyleRequest(picture, "style-any", Style(example=picture, title="Wave"))
    change = apply.change_for(document, request, PAINT)
    assert change is not None
    document.history.push(change)
    top = document.layer(document.children()[-1])
    assert top.name == "In the style of Wave"


def test_requests_and_results_travel(document: Document) -> None:
    picture = document.picture("low")
    assert picture is not None
    request = RestyleRequest(picture, "style-any", Style((), picture, "Wave", 0.5))
    assert msgspec.json.decode(msgspec.json.encode(request), type=RestyleRequest) == request
    assert msgspec.json.decode(msgspec.json.encode(PAINT), type=Restyled) == PAINT
