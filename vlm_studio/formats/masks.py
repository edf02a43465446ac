"""Mask pictures: every class as a number in one PNG, and one PNG an object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.rasterise import rasterised
from vlm_studio.errors import StudioError
from vlm_studio.formats.exporting import Export, label_of, labels, safe_name
from vlm_studio.formats.png import write_png
from vlm_studio.words import text

Pixels = NDArray[np.uint8]


def write(export: Export) -> None:
    """To a ``.png`` the class picture alone; to a folder also ``labels.txt`` and one PNG an object."""
    classes = _classes(export)
    targets = export.targets((".png",))
    for index, path in enumerate(targets):
        state = export.states[index]
        found = [a for a in state.objects() if isinstance(a.shape, Mask | Polygon | Ellipse)]
        _put(export, path, _class_picture(found, classes, state))
        if not export.to_one_file((".png",)):
            _write_objects(export, found, state, path)
    if not export.to_one_file((".png",)):
        names = ["background", *classes]
        rows = "".join(f"{number}\t{name}\n" for number, name in enumerate(names))
        export.put_bytes(export.path / "labels.txt", rows.encode())


def _classes(export: Export) -> list[str]:
    classes = labels(export.states)
    if len(classes) > 255:
        message = text("A mask picture holds 255 classes, and there are {n}.", n=len(classes))
        raise StudioError(message)
    return classes


def _class_picture(found: list[Annotation], classes: list[str], state: DocumentState) -> Pixels:
    picture = np.zeros((state.height, state.width), np.uint8)
    for annotation in found:
        _fill(picture, annotation, classes.index(label_of(annotation)) + 1)
    return picture


def _write_objects(
    export: Export, found: list[Annotation], state: DocumentState, path: Path
) -> None:
    for number, annotation in enumerate(found, 1):
        picture = np.zeros((state.height, state.width), np.uint8)
        _fill(picture, annotation, 255)
        name = f"{number:03}-{safe_name(label_of(annotation))}.png"
        _put(export, path.with_name(f"{path.stem}-objects") / name, picture)


def _put(export: Export, path: Path, picture: Pixels) -> None:
    export.put(path, lambda file: write_png(picture, file))


def _fill(picture: Pixels, annotation: Annotation, value: int) -> None:
    """Set what an annotation covers to ``value``."""
    shape = annotation.shape
    if isinstance(shape, Polygon | Ellipse):
        shape = Mask.of_runs(rasterised(shape)) or shape
    if not isinstance(shape, Mask):
        return
    height, width = picture.shape
    part = shape.within(width, height)
    if part is not None:
        crop, left, top = part
        rows, columns = crop.shape
        picture[top : top + rows, left : left + columns][crop] = value
