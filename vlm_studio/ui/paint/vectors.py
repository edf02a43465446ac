"""Vector layers: fills, strokes and text, as smooth as the view is large."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.paint.picture import blend_mode
from vlm_studio.ui.paint.vector_extents import Extent, extent, placed_within
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.viewport import Viewport

_BATCH = 16
"""So many objects are drawn before there is time for something else."""
_MITER = 4.0
"""As SVG has it where nothing else is said."""
_DOT = 0.001
"""Length of dashes of length 0, in widths: their round ends are dots, which are not drawn otherwise."""

_CAPS = {
    "butt": Qt.PenCapStyle.FlatCap,
    "round": Qt.PenCapStyle.RoundCap,
    "square": Qt.PenCapStyle.SquareCap,
}
_JOINS = {
    "miter": Qt.PenJoinStyle.SvgMiterJoin,
    "round": Qt.PenJoinStyle.RoundJoin,
    "bevel": Qt.PenJoinStyle.BevelJoin,
}


def draw_vectors(painter: QPainter, layer: VectorLayer, view: Viewport, opacity: float) -> None:
    """Draw ``layer`` at ``opacity`` 0..1 (its own included). ``painter`` is in view coordinates."""
    for _ in vector_steps(painter, layer, view, opacity):
        pass


def vector_steps(
    painter: QPainter,
    layer: VectorLayer,
    view: Viewport,
    opacity: float,
    lifted: Collection[int] = (),
    *,
    quick: bool = False,
) -> Iterator[None]:
    """:func:`draw_vectors` a little at a time, without the objects ``lifted``. What is clipped off is not drawn.

    A ``quick`` painting has no smooth edges.
    """
    mode = blend_mode(layer)
    seen = QRectF(0, 0, view.width, view.height)
    if painter.hasClipping():
        seen = seen.intersected(painter.clipBoundingRect())
    found = placed_within(layer, view.box(seen))
    objects = [each for each in found if each[0].id not in lifted]
    if opacity >= 1 and mode == QPainter.CompositionMode.CompositionMode_SourceOver:
        yield from _object_steps(painter, objects, view, seen, smooth=not quick)
        return
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    try:
        yield from _object_steps(on_sheet, objects, view, seen, smooth=not quick)
    finally:
        on_sheet.end()
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    painter.setCompositionMode(mode)
    painter.drawImage(QPointF(0, 0), sheet)
    painter.restore()


def _object_steps(
    painter: QPainter,
    objects: Sequence[tuple[VectorObject, Extent]],
    view: Viewport,
    seen: QRectF,
    *,
    smooth: bool,
) -> Iterator[None]:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    try:
        for at, (each, place) in enumerate(objects):
            _draw(painter, each, view, _placed(place, view) & seen)
            if at % _BATCH == _BATCH - 1:
                yield
        yield
    finally:
        painter.restore()


def draw_object(painter: QPainter, each: VectorObject, view: Viewport) -> None:
    """Draw one object. ``painter`` is in view coordinates."""
    _draw(painter, each, view, place_in(view, each) & QRectF(0, 0, view.width, view.height))


def place_in(view: Viewport, each: VectorObject) -> QRectF:
    """Where an object may paint, in view coordinates."""
    return _placed(extent(each), view)


def _placed(place: Extent, view: Viewport) -> QRectF:
    left, top, right, bottom, _ = place
    return view.rect(Box(left, top, right - left, bottom - top)).adjusted(-1, -1, 1, 1)


def _draw(painter: QPainter, each: VectorObject, view: Viewport, seen: QRectF) -> None:
    """``seen`` is what of the object is in sight, in view coordinates."""
    if seen.isEmpty():
        return
    if each.opacity >= 1 or each.fill is None or each.stroke is None:
        _paint(painter, each, view, each.opacity)
        return
    # Fill and stroke fade together: where one lies on the other nothing shines through.
    part = seen.toAlignedRect()
    at = Viewport(
        view.scale, view.dx - part.x(), view.dy - part.y(), part.width(), part.height(), view.ratio
    )
    sheet = at.sheet()
    on_sheet = QPainter(sheet)
    on_sheet.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    _paint(on_sheet, each, at, 1.0)
    on_sheet.end()
    painter.save()
    painter.setOpacity(painter.opacity() * each.opacity)
    painter.drawImage(part.topLeft(), sheet)
    painter.restore()


def _paint(painter: QPainter, each: VectorObject, view: Viewport, opacity: float) -> None:
    path = object_path(each)
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    painter.setTransform(view.transform, combine=True)
    if each.fill is not None:
        painter.fillPath(path, colour_of(each.fill))
    if each.stroke is not None and each.width:
        painter.strokePath(path, dashed_pen(each))
    painter.restore()


def stroke_pen(each: VectorObject) -> QPen:
    """The pen of an object's stroke as if it had no gaps, its width in document pixels."""
    pen = QPen(QColor() if each.stroke is None else colour_of(each.stroke), each.width)
    pen.setCapStyle(_CAPS[each.cap])
    pen.setJoinStyle(_JOINS[each.join])
    pen.setMiterLimit(_MITER)
    return pen


def dashed_pen(each: VectorObject) -> QPen:
    """:func:`stroke_pen` with the dashes of the stroke."""
    pen = stroke_pen(each)
    if each.dash:
        pen.setDashPattern([max(part, _DOT) for part in each.dash])
    return pen


def colour_of(hex: str) -> QColor:
    """``#rrggbb`` or ``#rrggbbaa`` as Qt's colour."""
    colour = QColor(hex[:7])
    if len(hex) > 7:
        colour.setAlpha(int(hex[7:], 16))
    return colour
