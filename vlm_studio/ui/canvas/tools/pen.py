"""Draw lines anchor by anchor: a click is a corner, a drag a smooth curve."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QPainter

from vlm_studio.document import nodes
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Point
from vlm_studio.document.node_edits import closed
from vlm_studio.document.nodes import Line, Lines, Node
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.canvas import anchors, objects
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools import strokes
from vlm_studio.ui.canvas.tools.anchor_drags import eighths, mirrored
from vlm_studio.ui.canvas.tools.anchor_marks import draw_anchor, draw_handle_line, draw_path
from vlm_studio.ui.canvas.tools.base import Mods, Pointer
from vlm_studio.ui.canvas.tools.handles import REACH
from vlm_studio.ui.canvas.tools.line_ends import LineEnd, draw_end, end_at
from vlm_studio.ui.canvas.tools.points import PointsTool
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.vector_paths import object_path
from vlm_studio.ui.paint.vectors import draw_object
from vlm_studio.words import text

_SLOP = 3.0
"""So many pixels of the view make a handle of a click."""


class PenTool(PointsTool):
    """The line goes onto the active vector layer, or onto a new one; or goes on from the end of one that is there."""

    name = "pen"
    gestures = (
        Gesture(text("A corner"), text("Click")),
        Gesture(text("A smooth curve"), text("Drag")),
        Gesture(text("Go on with an open line"), text("Click one of its ends")),
        Gesture(text("Close the line"), text("Click its first anchor")),
        Gesture(text("Finish an open line"), text("Double-click")),
        Gesture(text("Only eight directions"), text("Shift")),
        Gesture(text("Move one handle alone"), text("Alt and drag")),
        Gesture(text("Take one anchor back"), text("Right-click, or Backspace")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._nodes: list[Node] = []
        self._from: tuple[ObjectKey, int] | None = None
        """The object and the line of it that are gone on with."""
        self._kept = 0
        """So many anchors were there before."""
        self._pressed: Pointer | None = None
        self._mouse: Pointer | None = None
        self._closing = False
        self._end: LineEnd | None = None
        """The end of an open line below the pointer."""

    @property
    def dragging(self) -> bool:
        return self._pressed is not None

    @property
    def begun(self) -> bool:
        return bool(self._nodes)

    @property
    def drafting(self) -> bool:
        return self.begun

    @property
    def points(self) -> tuple[Node, ...]:
        """The anchors so far."""
        return tuple(self._nodes)

    # The mouse ---------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        if pointer.right:
            self.take_back()
            return
        if not self._nodes and not self._go_on(pointer) and not strokes.ready(self.stage):
            return
        self._pressed = self._mouse = pointer
        self._closing = self._closes(pointer)
        if not self._closing and not self._on_last(pointer):
            self._nodes.append(Node(self._placed(pointer)))
        self.stage.refresh()

    def _on_last(self, pointer: Pointer) -> bool:
        reach = self._reach() if self._untouched else self.stage.reach(1)
        return bool(self._nodes) and self._nodes[-1].point.distance(pointer.point) <= reach

    @property
    def _untouched(self) -> bool:
        """Whether the line that is gone on with is as it was."""
        return self._from is not None and len(self._nodes) == self._kept

    def move(self, pointer: Pointer) -> None:
        self._mouse = pointer
        pressed = self._pressed
        if pressed is not None and (pointer.view - pressed.view).manhattanLength() >= _SLOP:
            self._bend(pointer)
        end = None if self._nodes else end_at(self.stage, pointer.point)
        if self._nodes or end != self._end:
            self._end = end
            self.stage.refresh()

    def _bend(self, pointer: Pointer) -> None:
        """Pull handles out of the anchor that was set last, or of the first one when the line is closed with it."""
        node = self._nodes[0 if self._closing else -1]
        place = eighths(node.point, pointer.point) if pointer.shift else pointer.point
        opposite = mirrored(place, node.point)
        if self._closing:
            alone = pointer.alt or node.after is None
            self._nodes[0] = Node(node.point, opposite, node.after if alone else place)
        else:
            alone = pointer.alt or self._untouched
            self._nodes[-1] = Node(node.point, node.before if alone else opposite, place)

    def release(self, pointer: Pointer) -> None:
        if pointer.right or self._pressed is None:
            return
        self._pressed = None
        if self._closing:
            self._done(is_closed=True)
        self.stage.refresh()

    def double_click(self, pointer: Pointer) -> None:
        if not pointer.right and not self.finish():
            self.press(pointer)

    def modifiers_changed(self, modifiers: Mods) -> None:
        if self._mouse is not None and self._nodes:
            last = self._mouse
            self.move(Pointer(last.view, last.point, last.button, modifiers))

    def _go_on(self, pointer: Pointer) -> bool:
        """Take up the open line that has an end below the pointer."""
        found = end_at(self.stage, pointer.point)
        if found is None:
            return False
        key, number, place = found
        each = self.stage.vector_object(key)
        assert each is not None
        line = anchors.lines_of(each)[number]
        line = line if place else line.reversed()
        self._from, self._nodes, self._kept = (key, number), list(line.nodes), len(line.nodes)
        self.stage.lift([key])
        return True

    def _reach(self) -> float:
        return self.stage.reach(REACH)

    def _closes(self, pointer: Pointer) -> bool:
        first = self._nodes[0].point if len(self._nodes) > 1 else None
        return first is not None and pointer.point.distance(first) <= self._reach()

    def _placed(self, pointer: Pointer) -> Point:
        if pointer.shift and self._nodes:
            return eighths(self._nodes[-1].point, pointer.point)
        return pointer.point

    # The end -----------------------------------------------------------------------------------

    def finish(self) -> bool:
        """Make an open line of the anchors, if there are two."""
        if len(self._nodes) < 2:
            return False
        self._done(is_closed=False)
        return True

    def _done(self, *, is_closed: bool) -> None:
        stage, origin = self.stage, self._from
        line = Line(tuple(self._nodes))
        line = closed(line) if is_closed else line
        changed = len(self._nodes) > self._kept or is_closed
        self._drop()
        if origin is None:
            path = nodes.path_of([line])
            assert path is not None
            sentence = text("Draw a line with the pen")
            stage.selection.select_objects(
                [strokes.put(stage, strokes.stroked(stage, path), sentence)]
            )
        elif changed:
            key, number = origin
            made = self._with_line(key, number, line)
            objects.edit(
                stage, {key: made}, text("Go on with {label}", label=objects.named({key: made}))
            )
            stage.selection.select_objects([key])

    def _with_line(self, key: ObjectKey, number: int, line: Line) -> VectorObject:
        each = self.stage.vector_object(key)
        assert each is not None
        lines: Lines = anchors.lines_of(each)
        path = nodes.path_of((*lines[:number], line, *lines[number + 1 :]))
        return msgspec.structs.replace(each, shape=path)

    def take_back(self) -> None:
        if len(self._nodes) > self._kept:
            self._nodes.pop()
        if len(self._nodes) == self._kept and self._from is not None:
            self._drop()
        self._pressed = None
        self.stage.refresh()

    def cancel(self) -> bool:
        had = self.drafting
        self._drop()
        return had

    def disturbed(self) -> None:
        """What is gone on with, or could be, may no longer be there."""
        self._end = None
        if self._from is not None:
            self.cancel()

    def _drop(self) -> None:
        self._nodes, self._from, self._kept = [], None, 0
        self._pressed, self._closing = None, False
        self.stage.lift(())
        self.stage.refresh()

    # Painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        stage, view = self.stage, self.stage.camera.viewport
        if not self._nodes:
            if self._end is not None:
                draw_end(painter, stage, self._end)
            return
        made = self._draft(Line(tuple(self._nodes)))
        if made is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            draw_object(painter, made, view)
            draw_path(painter, view.transform.map(object_path(made)), stage.colors)
        self._paint_next(painter)
        for node in self._nodes[-1:] if not self._closing else self._nodes[:1]:
            draw_handle_line(painter, node, "before", view, stage.colors)
            draw_handle_line(painter, node, "after", view, stage.colors)
        closing = self._mouse is not None and self._closes(self._mouse)
        last = len(self._nodes) - 1
        for at, node in enumerate(self._nodes):
            full = at == last or (at == 0 and closing)
            place = view.to_view(node.point)
            draw_anchor(painter, place, stage.colors, full=full, round=node.smooth)

    def _draft(self, line: Line) -> VectorObject | None:
        if self._from is not None:
            return self._with_line(*self._from, line)
        path = nodes.path_of([closed(line) if self._closing else line])
        return None if path is None else strokes.stroked(self.stage, path)

    def _paint_next(self, painter: QPainter) -> None:
        """What a click would add."""
        if self._mouse is None or self._pressed is not None:
            return
        closing = self._closes(self._mouse)
        end = self._nodes[0] if closing else Node(self._placed(self._mouse))
        line = nodes.path_of([Line((self._nodes[-1], end))])
        if line is not None:
            path = object_path(VectorObject(0, line))
            view = self.stage.camera.viewport
            draw_path(painter, view.transform.map(path), self.stage.colors)
