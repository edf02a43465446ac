"""An annotation layer: everything of it that is in sight, with less detail the more there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.ui.paint.chip_places import ChipGround, chip_places
from vlm_studio.ui.paint.chips import draw_chip
from vlm_studio.ui.paint.crowd import MANY, batches, crowd_steps
from vlm_studio.ui.paint.shapes import draw_shape
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

CHIP_LIMIT = 250
"""With more annotations than this in sight there are no chips."""
_BATCH = 3
"""So many are drawn before there is time for something else."""


def draw_layer(
    painter: QPainter,
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    opacity: float,
    ground: ChipGround | None = None,
) -> None:
    """As :func:`draw_annotations`, the whole layer faded to ``opacity`` 0..1, as it would be when flattened.

    ``ground`` keeps its chips off those of the layers below.
    """
    for _ in layer_steps(painter, annotations, view, style, opacity, ground):
        pass


def draw_annotations(
    painter: QPainter, annotations: Sequence[Annotation], view: Viewport, style: Style
) -> None:
    """Draw ``annotations`` (those in sight) in their order, chips on top. ``painter`` is in view coordinates."""
    for _ in annotation_steps(painter, annotations, view, style):
        pass


def layer_steps(
    painter: QPainter,
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    opacity: float,
    ground: ChipGround | None = None,
) -> Iterator[None]:
    """:func:`draw_layer` a little at a time."""
    if opacity >= 1:
        yield from annotation_steps(painter, annotations, view, style, ground)
        return
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    try:
        yield from annotation_steps(on_sheet, annotations, view, style, ground)
    finally:
        on_sheet.end()
    painter.setOpacity(opacity)
    painter.drawImage(QPoint(0, 0), sheet)
    painter.setOpacity(1.0)


def annotation_steps(
    painter: QPainter,
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    ground: ChipGround | None = None,
) -> Iterator[None]:
    """:func:`draw_annotations` a little at a time."""
    crowd = 0 if style.all_detail else max(style.crowd, len(annotations))
    painter.save()
    try:
        if crowd >= MANY or style.quick:
            yield from crowd_steps(painter, annotations, view, style, crowd)
        else:
            for several in batches(annotations, _BATCH):
                for annotation in several:
                    draw_shape(painter, annotation, view, style)
                yield
        if crowd <= CHIP_LIMIT and not style.quick:
            places = chip_places(annotations, view, style, ground)
            for several in batches(annotations, _BATCH):
                for annotation in several:
                    draw_chip(painter, annotation, next(places), view, style)
                yield
    finally:
        painter.restore()
