"""What the chip of a label says."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from tests.ui.canvas.hand import PREDICTED
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.ui.paint.chip_places import ChipGround, chip_places
from vlm_studio.ui.paint.chips import chip_rect, chip_text
from vlm_studio.ui.paint.style import Style, chip_font
from vlm_studio.ui.paint.viewport import Viewport


@pytest.mark.parametrize(
    ("label", "score", "said"),
    [
        ("cat", 0.344, "cat  34%"),
        ("", 1.0, "100%"),
        ("cat", None, "cat"),
        ("a" * 40, None, "a" * 31 + "…"),
    ],
)
def test_a_chip_says_the_label_and_how_sure_it_is(
    label: str, score: float | None, said: str
) -> None:
    origin = PREDICTED if score is not None else None
    assert chip_text(Annotation(1, label, Box(0, 0, 9, 9), score, origin)) == said


def test_chips_of_shapes_that_share_a_corner_do_not_lie_on_each_other(qapp: QApplication) -> None:
    view = Viewport(1, 0, 0, 800, 600)
    style = Style(Box(0, 0, 800, 600), font=chip_font(QFont(), 11.5))
    for top in (200, 0, 25):  # with room above, with none, with room for one
        shapes = [
            Annotation(id, label, Box(100 + id, top, 60 * id, 50 * id))
            for id, label in enumerate(("person", "coat", "a long name", "hat"), 1)
        ]
        places = [place for place in chip_places(shapes, view, style) if place is not None]
        assert len(places) == 4
        assert places[0] == chip_rect(shapes[0], view, style)
        for one, other in combinations(places, 2):
            assert not one.intersects(other)
        sheet = QRectF(0, 0, 800, 600)
        assert all(sheet.contains(place) for place in places)


def test_chips_of_different_layers_do_not_lie_on_each_other(qapp: QApplication) -> None:
    view = Viewport(1, 0, 0, 800, 600)
    style = Style(Box(0, 0, 800, 600), font=chip_font(QFont(), 11.5))
    ground = ChipGround()
    layers = [
        [Annotation(1, "salient object", Box(100, 200, 90, 90))],
        [
            Annotation(1, "person", Box(130, 192, 90, 90)),
            Annotation(2, "hat", Box(140, 215, 9, 40)),
        ],
        [Annotation(1, "cup", Box(101, 201, 90, 90))],
    ]
    places = [p for layer in layers for p in chip_places(layer, view, style, ground) if p]
    assert len(places) == 4
    assert not any(one.intersects(other) for one, other in combinations(places, 2))
    assert places[0] == chip_rect(layers[0][0], view, style)


def test_a_chip_alone_stays_where_it_belongs(qapp: QApplication) -> None:
    view = Viewport(1, 0, 0, 800, 600)
    style = Style(Box(0, 0, 800, 600), font=chip_font(QFont(), 11.5))
    far = [Annotation(id, "cat", Box(100 * id, 90 * id, 60, 50)) for id in range(1, 5)]
    assert list(chip_places(far, view, style)) == [chip_rect(a, view, style) for a in far]
