"""What lies still, painted once: moving the view moves it, changes repaint only where they are.

While the view moves and there is much to paint, what was painted before is moved and scaled; the view is then
painted anew in slices that are too short to be felt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap, QRegion

from vlm_studio.ui.canvas.damage import Places
from vlm_studio.ui.canvas.refining import Refining, Steps
from vlm_studio.ui.canvas.sheet import Sheet, whole
from vlm_studio.ui.paint.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Manner:
    """How well to paint: ``quick`` draws shapes in thin lines, ``smooth`` smooths pictures, ``shapes`` draws shapes at all."""

    quick: bool = False
    smooth: bool = True
    shapes: bool = True


BEST = Manner()
_AT_ONCE = 40.0
"""What takes longer at its best (milliseconds, about) is painted in slices."""
_ON_THE_WAY = 3.0
"""The same while the view moves."""
_QUICKLY = 60.0
"""What would take longer at its best is left out while the view moves, until its turn comes."""
_SLICE = 0.005


class Painted(Protocol):
    """What is painted."""

    def steps(self, painter: QPainter, view: Viewport, area: QRectF, manner: Manner) -> Steps:
        """Paint what of the view lies in ``area`` (view coordinates), a little with each step."""

    def load(self, view: Viewport, area: QRectF) -> float:
        """Milliseconds that painting ``area`` at its best takes, about."""

    def covers(self, view: Viewport) -> bool:
        """Whether all there is can be seen in ``view``."""


class Backing:
    """A pixmap of the view that is kept up to date piece by piece."""

    def __init__(self, painted: Painted) -> None:
        self._painted = painted
        self._shown: Sheet | None = None
        self._blank = QRegion()
        """Where nothing is painted yet."""
        self._outdated = QRegion()
        """Where something is painted that has changed since."""
        self._rough = False
        """Whether something was painted less well than it could be."""
        self._sharp: Sheet | None = None
        """The newest view that was painted at its best all over."""
        self._wide: Sheet | None = None
        """The newest of those in which everything can be seen."""
        self._refining: Refining | None = None

    def forget(self) -> None:
        """Nothing of what was painted is of use any more."""
        self._stop_refining()
        self._shown = self._sharp = self._wide = None
        self._blank = self._outdated = QRegion()

    def invalidate(self, places: Places = None) -> None:
        """What lies in ``places`` (everywhere by default) looks different now."""
        if self._shown is None:
            return
        region = QRegion(whole(self._shown.view)) if places is None else _region(places)
        self._outdated += region
        self._sharp = self._wide = None
        if self._refining is not None:
            if self._refining.view == self._shown.view:
                self._refining.note(region)
            else:
                self._stop_refining()

    @property
    def rough(self) -> bool:
        """Whether something does not look as it should and takes so long that :meth:`refine` has to mend it."""
        return (self._rough or not self._outdated.isEmpty()) and self._much(_ON_THE_WAY)

    def pixmap(self, view: Viewport, *, moving: bool) -> QPixmap:
        """The view, painted where it was not yet."""
        if self._shown is None:
            moving = False  # the first sight of a document is no movement
        shown = self._turned_to(view)
        if not moving and self._rough and not self._much(_ON_THE_WAY):
            self._blank = QRegion(whole(view))
        # Changes are rarer than moves, and somebody waits for them.
        most = _ON_THE_WAY if moving and self._outdated.isEmpty() else _AT_ONCE
        if self._load(self._blank + self._outdated) <= most:
            self._paint(shown, self._blank + self._outdated, Manner(smooth=not moving))
            self._outdated = QRegion()
        elif not self._blank.isEmpty():
            few = self._load(self._blank) <= _QUICKLY
            self._paint(shown, self._blank, Manner(quick=True, smooth=not moving, shapes=few))
        self._blank = QRegion()
        return shown.pixmap

    def refine(self, *, moving: bool) -> bool:
        """Paint a little of the view at its best; ``True`` when there is something new to be seen."""
        if self._shown is None:
            return False
        if self._refining is not None and self._refining.view != self._shown.view and not moving:
            self._stop_refining()
        if self._refining is None:
            self._refining = Refining(self._shown.view, self._best)
            self._outdated = QRegion()
            self._rough = True
        if not self._refining.work(_SLICE):
            return False
        done, self._refining = self._refining, None
        self._take(done, self._shown)
        return True

    def finish(self, view: Viewport) -> None:
        """Paint all of it at its best, however long that takes."""
        self.pixmap(view, moving=False)
        while self.rough:
            self.refine(moving=False)

    # What moved --------------------------------------------------------------------------------

    def _turned_to(self, view: Viewport) -> Sheet:
        old = self._shown
        if old is None:
            self._shown = self._anew(view)
        elif old.view != view:
            step = old.moved_by(view)
            if step is not None:
                self._shown = self._scrolled(old, view, *step)
            else:
                self._keep(old)
                self._shown = self._turned(old, view)
        assert self._shown is not None
        return self._shown

    def _anew(self, view: Viewport) -> Sheet:
        self._blank, self._outdated, self._rough = QRegion(whole(view)), QRegion(), False
        return Sheet.empty(view)

    def _scrolled(self, old: Sheet, view: Viewport, dx: int, dy: int) -> Sheet:
        step_x, step_y = round(dx / view.ratio), round(dy / view.ratio)
        everything = whole(view)
        self._outdated.translate(step_x, step_y)
        self._blank = QRegion(everything) - QRegion(everything.translated(step_x, step_y))
        return old.scrolled(view, dx, dy)

    def _turned(self, old: Sheet, view: Viewport) -> Sheet:
        if self._painted.load(view, QRectF(whole(view))) <= _ON_THE_WAY:
            return self._anew(view)
        return self._stand_in(view, old)

    def _keep(self, sheet: Sheet) -> None:
        """Note a sheet that may stand in for others later, if it is good all over."""
        if self._rough or not self._outdated.isEmpty():
            return
        self._sharp = sheet
        if self._painted.covers(sheet.view):
            self._wide = sheet

    def _stand_in(self, view: Viewport, old: Sheet) -> Sheet:
        """The view as far as it is known from others; the rest is blank."""
        new, everything = Sheet.empty(view), QRegion(whole(view))
        known = QRegion()
        painter = QPainter(new.pixmap)
        for sheet in (self._wide, old, self._sharp):
            if sheet is not None:
                sheet.draw_in(painter, view)
                known += sheet.place_in(view).toAlignedRect().adjusted(1, 1, -1, -1)
        painter.end()
        self._blank = everything - known
        if not self._outdated.isEmpty():
            self._outdated = everything
        self._rough = True
        return new

    # What is missing ---------------------------------------------------------------------------

    def _paint(self, shown: Sheet, region: QRegion, manner: Manner) -> None:
        if region.isEmpty():
            return
        if manner != BEST:
            self._rough = True
        elif region.boundingRect().contains(whole(shown.view)) and region.rectCount() == 1:
            self._stop_refining()
            self._rough = False
        painter = QPainter(shown.pixmap)
        for rect in _rects(region):
            painter.save()
            painter.setClipRect(rect)
            for _ in self._painted.steps(painter, shown.view, QRectF(rect), manner):
                pass
            painter.restore()
        painter.end()

    def _much(self, milliseconds: float) -> bool:
        """Whether all of the view takes longer than that."""
        return self._shown is not None and self._load(QRegion(whole(self._shown.view))) > (
            milliseconds
        )

    def _load(self, region: QRegion) -> float:
        if self._shown is None:
            return 0.0
        view = self._shown.view
        return sum(self._painted.load(view, QRectF(rect)) for rect in _rects(region))

    # Getting better ----------------------------------------------------------------------------

    def _best(self, painter: QPainter, view: Viewport, area: QRectF) -> Steps:
        return self._painted.steps(painter, view, area, BEST)

    def _take(self, done: Refining, shown: Sheet) -> None:
        fresh = done.outdated.isEmpty()
        if done.view == shown.view:
            self._shown = Sheet(QPixmap(done.sheet.pixmap), done.view)
            self._outdated, self._rough = done.outdated, False
        if fresh:
            self._sharp = done.sheet
            if self._painted.covers(done.view):
                self._wide = done.sheet
            if done.view != shown.view:
                self._shown = self._stand_in(shown.view, shown)

    def _stop_refining(self) -> None:
        if self._refining is not None:
            self._refining.drop()
            self._refining = None


def _region(places: Iterable[QRectF]) -> QRegion:
    region = QRegion()
    for place in places:
        region += place.toAlignedRect()
    return region


def _rects(region: QRegion) -> Iterable[QRect]:
    return cast("Iterable[QRect]", region)
