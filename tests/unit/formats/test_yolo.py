"""YOLO data sets, read back by the rules of their format."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from skimage.draw import polygon2mask

from tests.fakes.documents import HEIGHT, WIDTH, ring
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import BLAZEPOSE_33, HAND_21, standing
from vlm_studio.formats.export import export
from vlm_studio.formats.table import losses


def holding(*annotations: Annotation, image: str = "a.jpg") -> DocumentState:
    layer = AnnotationLayer(name="Layer")
    return DocumentState(
        "id", "a", WIDTH, HEIGHT, {layer.id: layer}, {"": (layer.id,)}, {layer.id: annotations}, image
    )  # fmt: skip


def rows(folder: Path, name: str = "a.txt") -> list[list[float]]:
    text = (folder / "labels" / name).read_text()
    return [[float(word) for word in line.split()] for line in text.splitlines()]


def test_boxes_alone_make_a_detection_set(tmp_path: Path) -> None:
    state = holding(
        Annotation(1, "dog", Box(32.0, 20.0, 64.0, 40.0)),
        Annotation(2, "cat", Box(300.0, 190.0, 40.0, 20.0)),  # half outside
        Annotation(3, "cat", Box(400.0, 10.0, 40.0, 20.0)),  # outside
    )
    _, notices = export([state], "yolo", tmp_path, {}, PlainPainter())
    assert rows(tmp_path) == [[1, 0.2, 0.2, 0.2, 0.2], [0, 0.96875, 0.975, 0.0625, 0.05]]
    yaml = (tmp_path / "data.yaml").read_text()
    assert '0: "cat"' in yaml
    assert "kpt_shape" not in yaml
    assert any("images" in str(notice) for notice in notices)


def test_a_mask_makes_a_segmentation_set_whose_outline_covers_it(tmp_path: Path) -> None:
    yy, xx = np.mgrid[:120, :120]
    disc = Mask.from_array((xx - 60) ** 2 + (yy - 60) ** 2 < 50**2, 30, 40)
    assert disc is not None
    state = holding(Annotation(1, "disc", disc), Annotation(2, "box", Box(0.0, 0.0, 32.0, 20.0)))
    export([state], "yolo", tmp_path, {}, PlainPainter())
    first, second = rows(tmp_path)
    assert second == [0, 0, 0, 0.1, 0, 0.1, 0.1, 0, 0.1]
    points = np.array(first[1:]).reshape(-1, 2) * (WIDTH, HEIGHT)
    again = polygon2mask((HEIGHT, WIDTH), points[:, ::-1] - 0.5)
    truth = np.zeros((HEIGHT, WIDTH), bool)
    truth[disc.y : disc.y + disc.height, disc.x : disc.x + disc.width] = disc.to_array()
    assert (again & truth).sum() / (again | truth).sum() > 0.98
    assert len(points) < 80


def test_an_ellipse_makes_a_segmentation_set_and_is_a_box_among_poses(tmp_path: Path) -> None:
    egg = Annotation(1, "egg", Ellipse(32.0, 20.0, 128.0, 80.0))
    state = holding(egg, Annotation(2, "box", Box(0.0, 0.0, 32.0, 20.0)))
    export([state], "yolo", tmp_path / "outlines", {}, PlainPainter())
    row, _ = rows(tmp_path / "outlines")
    points = np.array(row[1:]).reshape(-1, 2) * (WIDTH, HEIGHT)
    off = ((points - (96, 60)) / (64, 40)) ** 2
    assert off.sum(axis=1) == pytest.approx(1, abs=1e-4)
    said = [str(sentence) for sentence in losses("yolo", state)]
    assert "1 ellipse becomes an outline of 64 points." in said
    assert "1 box becomes an outline of four corners." in said

    figure = standing(BLAZEPOSE_33, Box(32.0, 20.0, 160.0, 100.0))
    with_pose = holding(egg, Annotation(2, "person", figure))
    export([with_pose], "yolo", tmp_path / "poses", {}, PlainPainter())
    row = rows(tmp_path / "poses")[0]
    assert row[:5] == [0, 0.3, 0.3, 0.4, 0.4]
    said = [str(sentence) for sentence in losses("yolo", with_pose)]
    assert any(sentence.startswith("1 outline or mask becomes a box") for sentence in said)


def test_a_mask_of_two_parts_stays_one_object(tmp_path: Path) -> None:
    pixels = np.zeros((60, 100), bool)
    pixels[5:55, 5:40] = True
    pixels[20:50, 60:95] = True
    mask = Mask.from_array(pixels, 10, 10)
    assert mask is not None
    export([holding(Annotation(1, "pair", mask))], "yolo", tmp_path, {}, PlainPainter())
    [row] = rows(tmp_path)
    points = np.array(row[1:]).reshape(-1, 2) * (WIDTH, HEIGHT)
    again = polygon2mask((HEIGHT, WIDTH), points[:, ::-1] - 0.5)[10:70, 10:110]
    assert (again & pixels).sum() / (again | pixels).sum() > 0.97


def test_a_hole_is_filled(tmp_path: Path) -> None:
    export([holding(Annotation(1, "ring", ring()))], "yolo", tmp_path, {}, PlainPainter())
    [row] = rows(tmp_path)
    points = np.array(row[1:]).reshape(-1, 2) * (WIDTH, HEIGHT)
    assert polygon2mask((HEIGHT, WIDTH), points[:, ::-1])[70, 130]


def test_a_pose_makes_a_pose_set_with_its_own_skeleton(tmp_path: Path) -> None:
    figure = standing(BLAZEPOSE_33, Box(32.0, 20.0, 160.0, 100.0))
    hidden = msgspec.structs.replace(figure.joints[1], score=0.2)
    absent = msgspec.structs.replace(figure.joints[2], score=0.0)
    figure = msgspec.structs.replace(
        figure, joints=(figure.joints[0], hidden, absent, *figure.joints[3:])
    )
    hand = standing(HAND_21, Box(200.0, 100.0, 50.0, 50.0))
    state = holding(
        Annotation(1, "person", figure), Annotation(2, "person", figure), Annotation(3, "hand", hand)
    )  # fmt: skip
    export([state], "yolo", tmp_path, {}, PlainPainter())
    first, _, third = rows(tmp_path)
    assert len(first) == len(third) == 5 + 99
    assert first[5:14] == pytest.approx([0.35, 0.15, 2, 0.36, 0.14, 1, 0, 0, 0])
    assert set(third[5:]) == {0}
    lines = (tmp_path / "data.yaml").read_text().splitlines()
    assert "kpt_shape: [33, 3]" in lines
    [flips] = [line for line in lines if line.startswith("flip_idx")]
    order = [int(word) for word in flips.split("[")[1].rstrip("]").split(",")]
    joints = BLAZEPOSE_33.joints
    assert [joints[i] for i in order][:3] == ["nose", "right_eye_inner", "right_eye"]
    assert [order[order[i]] for i in range(33)] == list(range(33))


def test_pictures_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    box = Annotation(1, "dog", Box(32.0, 20.0, 64.0, 40.0))
    hostile = holding(box, image="../../a.jpg")
    paths, _ = export([holding(box), holding(), hostile], "yolo", tmp_path, {}, PlainPainter())
    assert sorted(p.name for p in paths) == ["a-2.txt", "a-3.txt", "a.txt", "data.yaml"]
    assert rows(tmp_path, "a-2.txt") == []
    assert len(rows(tmp_path, "a-3.txt")) == 1
    assert all(tmp_path in path.parents for path in paths)


def test_a_picture_of_the_set_is_not_written_over_and_its_copy_brings_its_labels(
    rich: DocumentState, tmp_path: Path
) -> None:
    there = tmp_path / "images" / "photo.jpg"
    there.parent.mkdir()
    there.write_bytes(b"somebody's photo")
    export([rich], "yolo", tmp_path, {"pictures": True}, PlainPainter())
    assert there.read_bytes() == b"somebody's photo"
    assert (there.parent / "photo-2.jpg").is_file()
    assert rows(tmp_path, "photo-2.txt")
