"""Annotations painted into files."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, standing
from vlm_studio.formats.painter import Look
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.paint.style import category

pytestmark = pytest.mark.usefixtures("qapp")
PREDICTED = Provenance("object-detection", "yolov3-tiny")
PLAIN = Look(labels=False)


def state(*annotations: Annotation, opacity: float = 1.0) -> tuple[DocumentState, AnnotationLayer]:
    layer = AnnotationLayer(name="Detections", id="layer", opacity=opacity, filter=Filter(0.25))
    made = DocumentState(
        "d", "d", 300, 200, {"layer": layer}, {"": ("layer",)}, {"layer": annotations}
    )
    return made, layer


def colour(label: str) -> list[int]:
    return list(category(label).colour.getRgb()[:3])


def test_a_box_is_drawn_where_it_is_and_cropped_to_its_lines() -> None:
    made, layer = state(Annotation(1, "person", Box(50, 60, 100, 80)))
    drawn = QtPainter().draw(made, [layer], PLAIN)
    assert drawn is not None
    pixels, x, y = drawn
    assert (x, y) == (48, 58)
    assert pixels.shape == (84, 104, 4)
    assert pixels[60 - y, 100 - x].tolist() == [*colour("person"), 255]
    assert pixels[100 - y, 100 - x, 3] == 0


def test_line_width_and_opacity_are_obeyed() -> None:
    made, layer = state(Annotation(1, "person", Box(50, 60, 100, 80)), opacity=0.5)
    drawn = QtPainter().draw(made, [layer], Look(line_width=8, labels=False))
    assert drawn is not None
    pixels, x, y = drawn
    assert (x, y) == (45, 55)
    row = pixels[:, 100 - x]
    assert [row[place - y, 3] for place in (56, 60, 63)] == pytest.approx([127.5] * 3, abs=1)


def test_what_the_filter_hides_is_not_drawn() -> None:
    weak = Annotation(1, "cat", Box(10, 10, 50, 50), score=0.1, provenance=PREDICTED)
    made, layer = state(weak)
    assert QtPainter().draw(made, [layer], Look()) is None
    assert QtPainter().draw(made, [layer], Look(legend=True)) is None


def test_labels_stay_inside_the_picture() -> None:
    made, layer = state(
        Annotation(1, "a person with a long name", Box(250, 2, 48, 60)),
        Annotation(2, "cat", Box(10, 100, 40, 40)),
    )
    drawn = QtPainter().draw(made, [layer], Look())
    assert drawn is not None
    pixels, x, y = drawn
    assert x >= 0
    assert y >= 0
    assert x + pixels.shape[1] <= 300
    above_cat = pixels[83 - y : 96 - y, 10 - x : 40 - x, :3].reshape(-1, 3).tolist()
    assert above_cat.count(colour("cat")) > len(above_cat) / 3


def test_masks_are_a_third_filled_and_polygons_and_figures_are_drawn() -> None:
    mask = Mask.from_array(np.ones((60, 60), bool), 20, 20)
    assert mask is not None
    made, layer = state(
        Annotation(1, "cat", mask),
        Annotation(2, "dog", Polygon((Point(120, 20), Point(180, 20), Point(150, 80)))),
        Annotation(3, "person", standing(COCO_17, Box(200, 10, 80, 180))),
    )
    drawn = QtPainter().draw(made, [layer], PLAIN)
    assert drawn is not None
    pixels, x, y = drawn
    assert pixels[50 - y, 50 - x, 3] == pytest.approx(0.35 * 255, abs=2)
    assert 0 < pixels[40 - y, 150 - x, 3] < 100
    joint = standing(COCO_17, Box(200, 10, 80, 180)).joints[0]
    assert pixels[round(joint.y) - y, round(joint.x) - x, 3] == 255


def test_an_ellipse_is_a_line_on_its_edge_and_faint_inside() -> None:
    made, layer = state(Annotation(1, "cat", Ellipse(40, 60, 120, 80)))
    drawn = QtPainter().draw(made, [layer], PLAIN)
    assert drawn is not None
    pixels, x, y = drawn
    edge = [(40, 100), (160, 100), (100, 60), (100, 140)]
    assert all(pixels[row - y, column - x, 3] > 200 for column, row in edge)
    assert 0 < pixels[100 - y, 100 - x, 3] < 100
    assert pixels[64 - y, 44 - x, 3] == 0


def test_the_legend_goes_where_it_hides_least() -> None:
    made, layer = state(
        Annotation(1, "cat", Box(10, 120, 100, 70)), Annotation(2, "dog", Box(10, 10, 100, 70))
    )
    drawn = QtPainter().draw(made, [layer], Look(labels=False, legend=True))
    assert drawn is not None
    pixels, x, _ = drawn
    right_half = pixels[:, max(0, 150 - x) :]
    panel = (right_half[..., :3].min(axis=2) > 220) & (right_half[..., 3] > 220)
    assert panel.sum() > 400


def test_it_paints_in_a_process_without_a_window_or_a_screen() -> None:
    code = """
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.formats.painter import Look
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
layer = AnnotationLayer(name="x", id="layer")
state = DocumentState("d", "d", 300, 200, {"layer": layer}, {"": ("layer",)},
                      {"layer": (Annotation(1, "猫 cat", Box(50, 60, 100, 80)),)})
pixels, x, y = QtPainter().draw(state, [layer], Look())
chip = pixels[60 - 17 - y: 60 - 3 - y, 52 - x: 100 - x, :3].reshape(-1, 3)
print(len({tuple(c) for c in chip.tolist()}) > 3)
"""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=environment
    )
    assert run.stdout.strip() == "True", run.stderr
    assert run.stderr == ""
