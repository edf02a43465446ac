"""Results become layers: the first time, again, late, and beside what hands have made."""

from __future__ import annotations

import msgspec
import pytest

from tests.layers import layers_named
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Filter, Provenance, Shape
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.skeletons import Joint, Pose
from vlm_studio.jobs import apply
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    DetectRequest,
    LabelledBox,
    MaskRequest,
    MaskResult,
    PoseRequest,
    SegmentRequest,
)
from vlm_studio.wire.work import CutOut, CutOutRequest, Request, Result
from vlm_studio.words import text

MODEL = Provenance("object-detection", "yolov3-tiny")


@pytest.fixture
def photo() -> Document:
    """A document with one raster layer that does not stand in the corner."""
    layer = RasterLayer(id="photo", name="Photo", block=Block("/none.px", 600, 400), x=10, y=20)
    return Document(
        DocumentState("d", "photo", 640, 480, {layer.id: layer}, {"": (layer.id,)}, image="p.jpg")
    )


def detect(document: Document, **options: object) -> DetectRequest:
    picture = document.picture("photo")
    assert picture is not None
    return DetectRequest(picture, "yolov3-tiny", **options)  # type: ignore[arg-type]


def found(*objects: tuple[str, Shape, float]) -> Annotations:
    """Predictions, in pixels of the picture."""
    return Annotations(
        tuple(Annotation(id, *one, MODEL) for id, one in enumerate(objects, start=1))
    )


def take(document: Document, request: Request, result: Result) -> None:
    change = apply.change_for(document, request, result)
    assert change is not None
    document.history.push(change)


def layer_named(document: Document, name: str) -> AnnotationLayer:
    [layer] = layers_named(document, name)
    assert isinstance(layer, AnnotationLayer)
    return layer


def boxes(document: Document, name: str) -> dict[int, tuple[str, Box]]:
    by_id = document.annotations(layer_named(document, name).id)
    return {id: (a.label, a.bounds()) for id, a in by_id.items()}


CAT = ("cat", Box(0, 0, 100, 100), 0.9)
DOG = ("dog", Box(200, 0, 100, 100), 0.8)
WEAK = ("bird", Box(400, 0, 50, 50), 0.1)


def test_detect_adds_a_layer_on_top_in_document_pixels_and_undo_takes_it_away(
    photo: Document,
) -> None:
    before = photo.snapshot().digest()
    take(photo, detect(photo), found(CAT, DOG, WEAK))
    layer = layer_named(photo, "Detections")
    assert photo.children()[-1] == layer.id
    assert boxes(photo, "Detections")[1] == ("cat", Box(10, 20, 100, 100))
    assert layer.filter == Filter(0.25)
    assert [a.label for a in photo.shown_annotations(layer)] == ["cat", "dog"]
    assert str(photo.history.undo_text) == "Detect 2 objects"
    photo.history.undo()
    assert photo.snapshot().digest() == before


MASK = Mask(5, 5, 2, 2, "04")
POSE = Pose("hand21", (Joint(1, 1), Joint(30, 40)))


@pytest.mark.parametrize(
    ("kind", "shape", "label", "name", "sentence"),
    [
        (DetectRequest, Box(0, 0, 9, 9), "face", "Faces", "Detect 1 object"),
        (SegmentRequest, MASK, "salient object", "Masks", "Segment 1 object"),
        (PoseRequest, POSE, "person", "Poses", "Find 1 pose"),
        (PoseRequest, POSE, "hand", "Hands", "Find 1 pose"),
    ],
)
def test_each_task_names_its_layer_and_its_step(
    photo: Document,
    kind: type[DetectRequest | SegmentRequest | PoseRequest],
    shape: Shape,
    label: str,
    name: str,
    sentence: str,
) -> None:
    picture = photo.picture("photo")
    assert picture is not None
    take(photo, kind(picture, "some-model"), found((label, shape, 0.9)))
    by_id = photo.annotations(layer_named(photo, name).id)
    assert by_id[1].shape == shape.moved(10, 20)
    assert str(photo.history.undo_text) == sentence


def test_nothing_found_the_first_time_changes_nothing(photo: Document) -> None:
    assert apply.change_for(photo, detect(photo), found()) is None


