"""A sketch as an SVG file that opens anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from vlm_studio.sketch.shapes import SIDE, Circle, Ellipse, Path, Shape
from vlm_studio.sketch.svgpath import number, write

PEN, FINE_PEN = 6.0, 4.0
"""Width of a stroke in the sketch's units: 1.5 on the usual grid of 24, or less for things that were made small."""

Named = tuple[str, Sequence[Shape]]
"""A group of shapes and what it shows."""


def document(groups: Sequence[Named], title: str, credit: str, size: int, pen: float = PEN) -> str:
    """An SVG document of ``size`` pixels a side; ``credit`` says whose drawings are in it."""
    drawn = "\n".join(_group(name, shapes) for name, shapes in groups)
    style = 'fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 {SIDE} {SIDE}" {style} stroke-width="{number(pen)}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(credit)}</desc>\n{drawn}\n</svg>\n"
    )


def _group(name: str, shapes: Sequence[Shape]) -> str:
    inner = "\n".join(f"  {_element(shape)}" for shape in shapes)
    return f"<g aria-label={quoteattr(name)}>\n{inner}\n</g>"


def _element(shape: Shape) -> str:
    if isinstance(shape, Path):
        return f'<path d="{write(shape)}"/>'
    if isinstance(shape, Circle):
        x, y = map(number, shape.centre)
        if not shape.radius:
            # A circle without a radius is not drawn at all; a line of next to no length is, as a dot.
            return f'<path d="M{x} {y}h0.01"/>'
        return f'<circle cx="{x}" cy="{y}" r="{number(shape.radius)}"/>'
    if isinstance(shape, Ellipse):
        x, y = map(number, shape.centre)
        radii = f'rx="{number(shape.radius_x)}" ry="{number(shape.radius_y)}"'
        return f'<ellipse cx="{x}" cy="{y}" {radii}/>'
    x, y = map(number, shape.corner)
    size = f'width="{number(shape.width)}" height="{number(shape.height)}"'
    return f'<rect x="{x}" y="{y}" {size} rx="{number(shape.radius)}"/>'
