"""Where chips go so that they do not lie on each other, whichever layers their shapes are in."""

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


class ChipGround:
    """Where chips of the layers so far would be if each were alone; one for everything that is painted over each other."""

    def __init__(self) -> None:
        self._rows: dict[int, list[QRectF]] = {}
        self._height = 1.0

    def add(self, base: QRectF) -> None:
        """From now on ``base`` is taken. All chips of a ground are of one height."""
        self._height = base.height()
        self._rows.setdefault(self._row(base), []).append(base)

    def touching(self, rect: QRectF) -> list[QRectF]:
        """What lies where ``rect`` is."""
        row = self._row(rect)
        near = (other for line in (row - 1, row, row + 1) for other in self._rows.get(line, ()))
        return [other for other in near if rect.intersects(other)]

    def _row(self, rect: QRectF) -> int:
        return int(rect.top() // self._height)


def chip_places(
    annotations: Sequence[Annotation],
    view: Viewport,
    style: Style,
    ground: ChipGround | None = None,
) -> Iterator[QRectF | None]:
    """The place of each chip, ``None`` for what has none; ``ground`` knows those of the layers below.

    A chip moves up by as many steps as there are earlier ones where it would be (down where there is no room), and on
    to where none would be. So its place depends on its neighbours alone, whatever else is painted.
    """
    ground = ground if ground is not None else ChipGround()
    page = view.rect(style.bounds)
    for annotation in annotations:
        base = chip_rect(annotation, view, style)
        if base is None:
            yield None
            continue
        place = _free(base, ground, page)
        ground.add(base)
        yield place


def chip_reach(base: QRectF) -> QRectF:
    """Where chips can be that move when the one at ``base`` comes, goes or changes."""
    far = 2 * (_STEPS + 1) * (base.height() + _GAP)
    return base.adjusted(-WIDEST, -far, WIDEST, far)


def _free(base: QRectF, ground: ChipGround, page: QRectF) -> QRectF:
    near = ground.touching(base)
    if not near:
        return base
    first = min(_STEPS, len(near))
    places = [_moved(base, near, steps, page) for steps in range(first, _STEPS + 1)]
    return next((place for place in places if not ground.touching(place)), places[0])


def _moved(base: QRectF, near: Sequence[QRectF], steps: int, page: QRectF) -> QRectF:
    """``base`` so many steps above all that is near, or below it."""
    off = steps * (base.height() + _GAP)
    top = min(other.top() for other in near) - off
    if top < page.top():
        top = max(other.top() for other in near) + off
    return QRectF(base.left(), top, base.width(), base.height())