def test_the_same_again_is_no_step_at_all(photo: Document) -> None:
    take(photo, detect(photo), found(CAT, DOG))
    first = photo.history.last
    take(photo, detect(photo), found(DOG, CAT))
    assert photo.history.last is first


def test_a_rerun_replaces_what_no_hand_touched_and_keeps_its_layer(photo: Document) -> None:
    take(photo, detect(photo), found(CAT, DOG))
    layer = layer_named(photo, "Detections")
    cat = ("cat", Box(3, 0, 100, 100), 0.7)
    take(photo, detect(photo), found(cat))
    assert layer_named(photo, "Detections") == layer
    assert list(boxes(photo, "Detections").values()) == [("cat", Box(13, 20, 100, 100))]
    photo.history.undo()
    assert [label for label, _ in boxes(photo, "Detections").values()] == ["cat", "dog"]


def test_a_rerun_keeps_an_edited_box_and_does_not_double_it(photo: Document) -> None:
    take(photo, detect(photo), found(CAT, DOG))
    layer = layer_named(photo, "Detections").id
    edited = msgspec.structs.replace(photo.annotations(layer)[1], shape=Box(10, 20, 90, 100))
    photo.history.push(edits.edit_annotations(photo, layer, [edited], text("Move")))
    take(photo, detect(photo), found(CAT, DOG))
    assert boxes(photo, "Detections")[1] == ("cat", Box(10, 20, 90, 100))
    assert [label for label, _ in boxes(photo, "Detections").values()] == ["cat", "dog"]


def test_a_rerun_keeps_a_drawn_box(photo: Document) -> None:
    take(photo, detect(photo), found(CAT))
    layer = layer_named(photo, "Detections").id
    drawn = Annotation(photo.new_annotation_id(layer), "kitten", Box(300, 300, 20, 20))
    photo.history.push(edits.set_annotations(photo, layer, [drawn], text("Draw")))
    take(photo, detect(photo), found(DOG))
    assert photo.annotations(layer)[drawn.id] == drawn
    assert {label for label, _ in boxes(photo, "Detections").values()} == {"kitten", "dog"}


def test_a_deleted_prediction_does_not_come_back_but_its_like_elsewhere_does(
    photo: Document,
) -> None:
    take(photo, detect(photo), found(CAT, DOG))
    layer = layer_named(photo, "Detections").id
    photo.history.push(edits.remove_annotations(photo, layer, [1], text("Delete")))
    near = ("cat", Box(20, 0, 100, 100), 0.9)  # IoU 80 / 120
    far = ("cat", Box(50, 0, 100, 100), 0.9)  # IoU 50 / 150
    same_place = ("tiger", Box(0, 0, 100, 100), 0.9)
    take(photo, detect(photo), found(near, far, same_place, DOG))
    labels = sorted(boxes(photo, "Detections").values(), key=lambda one: (one[0], one[1].x))
    assert labels == [
        ("cat", Box(60, 20, 100, 100)),
        ("dog", Box(210, 20, 100, 100)),
        ("tiger", Box(10, 20, 100, 100)),
    ]
    assert str(photo.history.undo_text) == "Detect 3 objects"


def test_new_predictions_never_take_the_id_of_a_deleted_one(photo: Document) -> None:
    take(photo, detect(photo), found(CAT))
    layer = layer_named(photo, "Detections").id
    photo.history.push(edits.remove_annotations(photo, layer, [1], text("Delete")))
    take(photo, detect(photo), found(DOG))
    assert list(boxes(photo, "Detections")) == [2]


def test_another_model_and_another_picture_get_layers_of_their_own(photo: Document) -> None:
    take(photo, detect(photo), found(CAT))
    other = msgspec.structs.replace(detect(photo), model="other")
    take(photo, other, found(CAT))
    whole = photo.picture()
    assert whole is not None
    moved = msgspec.structs.replace(whole, sources=("photo", "another"))
    take(photo, DetectRequest(moved, "yolov3-tiny"), found(CAT))
    assert len(layers_named(photo, "Detections")) == 3


