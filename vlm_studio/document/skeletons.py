"""Skeletons: which joints a pose has, and which are joined by a line."""

from __future__ import annotations

import itertools

import msgspec

from vlm_studio.document.geometry import Box, Point


class Skeleton(msgspec.Struct, frozen=True):
    """``joints`` are snake_case names; ``bones`` pairs of indices into them; ``rest`` a standing figure in 0..1."""

    id: str
    name: str
    joints: tuple[str, ...]
    bones: tuple[tuple[int, int], ...]
    rest: tuple[Point, ...]

    def side(self, joint: int) -> str:
        """``left``, ``right`` or ``middle``, from the joint's name."""
        name = self.joints[joint]
        for side in ("left", "right"):
            if name.startswith(side + "_") or name.endswith("_" + side):
                return side
        return "middle"


class Joint(msgspec.Struct, frozen=True, array_like=True):
    """A joint of a pose in pixels; ``score`` 0..1 is how visible it is, 0 means not placed at all."""

    x: float
    y: float
    score: float = 1.0

    @property
    def point(self) -> Point:
        return Point(self.x, self.y)


class Pose(msgspec.Struct, frozen=True, tag="pose"):
    """One figure: ``joints`` in the order of the skeleton ``skeleton`` (an id of :data:`SKELETONS`)."""

    skeleton: str
    joints: tuple[Joint, ...]

    def bounds(self) -> Box:
        """The box of the placed joints."""
        placed = [joint.point for joint in self.joints if joint.score > 0]
        return Box.around(placed or [joint.point for joint in self.joints])

    def moved(self, dx: float, dy: float) -> Pose:
        joints = (msgspec.structs.replace(j, x=j.x + dx, y=j.y + dy) for j in self.joints)
        return msgspec.structs.replace(self, joints=tuple(joints))

    def with_joint(self, index: int, point: Point) -> Pose:
        """This pose with one joint put at ``point``, which makes it certain."""
        joints = list(self.joints)
        joints[index] = Joint(point.x, point.y, 1.0)
        return msgspec.structs.replace(self, joints=tuple(joints))


def _bones(joints: tuple[str, ...], *chains: str) -> tuple[tuple[int, int], ...]:
    """Bones from chains of joint names; ``l_`` and ``r_`` chains are written once with ``*_``."""
    bones = []
    for chain in chains:
        sides = ("left", "right") if "*" in chain else ("",)
        for side in sides:
            indices = [joints.index(name.replace("*", side)) for name in chain.split()]
            bones += list(itertools.pairwise(indices))
    return tuple(bones)


_COCO_JOINTS = (
    "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
    "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle"
)
_COCO_REST = (
    (0.50, 0.10), (0.53, 0.08), (0.47, 0.08), (0.56, 0.09), (0.44, 0.09), (0.62, 0.22), (0.38, 0.22),
    (0.67, 0.36), (0.33, 0.36), (0.70, 0.49), (0.30, 0.49), (0.57, 0.52), (0.43, 0.52), (0.58, 0.73),
    (0.42, 0.73), (0.58, 0.94), (0.42, 0.94),
)  # fmt: skip

_BLAZEPOSE_JOINTS = (
    "nose left_eye_inner left_eye left_eye_outer right_eye_inner right_eye right_eye_outer left_ear right_ear "
    "mouth_left mouth_right left_shoulder right_shoulder left_elbow right_elbow left_wrist right_wrist "
    "left_pinky right_pinky left_index right_index left_thumb right_thumb left_hip right_hip left_knee "
    "right_knee left_ankle right_ankle left_heel right_heel left_foot_index right_foot_index"
)
_BLAZEPOSE_REST = (
    (0.50, 0.10), (0.52, 0.08), (0.53, 0.08), (0.54, 0.08), (0.48, 0.08), (0.47, 0.08), (0.46, 0.08),
    (0.56, 0.09), (0.44, 0.09), (0.52, 0.125), (0.48, 0.125), (0.62, 0.22), (0.38, 0.22), (0.67, 0.36),
    (0.33, 0.36), (0.70, 0.49), (0.30, 0.49), (0.72, 0.53), (0.28, 0.53), (0.70, 0.54), (0.30, 0.54),
    (0.68, 0.52), (0.32, 0.52), (0.57, 0.52), (0.43, 0.52), (0.58, 0.73), (0.42, 0.73), (0.58, 0.93),
    (0.42, 0.93), (0.57, 0.96), (0.43, 0.96), (0.61, 0.97), (0.39, 0.97),
)  # fmt: skip

