"""Click what belongs to a thing and what does not, and get its mask."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.converting import Kind, converted
from vlm_studio.document.geometry import Box, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.tasks.requests import Click
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.badge import draw_badge
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.box import BoxDrag
from vlm_studio.ui.canvas.tools.handles import draw_outline
from vlm_studio.ui.canvas.tools.hover import Hover
from vlm_studio.ui.canvas.tools.points import PointsTool
from vlm_studio.ui.canvas.tools.shape import ShapeTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.shapes import draw_mask_edge, shape_path
from vlm_studio.ui.paint.style import ADD, DARK, REMOVE, WHITE, line_pen, soft_pen
from vlm_studio.words import Text, text

_SPECK = 0.02
"""A part of a mask with a smaller share of the largest part's area is no polygon of its own."""


class ClickMaskTool(PointsTool, ShapeTool):
    """Left adds, right or Shift removes, a drag is a box; Enter keeps the mask, Esc drops it.

    Every request says everything there is to say; of several answers under way only the newest counts.
    """

    name = "click_mask"
    gestures = (
        Gesture(text("Add a point to the mask, remove one"), text("Click, right-click")),
        Gesture(text("Start with a box"), text("Drag")),
        Gesture(text("Finish the mask with a click"), text("Ctrl and click")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._said = Clicks()
        self._past: list[Clicks] = []
        self._mask: Mask | None = None
        self._asked = 0
        """Counts requests; an answer with another number is too old."""
        self._waiting = False
        self._kept = False
        """Whether the answer that is under way is to be kept."""
        self._preparing = 0
        self._drag: BoxDrag | None = None
        self._removing = False
        self._finishing = False
        """Whether the click that is under way is the last one."""
        self._hover = Hover(stage)
        self._at: QPointF | None = None
        """Where the mouse is, in the view."""

    @property
    def dragging(self) -> bool:
        return self._drag is not None

    @property
    def begun(self) -> bool:
        return bool(self._past)

    @property
    def drafting(self) -> bool:
        return self.begun or super().drafting

    @property
    def mask(self) -> Mask | None:
        """The draft."""
        return self._mask

    def sign(self, pointer: Pointer) -> str:
        if pointer.ctrl:
            return "✓"
        return "−" if pointer.shift or self.stage.options.now.takes_away else "+"

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        self.withdraw()
        self._removing = pointer.right or pointer.shift or self.stage.options.now.takes_away
        self._finishing = pointer.ctrl
        self._drag = BoxDrag(self.stage, Pointer(pointer.view, pointer.point))

    def move(self, pointer: Pointer) -> None:
        self._at = pointer.view
        if self._drag is not None:
            self._drag.move(Pointer(pointer.view, pointer.point))
            self.stage.refresh()
        elif not self.drafting and pointer.point == self.stage.clamped(pointer.point):
            self._hover.at(pointer.point)
        else:
            self._hover.stop()
        if self._preparing:
            self.stage.refresh()

    def away(self) -> None:
        self._at = None
        self._hover.stop()

    def release(self, pointer: Pointer) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        if drag.is_click or self._removing:
            self._click(self.stage.clamped(pointer.point))
        elif drag.box.area:
            self._say(Clicks(drag.box, self._said.clicks))
        if self._finishing:
            self.finish()

    def _click(self, place: Point) -> None:
        click = Click(place.x, place.y, not self._removing)
        known = self._hover.known(place) if click.positive and not self._past else None
        if known is not None:
            self._past.append(self._said)
            self._said, self._mask = Clicks(clicks=(click,)), known
            self._asked += 1
            self._hover.stop()
            self.stage.refresh()
            return
        self._say(Clicks(self._said.box, (*self._said.clicks, click)))

    # The engine --------------------------------------------------------------------------------

    def enter(self) -> None:
        self._prepare()

    def _prepare(self) -> None:
        port = self.stage.masks
        if port is None:
            self.stage.failed.emit(text("Masks by clicking are not available."))
            return
        self._preparing += 1
        port.prepare(self._prepared)

    def _prepared(self, error: Text | None) -> None:
        self._preparing -= 1
        if error is not None:
            self.stage.failed.emit(error)
        self.stage.refresh()

    def _say(self, said: Clicks) -> None:
        """Say more, or with one step taken back less, about the thing; ask for its mask."""
        self._past.append(self._said)
        self._hover.stop()
        self._ask(said)

    def _ask(self, said: Clicks) -> None:
        self._said = said
        self._asked += 1
        self._waiting = self._kept = False
        if said == Clicks():
            self._mask = None
        elif self.stage.masks is not None:
            self._waiting = True
            number = self._asked
            self.stage.masks.ask(said, lambda answer: self._answered(number, answer))
        self.stage.refresh()

    def _answered(self, number: int, answer: MaskAnswer) -> None:
        if number != self._asked:
            return
        kept, self._waiting, self._kept = self._kept, False, False
        self._mask = answer.mask if answer.error is None else self._mask
        if answer.error is not None:
            self.stage.failed.emit(answer.error)
        elif answer.mask is None:
            self.stage.failed.emit(text("Nothing was found here. Click something else."))
        elif kept:
            self.finish()
        self.stage.refresh()

    # Keys and the end --------------------------------------------------------------------------

    def take_back(self) -> None:
        self._ask(self._past.pop())

    def finish(self) -> bool:
        """Keep the mask; while its newest answer is under way, keep that as soon as it is there."""
        if self._waiting:
            self._kept = True
            return True
        if self._mask is None:
            return False
        shapes = kept_as(self._mask, self.stage.options.now.result)
        self._clear()
        self.propose(*shapes)
        return True

    def cancel(self) -> bool:
        had = bool(self._past) or self._drag is not None
        self._clear()
        return super().cancel() or had

    def disturbed(self) -> None:
        """Clicks stand on the picture, not on annotations."""

    def _clear(self) -> None:
        self._asked += 1
        self._said, self._past, self._mask = Clicks(), [], None
        self._waiting = self._kept = False
        self._drag = None
        self._hover.stop()
        self.stage.options.choose(takes_away=False)
        self.stage.refresh()

    # Painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        stage, view = self.stage, self.stage.camera.viewport
        if self._mask is not None:
            self._paint_mask(painter, self._mask, 0.4)
        elif self._hover.mask is not None:
            self._paint_mask(painter, self._hover.mask, 0.2)
        if self._said.box is not None:
            _draw_dashed(painter, self._said.box, stage)
        if self._drag is not None and not self._drag.is_click and not self._removing:
            draw_outline(painter, Annotation(0, "", self._drag.box), view, stage.colors.accent, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for click in self._said.clicks:
            _draw_click(painter, view.to_view(Point(click.x, click.y)), click.positive)
        if self._preparing:
            at = self._at + QPointF(16, 16) if self._at is not None else QPointF(2, 2)
            draw_badge(painter, str(text("Preparing")), at, stage)

    def _paint_mask(self, painter: QPainter, mask: Mask, opacity: float) -> None:
        accent = self.stage.colors.accent
        fill = QColor(accent)
        fill.setAlphaF(opacity)
        view = self.stage.camera.viewport
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(shape_path(mask, view), fill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        draw_mask_edge(painter, mask, view, [soft_pen(DARK, 4), soft_pen(accent, 2)])


def kept_as(mask: Mask, kind: Kind) -> tuple[Shape, ...]:
    """``mask`` as the ``kind`` of shape it is wanted as; polygons of specks beside the thing are left out."""
    if kind == "mask":
        return (mask,)
    shapes = converted(mask, kind)
    outlines = [shape for shape in shapes if isinstance(shape, Polygon)]
    least = max((outline.area for outline in outlines), default=0.0) * _SPECK
    return tuple(s for s in shapes if not isinstance(s, Polygon) or s.area >= least)


def _draw_dashed(painter: QPainter, box: Box, stage: Stage) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(stage.colors.accent, 1, (4, 3)))
    painter.drawRect(stage.camera.viewport.rect(box).toRect())


def _draw_click(painter: QPainter, place: QPointF, positive: bool) -> None:
    """A round mark with a plus or a minus."""
    painter.setPen(soft_pen(WHITE, 1.5))
    painter.setBrush(ADD if positive else REMOVE)
    painter.drawEllipse(place, 7, 7)
    painter.drawLine(place - QPointF(3, 0), place + QPointF(3, 0))
    if positive:
        painter.drawLine(place - QPointF(0, 3), place + QPointF(0, 3))
