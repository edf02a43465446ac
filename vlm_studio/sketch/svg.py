"""A sketch as an SVG file that opens anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from vlm_studio.sketch.shapes import SIDE, Circle, Ellipse, Path, Shape
from vlm_studio.sketch.svgpath import number, write

PEN = 6.0
"""Width of a stroke in the sketch's units: 1.5 on the usual grid of 24."""


def document(shapes: Sequence[Shape], title: str, size: int = 480) -> str:
    """An SVG document of ``size`` pixels a side."""
    drawn = "\n".join(f"  {_element(shape)}" for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {SIDE} {SIDE}" '
        f'fill="none" stroke="#000" stroke-width="{number(PEN)}" stroke-linecap="round" stroke-linejoin="round">\n'
        f"  <title>{escape(title)}</title>\n{drawn}\n</svg>\n"
    )


def _element(shape: Shape) -> str:
    if isinstance(shape, Path):
        return f'<path d="{write(shape)}"/>'
    if isinstance(shape, Circle):
        x, y = map(number, shape.centre)
        # A circle without a radius is not drawn at all; a line without length is, as a dot.
        return (
            f'<circle cx="{x}" cy="{y}" r="{number(shape.radius)}"/>'
            if shape.radius
            else f'<path d="M{x} {y}h0.01"/>'
        )
    if isinstance(shape, Ellipse):
        x, y = map(number, shape.centre)
        return f'<ellipse cx="{x}" cy="{y}" rx="{number(shape.radius_x)}" ry="{number(shape.radius_y)}"/>'
    x, y = map(number, shape.corner)
    size = f'width="{number(shape.width)}" height="{number(shape.height)}"'
    return f'<rect x="{x}" y="{y}" {size} rx="{number(shape.radius)}"/>'
