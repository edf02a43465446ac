"""Vector layers: fills, strokes and text, as smooth as the view is large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    Oval,
    Path,
    Rectangle,
    Rule,
    Subpath,
    VectorObject,
    VectorShape,
)
from vlm_studio.ui.paint.paths import Recent
from vlm_studio.ui.paint.picture import blend_mode
from vlm_studio.ui.paint.viewport import Viewport

_BATCH = 16
"""So many objects are drawn before there is time for something else."""
_FONT = 100
"""Letters are drawn in this size, in pixels, and scaled: fonts have whole sizes only."""
_MITER = 4.0
"""As SVG has it where nothing else is said."""

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
_RULES = {"nonzero": Qt.FillRule.WindingFill, "evenodd": Qt.FillRule.OddEvenFill}

_paths: Recent[tuple[VectorShape, QPainterPath]] = Recent(20_000)


def draw_vectors(painter: QPainter, layer: VectorLayer, view: Viewport, opacity: float) -> None:
    """Draw ``layer`` at ``opacity`` 0..1 (its own included). ``painter`` is in view coordinates."""
    for _ in vector_steps(painter, layer, view, opacity):
        pass


def vector_steps(
    painter: QPainter, layer: VectorLayer, view: Viewport, opacity: float
) -> Iterator[None]:
    """:func:`draw_vectors` a little at a time."""
    mode = blend_mode(layer)
    if opacity >= 1 and mode == QPainter.CompositionMode.CompositionMode_SourceOver:
        yield from _object_steps(painter, layer.objects, view)
        return
    sheet = view.sheet()
    on_sheet = QPainter(sheet)
    try:
        yield from _object_steps(on_sheet, layer.objects, view)
    finally:
        on_sheet.end()
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    painter.setCompositionMode(mode)
    painter.drawImage(QPointF(0, 0), sheet)
    painter.restore()


def _object_steps(
    painter: QPainter, objects: Sequence[VectorObject], view: Viewport
) -> Iterator[None]:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    try:
        for at, each in enumerate(objects):
            draw_object(painter, each, view)
            if at % _BATCH == _BATCH - 1:
                yield
        yield
    finally:
        painter.restore()


def draw_object(painter: QPainter, each: VectorObject, view: Viewport) -> None:
    """Draw one object. ``painter`` is in view coordinates."""
    area = view.rect(each.bounds()).adjusted(-1, -1, 1, 1)
    if isinstance(each.shape, Lettering):
        margin = each.reach * view.scale + 1
        letters = view.transform.mapRect(object_path(each).boundingRect())
        area = letters.adjusted(-margin, -margin, margin, margin)
    seen = area & QRectF(0, 0, view.width, view.height)
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
        painter.strokePath(path, stroke_pen(each))
    painter.restore()


def stroke_pen(each: VectorObject) -> QPen:
    """The pen of an object's stroke, its width in document pixels."""
    pen = QPen(QColor() if each.stroke is None else colour_of(each.stroke), each.width)
    pen.setCapStyle(_CAPS[each.cap])
    pen.setJoinStyle(_JOINS[each.join])
    pen.setMiterLimit(_MITER)
    return pen


def colour_of(hex: str) -> QColor:
    """``#rrggbb`` or ``#rrggbbaa`` as Qt's colour."""
    colour = QColor(hex[:7])
    if len(hex) > 7:
        colour.setAlpha(int(hex[7:], 16))
    return colour


def object_path(each: VectorObject) -> QPainterPath:
    """The outline of an object in document pixels."""
    shape = each.shape
    # The shape is kept with its path, so that its id stays its own.
    return _paths.get((id(shape), each.rule), lambda: (shape, _path(shape, each.rule)))[1]


def _path(shape: VectorShape, rule: Rule) -> QPainterPath:
    path = QPainterPath()
    match shape:
        case Path(subpaths=subpaths):
            for subpath in subpaths:
                _add(path, subpath)
        case Rectangle(radius=radius):
            path.addRoundedRect(_rect(shape), radius, radius)
        case Oval():
            path.addEllipse(_rect(shape))
        case Lettering():
            path = _letters(shape)
    path.setFillRule(_RULES[rule])
    return path


def _add(path: QPainterPath, subpath: Subpath) -> None:
    path.moveTo(subpath.start.x, subpath.start.y)
    for segment in subpath.segments:
        end = segment.end
        if isinstance(segment, CurveTo):
            one, two = segment.first, segment.second
            path.cubicTo(one.x, one.y, two.x, two.y, end.x, end.y)
        else:
            path.lineTo(end.x, end.y)
    if subpath.closed:
        path.closeSubpath()


def _rect(shape: Rectangle | Oval) -> QRectF:
    return QRectF(shape.x, shape.y, shape.width, shape.height)


def _letters(shape: Lettering) -> QPainterPath:
    font = QFont()
    if shape.family:
        font.setFamilies([name.strip(" '\"") for name in shape.family.split(",")])
    font.setPixelSize(_FONT)
    font.setBold(shape.bold)
    font.setItalic(shape.italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    width = QFontMetricsF(font).horizontalAdvance(shape.text)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[shape.anchor]
    path = QPainterPath()
    path.addText(QPointF(left, 0), font, shape.text)
    size = shape.size / _FONT
    return QTransform(*shape.place).scale(size, size).map(path)
