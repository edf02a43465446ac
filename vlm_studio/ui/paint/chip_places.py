"""Where chips go so that those of shapes that share a corner do not lie on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF

from vlm_studio.document.annotations import Annotation
from vlm_studio.ui.paint.chips import chip_rect
from vlm_studio.ui.paint.style import Style
from vlm_studio.ui.paint.viewport import Viewport

_STEPS = 4
"""A chip moves at most so many times its height."""
_GAP = 1.0
WIDEST = 360.0
"""No chip is expected to be wider, in pixels of the view."""


def chip_places(
    annotations: Sequence[Annotation], view: Viewport, style: Style
) -> Iterator[QRectF | None]:
    """The place of each chip, ``None`` for what has none.

    A chip moves up by as many steps as there are chips of earlier annotations where it would be (down where there is
    no room). So its place depends on its neighbours alone, whatever else is painted.
    """
    taken: dict[int, list[QRectF]] = {}
    page = view.rect(style.bounds)
    for annotation in annotations:
        base = chip_rect(annotation, view, style)
        if base is None:
            yield None
            continue
        row = int(base.top() // base.height())
        near = (other for line in (row - 1, row, row + 1) for other in taken.get(line, ()))
        steps = min(_STEPS, sum(base.intersects(other) for other in near))
        taken.setdefault(row, []).append(base)
        yield _moved(base, steps, page)


def chip_reach(base: QRectF) -> QRectF:
    """Where chips can be that move when the one at ``base`` comes, goes or changes."""
    up = (_STEPS + 1) * (base.height() + _GAP)
    return base.adjusted(-WIDEST, -up, WIDEST, up)


def _moved(base: QRectF, steps: int, page: QRectF) -> QRectF:
    off = steps * (base.height() + _GAP)
    up = base.top() - off >= page.top()
    return base.translated(0, -off if up else off)
