"""Place a whole standing figure and pull its joints to where they belong."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.skeletons import HAND_21, SKELETONS, Pose, Skeleton, standing
from vlm_studio.ui.canvas import commands
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools.base import Pointer
from vlm_studio.ui.canvas.tools.box import BoxTool
from vlm_studio.ui.canvas.tools.drags import EditDrag
from vlm_studio.ui.canvas.tools.grips import Grip, grip_at
from vlm_studio.ui.canvas.tools.handles import draw_knob, draw_outline
from vlm_studio.ui.gestures import Gesture
from vlm_studio.ui.paint.shapes import draw_shape
from vlm_studio.ui.paint.style import UNSURE
from vlm_studio.words import text

OUT_OF_SIGHT = 0.25
"""Score of a joint that is placed but cannot be seen in the picture."""


class JointsTool(BoxTool):
    """Drag a box to place a figure in it; drag a joint to move it; right-click a joint to say it is out of sight."""

    name = "joints"
    gestures = (
        Gesture(text("Place a figure"), text("Drag a box")),
        Gesture(text("Move a joint"), text("Drag it")),
        Gesture(text("Say that a joint is out of sight"), text("Right-click")),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._pulling: EditDrag | None = None
        self._grip: Grip | None = None

    @property
    def cursor(self) -> Qt.CursorShape:
        return self._grip.cursor if self._grip else Qt.CursorShape.CrossCursor

    @property
    def dragging(self) -> bool:
        return super().dragging or self._pulling is not None

    def shape_in(self, box: Box) -> Pose:
        return standing(self._skeleton, box)

    def propose_in(self, box: Box) -> None:
        label = "hand" if self._skeleton is HAND_21 else "person"
        self.propose(self.shape_in(box), label=label)

    def press(self, pointer: Pointer) -> None:
        grip = self._joint_at(pointer)
        if grip is None:
            super().press(pointer)
        elif pointer.right:
            self._toggle(grip)
        else:
            self.withdraw()
            self.stage.selection.select([grip.key])
            self._pulling = grip.drag()

    def move(self, pointer: Pointer) -> None:
        if self._pulling is not None:
            self._pulling.move(pointer)
        elif self.dragging:
            super().move(pointer)
        else:
            self._grip = self._joint_at(pointer)
            self.stage.cursor_changed.emit()
            self.stage.refresh()

    def release(self, pointer: Pointer) -> None:
        pulling, self._pulling = self._pulling, None
        if pulling is not None:
            pulling.finish()
        else:
            super().release(pointer)

    def away(self) -> None:
        if not self.dragging:
            self._grip = None
            self.stage.refresh()

    def cancel(self) -> bool:
        pulling, self._pulling = self._pulling, None
        if pulling is not None:
            pulling.cancel()
        self.stage.refresh()
        return super().cancel() or pulling is not None

    def disturbed(self) -> None:
        """Only a joint being pulled belongs to something that may be gone."""
        if self._pulling is not None:
            self.cancel()
        self._grip = None

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._pulling is not None:
            self._pulling.paint(painter)
        elif not self.dragging and self._grip is not None and self._grip.knob is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            draw_knob(painter, self._grip.knob, self.stage.colors, hot=True)

    def paint_in(self, painter: QPainter, box: Box) -> None:
        stage, view = self.stage, self.stage.camera.viewport
        draw_outline(painter, Annotation(0, "", box), view, stage.colors.accent, 1)
        draw_shape(painter, Annotation(0, "", self.shape_in(box)), view, stage.style)

    @property
    def _skeleton(self) -> Skeleton:
        return SKELETONS[self.stage.options.now.skeleton]

    def _joint_at(self, pointer: Pointer) -> Grip | None:
        stage = self.stage
        hits = stage.scene.hits(pointer.point, stage.reach(7), stage.selection.annotations)
        grip = grip_at(stage, pointer, hits[0] if hits else None)
        return grip if grip is not None and grip.joint is not None else None

    def _toggle(self, grip: Grip) -> None:
        """Say that a joint can be seen, or that it cannot."""
        annotation = self.stage.annotation(grip.key)
        if annotation is None or grip.joint is None or not isinstance(annotation.shape, Pose):
            return
        pose = annotation.shape
        joint = pose.joints[grip.joint]
        seen = joint.score >= UNSURE
        joints = list(pose.joints)
        joints[grip.joint] = msgspec.structs.replace(joint, score=OUT_OF_SIGHT if seen else 1.0)
        shape = msgspec.structs.replace(pose, joints=tuple(joints))
        label = commands.named(annotation)
        sentence = (
            text("Mark a joint of {label} as out of sight", label=label)
            if seen
            else text("Mark a joint of {label} as visible", label=label)
        )
        self.stage.edit({grip.key: msgspec.structs.replace(annotation, shape=shape)}, sentence)
