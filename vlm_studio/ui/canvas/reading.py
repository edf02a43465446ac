"""The canvas in words, for screen readers: what it shows, what is selected, and what has just been selected."""

from __future__ import annotations

import heapq

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from vlm_studio.document.annotations import Annotation, Shape
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.ui.canvas.surface import Surface
from vlm_studio.ui.saying import say
from vlm_studio.words import Text, plural_text, text

_KINDS: dict[type[Shape], Text] = {
    Box: text("Box"),
    Ellipse: text("Ellipse"),
    Polygon: text("Polygon"),
    Mask: text("Mask"),
    Pose: text("Skeleton"),
}
_READ = 20
"""So many selected shapes are read out."""
_REST = 150
"""Milliseconds."""


def name_of(view: Surface) -> str:
    """What is on the canvas: "Canvas, photo.jpg, 12 objects, 2 selected"."""
    stage = view.stage
    if stage is None:
        return str(text("Canvas"))
    count = stage.scene.count(stage.document.bounds().grown(1e9))
    return str(
        plural_text(
            "Canvas, {name}, {n} object, {selected} selected",
            "Canvas, {name}, {n} objects, {selected} selected",
            count,
            name=stage.document.name,
            selected=len(view.selection.annotations),
        )
    )


def description_of(view: Surface) -> str:
    """The selected shapes, one a line."""
    stage = view.stage
    keys = heapq.nsmallest(_READ, view.selection.annotations) if stage is not None else []
    found = [stage.annotation(key) for key in keys if stage is not None]
    return "\n".join(_said(annotation) for annotation in found if annotation is not None)


def _said(annotation: Annotation) -> str:
    box = annotation.bounds()
    return str(
        text(
            "{kind} {label}, x {x}, y {y}, {width} by {height}",
            kind=_KINDS[type(annotation.shape)],
            label=annotation.label or text("without a label"),
            x=round(box.x),
            y=round(box.y),
            width=round(box.width),
            height=round(box.height),
        )
    )


class Reading:
    """Keeps a view's name and description, and announces what is selected while somebody listens.

    A moment late, so that no drag waits for it.
    """

    def __init__(self, view: Surface) -> None:
        self._view = view
        self._read = ""
        self._rest = QTimer(view, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._tell)
        view.selection.changed.connect(self.changed)
        say(view, "setAccessibleName", lambda: name_of(view))
        say(view, "setAccessibleDescription", lambda: description_of(view))

    def changed(self) -> None:
        """The document or what is selected is another one, or has changed."""
        self._rest.start()

    def _tell(self) -> None:
        view = self._view
        view.setAccessibleName(name_of(view))
        said = description_of(view)
        view.setAccessibleDescription(said)
        if said and said != self._read and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, said))
        self._read = said
