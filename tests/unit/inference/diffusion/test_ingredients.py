"""A painting that was made from layers of a document is made again from them, and what changed or is gone is named."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.drawing import set_objects
from vlm_studio.document.geometry import Box, Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, standing
from vlm_studio.document.vectors import LineTo, Path, Subpath, VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import Control, ControlKind, Design, Designs, PaintRequest, Place
from vlm_studio.tasks.differences import differences
from vlm_studio.tasks.following import taken
from vlm_studio.tasks.ingredients import in_document
from vlm_studio.tasks.recreate import request_of
from vlm_studio.words import text

ARTBOARD = (4, 8, 64, 64)
LINE = Path((Subpath(Point(10, 12), (LineTo(Point(60, 60)),)),))
LAYERS: dict[ControlKind, str] = {"lineart": "lines", "pose": "poses", "edges": "low"}


@pytest.fixture
def layered(blocks: BlockFolder) -> Document:
    """Two pictures, the upper one smaller and half faded, and over them a stroke and a person."""
    draw = np.random.default_rng(6).integers
    low, high = (draw(0, 256, (side, side, 4), np.uint8) for side in (64, 32))
    person = standing(COCO_17, Box(10, 5, 40, 55))
    layers = [
        RasterLayer(name="low", id="low", block=blocks.store(low | np.uint8(0x80))),
        RasterLayer(name="high", id="high", block=blocks.store(high), x=20, y=8, opacity=0.5),
        VectorLayer(name="lines", id="lines", objects=(VectorObject(1, LINE, stroke="#000000"),)),
        AnnotationLayer(name="poses", id="poses"),
    ]
    by_id = {layer.id: layer for layer in layers}
    found = {"poses": (Annotation(1, "person", person),)}
    children = {ROOT: tuple(by_id)}
    return Document(DocumentState("d", "d", 72, 80, by_id, children, annotations=found))


def control(document: Document, kind: ControlKind, artboard: tuple[int, ...] = ARTBOARD) -> Control:
    """As the page takes it from a layer."""
    x, y, width, height = artboard
    layer = document.layer(LAYERS[kind])
    return taken(Control(kind, model="control"), document, layer, (x, y, width, height))


def kept(design: Design) -> Provenance:
    """What a project gives back of where ``design`` comes from."""
    return msgspec.json.decode(msgspec.json.encode(design.provenance), type=Provenance)


def whole(origin: Provenance, document: Document) -> PaintRequest:
    request = request_of(origin)
    assert isinstance(request, PaintRequest)
    return in_document(request, origin, document)


@pytest.fixture
def again(
    painters: EngineCache, context: Context
) -> Callable[[Provenance, Document], tuple[Design, list[str]]]:
    """Make a painting again from a document: the new one, and what is said of it."""

    def again(origin: Provenance, document: Document) -> tuple[Design, list[str]]:
        result = run_task(whole(origin, document), context, painters)
        assert isinstance(result, Designs)
        [design] = result.designs
        return design, [str(one) for one in differences(origin, design.provenance)]

    return again


Again = Callable[[Provenance, Document], tuple[Design, list[str]]]


@pytest.mark.parametrize("selected", ["low", "high", None])
def test_one_that_began_with_layers_is_made_again_while_they_are_there(
    paint: Paint, again: Again, layered: Document, selected: str | None
) -> None:
    picture = layered.picture(selected)
    mask = Mask.from_array(np.ones((12, 12), bool), 8, 8)
    (design,) = paint("sd", picture=picture, inside=(mask,), feather=2, strength=0.6)
    request = whole(kept(design), layered)
    assert (request.picture, request.inside) == (picture, (mask,))
    now, said = again(kept(design), layered)
    assert pixels(now).tobytes() == pixels(design).tobytes()
    assert said == []


@pytest.mark.parametrize("kind", LAYERS)
def test_one_that_followed_a_layer_is_made_again_in_its_place_while_that_is_there(
    paint: Paint, again: Again, layered: Document, kind: ControlKind
) -> None:
    led = msgspec.structs.replace(control(layered, kind), strength=0.7)
    (design,) = paint("sd", controls=(led,))
    request = whole(kept(design), layered)
    assert request.controls == (led,)
    assert request.place == Place(4, 8)
    now, said = again(kept(design), layered)
    assert pixels(now).tobytes() == pixels(design).tobytes()
    assert said == []
    assert now.provenance == design.provenance


def test_all_that_it_followed_in_a_mask_of_a_picture_is_taken_again(
    paint: Paint, again: Again, layered: Document
) -> None:
    picture = layered.picture()
    mask = Mask.from_array(np.ones((30, 30), bool), 8, 8)
    frame = (0, 0, 72, 80)
    several = tuple(control(layered, kind, frame) for kind in LAYERS)
    (design,) = paint("sd", picture=picture, inside=(mask,), controls=several, width=72, height=80)
    now, said = again(kept(design), layered)
    assert pixels(now).tobytes() == pixels(design).tobytes()
    assert said == []


def test_another_picture_is_told_of_and_one_that_is_gone_is_named(
    paint: Paint, again: Again, layered: Document, blocks: BlockFolder
) -> None:
    (design,) = paint("sd", picture=layered.picture("low"), strength=0.6)
    grey = blocks.store(np.full((64, 64, 4), 200, np.uint8))
    layered.history.push(edits.set_layers(layered, ["low"], text("Paint"), block=grey))
    _, said = again(kept(design), layered)
    assert said == ["Changed since then, and taken as it is now: the picture that it began with."]
    layered.history.push(edits.remove_layers(layered, ["low"], text("Delete")))
    with pytest.raises(StudioError, match=r"gone or hidden: the picture that it began with\. Use"):
        whole(kept(design), layered)


def test_what_it_followed_and_what_is_another_now_is_named_and_so_is_what_is_gone(
    paint: Paint, again: Again, layered: Document
) -> None:
    (design,) = paint("sd", controls=tuple(control(layered, kind) for kind in LAYERS))
    origin = kept(design)
    [line] = layered.layer("lines").objects  # type: ignore[union-attr]
    moved = set_objects(layered, {("lines", 1): line.moved(-8, 3)}, text("Move"))
    layered.history.push(moved)
    _, said = again(origin, layered)
    assert said == ["Changed since then, and taken as it is now: the lines that it followed."]
    layered.history.push(edits.remove_annotations(layered, "poses", [1], text("Delete")))
    layered.history.push(edits.remove_layers(layered, ["lines"], text("Delete")))
    with pytest.raises(StudioError, match="the lines that it followed, the poses that it followed"):
        whole(origin, layered)
    for _ in range(3):
        layered.history.undo()
    now, said = again(origin, layered)
    assert pixels(now).tobytes() == pixels(design).tobytes()
    assert said == []


def test_what_never_was_in_the_document_is_not_looked_for_there(
    paint: Paint, layered: Document
) -> None:
    """Neither what a terminal was given, nor what older projects remember of a control, nor damage."""
    [line] = layered.layer("lines").objects  # type: ignore[union-attr]
    (design,) = paint("sd", controls=(Control("lineart", objects=(line,), model="control"),))
    old = [{"kind": "lineart", "model": "control", "strength": 1.0}]
    for led in (design.provenance.parameters["controls"], old, "lines", [{"kind": "smell"}]):
        said = {**design.provenance.parameters, "controls": led}
        origin = msgspec.structs.replace(design.provenance, parameters=said)
        with pytest.raises(StudioError, match="made from a picture, which is not kept with it"):
            whole(origin, layered)
        assert differences(origin, design.provenance) == ()
