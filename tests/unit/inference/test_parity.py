"""Each engine says what its model says: compared with a few plain lines on the same file."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from tests.pictures import picture
from tests.starter import starter_store
from tests.unit.inference.conftest import rgb
from vlm_studio.document.geometry import Box
from vlm_studio.inference.blaze import blend
from vlm_studio.inference.blazeface import BlazeFace
from vlm_studio.inference.blazepose import BlazePose
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.hands import Hands
from vlm_studio.inference.selfie import Selfie
from vlm_studio.inference.u2net import U2Net
from vlm_studio.inference.yolo import Yolo

Floats = NDArray[np.floating[Any]]


def quiet(fraction: float | None, text: object = None) -> None:
    """Nobody listens."""


def engine(cache: EngineCache, id: str) -> Any:
    with cache.lease(cache.store.card(id)) as loaded:
        return loaded


def square(name: str, side: int, grey: int, canvas: float = 1) -> tuple[Floats, Floats, Floats]:
    """A picture in a square, and the scale (x, y) and the corner it has there."""
    image = Image.open(picture(name)).convert("RGB")
    scale = side / (canvas * max(image.size))
    size = round(image.width * scale), round(image.height * scale)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    sheet = Image.new("RGB", (side, side), (grey, grey, grey))
    sheet.paste(image.resize(size, Image.Resampling.BILINEAR), (left, top))
    scales = np.array(size) / image.size
    return np.asarray(sheet, np.float32), scales, np.array((left, top))


def litert(id: str, name: str, pixels: Floats) -> list[Floats]:
    net = Interpreter(str(starter_store().path(id, name)))
    net.allocate_tensors()
    net.set_tensor(net.get_input_details()[0]["index"], pixels[None].astype(np.float32))
    net.invoke()
    return [net.get_tensor(output["index"])[0] for output in net.get_output_details()]


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize("canvas", [1, 2])
@pytest.mark.parametrize("name", ["coffee.png", "motorcycle_left.png"])
def test_yolo_sees_what_its_graph_sees(cache: EngineCache, name: str, canvas: int) -> None:
    yolo = engine(cache, "yolov3-tiny")
    assert isinstance(yolo, Yolo)
    pixels, scale, corner = square(name, 416, 128, canvas)
    session = onnxruntime.InferenceSession(starter_store().path("yolov3-tiny", "yolov3-tiny.onnx"))
    heads = session.run(["scale13", "scale26"], {"image": pixels.transpose(2, 0, 1)[None] / 255})
    expected = []
    for head, anchors in zip(
        heads, (((81, 82), (135, 169), (344, 319)), ((10, 14), (23, 27), (37, 58))), strict=True
    ):
        grid = head.shape[-1]
        for a, y, x in np.ndindex(3, grid, grid):
            cell = head[0, 85 * a : 85 * a + 85, y, x]
            scores = sigmoid(cell[4]) * sigmoid(cell[5:])
            if scores.max() >= 0.05:
                cx, cy = (sigmoid(cell[0]) + x) * 416 / grid, (sigmoid(cell[1]) + y) * 416 / grid
                w, h = np.exp(cell[2]) * anchors[a][0], np.exp(cell[3]) * anchors[a][1]
                corners = np.array([[cx - w / 2, cy - h / 2], [cx + w / 2, cy + h / 2]])
                corners = (corners - corner) / scale
                expected.append((scores.argmax(), scores.max(), *corners.ravel()))

    seen = yolo.look(rgb(name), canvas)
    got = np.column_stack((seen.classes, seen.scores, seen.corners))

    assert len(got) == len(expected) > 0
    wanted = np.array(expected)
    wanted = wanted[np.argsort(-wanted[:, 1])]
    got = got[np.argsort(-got[:, 1])]
    assert np.array_equal(got[:, 0], wanted[:, 0])
    assert np.allclose(got[:, 1], wanted[:, 1], atol=1e-4)
    assert np.allclose(got[:, 2:], wanted[:, 2:], atol=0.02)


def anchors(side: int, grids: tuple[tuple[int, int], ...]) -> Floats:
    return np.array(
        [
            ((x + 0.5) * stride, (y + 0.5) * stride)
            for stride, count in grids
            for y in range(side // stride)
            for x in range(side // stride)
            for _ in range(count)
        ]
    )


@pytest.mark.parametrize(
    ("id", "file", "side", "grids"),
    [
        ("blazeface", "face_detection_full_range_sparse.tflite", 192, ((4, 1),)),
        ("blazepose", "pose_detection.tflite", 224, ((8, 2), (16, 2), (32, 6))),
    ],
)
def test_detectors_see_what_their_networks_see(
    cache: EngineCache, id: str, file: str, side: int, grids: Any
) -> None:
    detector = engine(cache, id)
    assert isinstance(detector, BlazeFace | BlazePose)
    pixels, scale, corner = square("astronaut.png", side, 0)
    numbers, logits = litert(id, file, pixels / 127.5 - 1)
    best = int(logits.argmax())
    centre = numbers[best, :2] + anchors(side, grids)[best]
    top_left = (centre - numbers[best, 2:4] / 2 - corner) / scale
    points = numbers[best, 4:].reshape(-1, 2) + anchors(side, grids)[best]

    picture_pixels = rgb("astronaut.png")
    spots = (
        detector.look(picture_pixels)
        if isinstance(detector, BlazeFace)
        else detector.look(picture_pixels, 0.05)
    )

    assert np.isclose(spots.scores[0], sigmoid(logits[best])[0], atol=1e-4)
    assert np.allclose(spots.boxes[0, :2], top_left, atol=0.05)
    assert np.allclose(spots.points[0], (points - corner) / scale, atol=0.05)


def test_the_pose_network_is_read_as_it_speaks(cache: EngineCache) -> None:
    poser = engine(cache, "blazepose")
    assert isinstance(poser, BlazePose)
    pixels = square("astronaut.png", 256, 0)[0] / 255
    out = litert("blazepose", "pose_landmark_full.tflite", pixels)
    rows = out[0].reshape(39, 5)

    points, visible, score = poser.landmarks(pixels.astype(np.float32))

    assert np.allclose(points, rows[:, :2], atol=1e-3)
    assert np.allclose(visible, sigmoid(rows[:, 3]), atol=1e-5)
    assert np.isclose(score, out[1], atol=1e-5).all()


def test_the_hand_network_is_read_as_it_speaks(cache: EngineCache) -> None:
    hands = engine(cache, "hands")
    assert isinstance(hands, Hands)
    from tests.unit.inference.test_poses import drawn_hand

    hand = drawn_hand()
    [palm] = blend(hands.look(hand), 0.3).scores
    small = np.asarray(Image.fromarray(hand).resize((192, 192), Image.Resampling.BILINEAR))
    _, logits = litert("hands", "palm_detection_full.tflite", small.astype(np.float32) / 255)
    assert np.isclose(palm, sigmoid(logits.max()), atol=1e-4)
    [crop] = hands.squares(hand, Box(0, 0, 640, 640))

    joints, score = hands.place(hand, crop)

    matrix = crop.matrix(224)
    image = Image.fromarray(hand).transform(
        (224, 224), Image.Transform.AFFINE, tuple(matrix.ravel()), Image.Resampling.BILINEAR
    )
    out = litert("hands", "hand_landmark_full.tflite", np.asarray(image, np.float32) / 255)
    expected = out[0].reshape(21, 3)[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    # The reference does not smooth before it shrinks, so it may be a few of the 640 pixels off.
    assert np.abs(joints - expected).max() < 8
    assert np.isclose(score, out[1], atol=0.05).all()


def test_u2net_says_what_its_graph_says(cache: EngineCache) -> None:
    segmenter = engine(cache, "u2netp")
    assert isinstance(segmenter, U2Net)
    image = Image.open(picture("chelsea.png")).convert("RGB").resize((320, 320), 2)
    pixels = np.asarray(image, np.float32)
    pixels = (pixels / pixels.max() - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    session = onnxruntime.InferenceSession(starter_store().path("u2netp", "u2netp.onnx"))
    feed = {session.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None].astype(np.float32)}
    matte = session.run(None, feed)[0][0, 0]
    expected = (matte - matte.min()) / (matte.max() - matte.min())

    assert np.allclose(segmenter.matte(rgb("chelsea.png"), quiet), expected, atol=1e-3)


def test_selfie_says_what_its_network_says(cache: EngineCache) -> None:
    segmenter = engine(cache, "selfie")
    assert isinstance(segmenter, Selfie)
    image = Image.open(picture("grace_hopper.jpg")).convert("RGB").resize((256, 256), 2)
    pixels = np.asarray(image, np.float32) / 255
    [expected] = litert("selfie", "selfie_segmentation.tflite", pixels)

    matte = segmenter.matte(rgb("grace_hopper.jpg"), quiet)

    assert np.allclose(matte, expected[..., 0], atol=1e-4)