_HAND_JOINTS = (
    "wrist thumb_cmc thumb_mcp thumb_ip thumb_tip index_mcp index_pip index_dip index_tip middle_mcp middle_pip "
    "middle_dip middle_tip ring_mcp ring_pip ring_dip ring_tip pinky_mcp pinky_pip pinky_dip pinky_tip"
)
_HAND_REST = (
    (0.50, 0.95), (0.34, 0.85), (0.24, 0.72), (0.17, 0.60), (0.11, 0.51), (0.36, 0.50), (0.33, 0.34),
    (0.31, 0.23), (0.30, 0.13), (0.48, 0.47), (0.48, 0.29), (0.48, 0.17), (0.48, 0.06), (0.59, 0.50),
    (0.62, 0.33), (0.63, 0.22), (0.64, 0.12), (0.70, 0.56), (0.75, 0.44), (0.78, 0.35), (0.81, 0.27),
)  # fmt: skip


def _skeleton(
    id: str, name: str, joints: str, rest: tuple[tuple[float, float], ...], *chains: str
) -> Skeleton:
    names = tuple(joints.split())
    return Skeleton(id, name, names, _bones(names, *chains), tuple(Point(*xy) for xy in rest))


COCO_17 = _skeleton(
    "coco17", "COCO person", _COCO_JOINTS, _COCO_REST,
    "nose *_eye *_ear", "*_shoulder *_elbow *_wrist", "*_shoulder *_hip *_knee *_ankle",
    "left_shoulder right_shoulder", "left_hip right_hip",
)  # fmt: skip
BLAZEPOSE_33 = _skeleton(
    "blazepose33", "BlazePose person", _BLAZEPOSE_JOINTS, _BLAZEPOSE_REST,
    "nose *_eye_inner *_eye *_eye_outer *_ear", "mouth_left mouth_right",
    "*_shoulder *_elbow *_wrist *_pinky *_index *_wrist *_thumb", "*_shoulder *_hip *_knee *_ankle",
    "*_ankle *_heel *_foot_index *_ankle", "left_shoulder right_shoulder", "left_hip right_hip",
)  # fmt: skip
HAND_21 = _skeleton(
    "hand21", "Hand", _HAND_JOINTS, _HAND_REST,
    "wrist thumb_cmc thumb_mcp thumb_ip thumb_tip", "wrist index_mcp index_pip index_dip index_tip",
    "index_mcp middle_mcp middle_pip middle_dip middle_tip", "middle_mcp ring_mcp ring_pip ring_dip ring_tip",
    "ring_mcp pinky_mcp pinky_pip pinky_dip pinky_tip", "wrist pinky_mcp",
)  # fmt: skip

SKELETONS = {skeleton.id: skeleton for skeleton in (COCO_17, BLAZEPOSE_33, HAND_21)}
"""Every skeleton the program knows, by id."""


def convert(pose: Pose, target: str) -> Pose:
    """``pose`` in the skeleton ``target``: joints of the same name are kept, others come back unplaced.

    Raises ``KeyError`` for an unknown skeleton.
    """
    source, wanted = SKELETONS[pose.skeleton], SKELETONS[target]
    by_name = dict(zip(source.joints, pose.joints, strict=True))
    missing = Joint(0.0, 0.0, 0.0)
    return Pose(target, tuple(by_name.get(name, missing) for name in wanted.joints))


def standing(skeleton: Skeleton, box: Box) -> Pose:
    """The skeleton's resting figure, fitted into ``box``."""
    joints = (
        Joint(box.x + place.x * box.width, box.y + place.y * box.height) for place in skeleton.rest
    )
    return Pose(skeleton.id, tuple(joints))
