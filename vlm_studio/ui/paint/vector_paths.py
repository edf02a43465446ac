"""Outlines of vector objects as Qt's paths, kept for as long as they are drawn often."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform

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

_FONT = 100
"""Letters are drawn in this size, in pixels, and scaled: fonts have whole sizes only."""

_RULES = {"nonzero": Qt.FillRule.WindingFill, "evenodd": Qt.FillRule.OddEvenFill}

_paths: Recent[tuple[VectorShape, QPainterPath]] = Recent(20_000)


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


def lettering_font(shape: Lettering) -> QFont:
    """The face of a line of text, in some size that is scaled later."""
    font = QFont()
    if shape.family:
        font.setFamilies([name.strip(" '\"") for name in shape.family.split(",")])
    font.setPixelSize(_FONT)
    font.setBold(shape.bold)
    font.setItalic(shape.italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _letters(shape: Lettering) -> QPainterPath:
    font = lettering_font(shape)
    width = QFontMetricsF(font).horizontalAdvance(shape.text)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[shape.anchor]
    path = QPainterPath()
    path.addText(QPointF(left, 0), font, shape.text)
    size = shape.size / _FONT
    return QTransform(*shape.place).scale(size, size).map(path)
