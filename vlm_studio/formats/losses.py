"""What a format cannot hold, said before writing. Cheap, and without numpy or Pillow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import ELLIPSE_POINTS, Box, Ellipse, Polygon
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.words import Text, plural_text, text


def picture_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of an annotated picture."""
    count, vectors = sum(_counts(state).values()), _vector_layers(state)
    annotations = plural_text(
        "{n} annotation becomes pixels and can no longer be edited.",
        "{n} annotations become pixels and can no longer be edited.",
        count,
    )
    layers = plural_text(
        "{n} vector layer becomes pixels and can no longer be edited.",
        "{n} vector layers become pixels and can no longer be edited.",
        vectors,
    )
    return tuple(_given(annotations if count else None, layers if vectors else None))


def coco_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of COCO."""
    counts = _counts(state)
    return tuple(
        _given(
            _layers("COCO", state),
            _without_vectors(state),
            _visibility("COCO", counts[Pose]),
            _ellipses(counts[Ellipse]),
        )
    )


def yolo_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of YOLO, in the variant that the shapes ask for."""
    counts = _counts(state)
    outlines = counts[Mask] + counts[Polygon] + counts[Ellipse]
    found = [_layers("YOLO", state), _without_vectors(state)]
    if counts[Pose]:
        found += [
            _only_boxes(outlines),
            _other_skeletons(state),
            _visibility("YOLO", counts[Pose]),
        ]
    elif counts[Mask]:
        found.append(
            plural_text(
                "{n} mask becomes an outline; holes in it are filled.",
                "{n} masks become outlines; holes in them are filled.",
                counts[Mask],
            )
        )
    if counts[Box] and outlines and not counts[Pose]:
        found.append(
            plural_text(
                "{n} box becomes an outline of four corners.",
                "{n} boxes become outlines of four corners.",
                counts[Box],
            )
        )
    if not counts[Pose]:
        found.append(_ellipses(counts[Ellipse]))
    if sum(counts.values()):
        found.append(text("YOLO files hold no scores."))
    return tuple(_given(*found))


def labelme_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of labelme."""
    poses = _counts(state)[Pose]
    figures = plural_text(
        "{n} pose becomes a box and single points of one group.",
        "{n} poses become boxes and single points, a group each.",
        poses,
    )
    long = sum(isinstance(a.shape, Ellipse) and not a.shape.round for a in state.objects())
    return tuple(
        _given(
            _layers("labelme", state),
            _without_vectors(state),
            figures if poses else None,
            _ellipses(long),
        )
    )


def mask_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of mask pictures."""
    counts = _counts(state)
    boxes = plural_text(
        "{n} box has no mask and is left out.",
        "{n} boxes have no mask and are left out.",
        counts[Box],
    )
    poses = plural_text(
        "{n} pose has no mask and is left out.",
        "{n} poses have no mask and are left out.",
        counts[Pose],
    )
    areas = counts[Mask] + counts[Polygon] + counts[Ellipse]
    scores = text("Mask pictures hold no scores.") if areas else None
    overlaps = _overlaps(areas)
    return tuple(
        _given(
            boxes if counts[Box] else None,
            poses if counts[Pose] else None,
            _without_vectors(state),
            overlaps,
            scores,
        )
    )


def svg_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of SVG."""
    pictures = sum(isinstance(layer, RasterLayer) for layer, _ in state.shown())
    annotations = sum(_counts(state).values())
    found = (
        plural_text(
            "{n} picture layer is left out: the file holds vectors only.",
            "{n} picture layers are left out: the file holds vectors only.",
            pictures,
        )
        if pictures
        else None,
        plural_text("{n} annotation is left out.", "{n} annotations are left out.", annotations)
        if annotations
        else None,
        text("Hidden layers are left out.")
        if any(not layer.visible for layer in state.layers.values())
        else None,
    )
    return tuple(_given(*found))


def no_losses(state: DocumentState) -> tuple[Text, ...]:
    """Of a project."""
    return ()


def _given(*found: Text | None) -> Iterable[Text]:
    return (sentence for sentence in found if sentence is not None)


def _counts(state: DocumentState) -> Counter[type]:
    """Shown annotations by the kind of their shape."""
    return Counter(type(annotation.shape) for annotation in state.objects())


def _layers(format: str, state: DocumentState) -> Text | None:
    rasters = sum(isinstance(layer, RasterLayer) for layer in state.layers.values())
    if rasters <= 1 and len(state.layers) <= 2:
        return None
    return text(
        "{format} has no layers: their names, order and opacity are left out.", format=format
    )


def _vector_layers(state: DocumentState) -> int:
    return sum(isinstance(layer, VectorLayer) for layer, _ in state.shown())


def _without_vectors(state: DocumentState) -> Text | None:
    count = _vector_layers(state)
    if not count:
        return None
    return plural_text("{n} vector layer is left out.", "{n} vector layers are left out.", count)


def _visibility(format: str, poses: int) -> Text | None:
    if not poses:
        return None
    return text(
        "{format} knows only visible, hidden and missing joints, no scores of joints.",
        format=format,
    )


def _ellipses(count: int) -> Text | None:
    if not count:
        return None
    return plural_text(
        "{n} ellipse becomes an outline of {points} points.",
        "{n} ellipses become outlines of {points} points.",
        count,
        points=ELLIPSE_POINTS,
    )


def _only_boxes(count: int) -> Text | None:
    if not count:
        return None
    return plural_text(
        "{n} outline or mask becomes a box, because a YOLO set with poses holds boxes only.",
        "{n} outlines and masks become boxes, because a YOLO set with poses holds boxes only.",
        count,
    )


def _other_skeletons(state: DocumentState) -> Text | None:
    kinds = Counter(
        annotation.shape.skeleton
        for annotation in state.objects()
        if isinstance(annotation.shape, Pose)
    )
    others = sum(kinds.values()) - max(kinds.values(), default=0)
    if not others:
        return None
    return plural_text(
        "{n} pose of another skeleton becomes a box: a YOLO set has one skeleton.",
        "{n} poses of other skeletons become boxes: a YOLO set has one skeleton.",
        others,
    )


def _overlaps(count: int) -> Text | None:
    if count < 2:
        return None
    return text("Where objects overlap, the class picture holds the upper one.")
