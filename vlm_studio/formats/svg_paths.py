"""Paths between SVG's words and the document's values."""

from __future__ import annotations

from vlm_studio.document.strokes import stroke, subpath
from vlm_studio.document.vectors import MAX_SEGMENTS, Path
from vlm_studio.sketch import svgpath


def read_path(data: str) -> Path | None:
    """What the ``d`` of a path draws; ``None`` when that is nothing.

    Raises :class:`~vlm_studio.errors.StudioError`, ``ValueError`` or ``ArithmeticError`` when it cannot be read.
    """
    subpaths = tuple(subpath(path) for path in svgpath.parse(data, MAX_SEGMENTS))
    return Path(subpaths) if subpaths else None


def write_path(path: Path) -> str:
    """``path`` as the ``d`` of a path."""
    return "".join(svgpath.write(stroke(line)) for line in path.subpaths)