def test_a_locked_layer_is_left_alone(photo: Document) -> None:
    take(photo, detect(photo), found(CAT))
    layer = layer_named(photo, "Detections").id
    photo.history.push(edits.set_layers(photo, [layer], text("Lock"), locked=True))
    take(photo, detect(photo), found(DOG))
    assert len(layers_named(photo, "Detections")) == 2
    assert [a.label for a in photo.annotations(layer).values()] == ["cat"]


def test_when_the_source_is_gone_the_result_comes_on_top(photo: Document) -> None:
    request = detect(photo)
    take(photo, request, found(CAT))
    photo.history.push(edits.remove_layers(photo, ["photo"], text("Delete")))
    take(photo, request, found(DOG))
    first, second = layers_named(photo, "Detections")
    assert photo.children() == (first.id, second.id)
    assert [a.bounds() for a in photo.annotations(second.id).values()] == [Box(210, 20, 100, 100)]


def test_masks_from_some_boxes_leave_the_others_masks_alone(photo: Document) -> None:
    picture = photo.picture("photo")
    assert picture is not None

    def masks(*boxes: Box) -> BoxMasksRequest:
        return BoxMasksRequest(picture, "grabcut", tuple(LabelledBox(b, "cup") for b in boxes))

    left, right = Box(0, 0, 40, 40), Box(100, 0, 40, 40)
    square, smaller = Mask(0, 0, 40, 40, "0Pb0"), Mask(2, 2, 36, 36, "0P[0")
    take(photo, masks(left), found(("cup", square, 0.9)))
    take(photo, masks(right), found(("cup", square.moved(100, 0), 0.9)))
    assert len(boxes(photo, "Masks")) == 2
    take(photo, masks(left), found(("cup", smaller, 0.9)))
    assert {b for _, b in boxes(photo, "Masks").values()} == {
        smaller.bounds().moved(10, 20),
        right.moved(10, 20),
    }
    take(photo, masks(right), found())
    assert [b for _, b in boxes(photo, "Masks").values()] == [smaller.bounds().moved(10, 20)]
    assert str(photo.history.undo_text) == "Make 0 masks from boxes"


def test_segment_with_a_cut_out_is_one_step_the_first_time_and_again(photo: Document) -> None:
    picture = photo.picture("photo")
    assert picture is not None
    request = SegmentRequest(picture, "u2netp", cutout=True)
    block = Block("/cut.px", 2, 2)
    result = Annotations(found(("salient object", MASK, 1.0)).annotations, PlacedBlock(block, 5, 5))
    before = photo.snapshot().digest()
    take(photo, request, result)
    [cut] = layers_named(photo, "Cut-out")
    assert isinstance(cut, RasterLayer)
    assert (cut.block, cut.x, cut.y, cut.provenance) == (block, 15, 25, MODEL)
    assert photo.children()[-1] == cut.id
    take(photo, request, result)
    assert len(layers_named(photo, "Cut-out")) == 2
    assert len(layers_named(photo, "Masks")) == 1
    photo.history.undo()
    photo.history.undo()
    assert photo.snapshot().digest() == before


def test_cutting_a_mask_out_adds_a_raster_layer(photo: Document) -> None:
    picture = photo.picture("photo")
    assert picture is not None
    block = Block("/cut.px", 2, 2)
    take(photo, CutOutRequest(picture, MASK), CutOut(PlacedBlock(block, 5, 6)))
    [cut] = layers_named(photo, "Cut-out")
    assert isinstance(cut, RasterLayer)
    assert (cut.x, cut.y) == (15, 26)


def test_answers_to_clicks_are_no_change_by_themselves(photo: Document) -> None:
    request = MaskRequest(PictureRef.of_block(Block("/none.px", 9, 9)), "grabcut")
    assert apply.change_for(photo, request, MaskResult(MASK)) is None


def test_an_offer_counts_what_would_be_shown() -> None:
    assert str(apply.offer_text(found(CAT, DOG, WEAK))) == "Add 2 objects"
    assert str(apply.offer_text(found(CAT))) == "Add 1 object"
    assert str(apply.offer_text(CutOut(PlacedBlock(Block("/b.px", 1, 1))))) == "Add cut-out"
