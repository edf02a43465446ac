"""Dropping files and pictures on the middle of the window: each place does another thing with them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
)
from PySide6.QtWidgets import QWidget

from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import RasterLayer
from vlm_studio.studio import Notice, Studio
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.dragged import Dragged, Zone, look
from vlm_studio.ui.drop_zones import DropZones
from vlm_studio.ui.pictures import write_png
from vlm_studio.words import Text, text


class Drops(QObject):
    """Shows the zones over ``ground`` while something is dragged there, and does what the zone says."""

    def __init__(self, ground: QWidget, studio: Studio, desk: Desk) -> None:
        super().__init__(ground)
        self._ground = ground
        self._studio = studio
        self._desk = desk
        self.zones = DropZones(ground)
        self._load = Dragged()

    # Events ------------------------------------------------------------------------------------

    def enter(self, event: QDragEnterEvent) -> None:
        self._load = look(event.mimeData())
        document = self._desk.document
        zones = self._load.zones(document=document is not None, picture=self._target() is not None)
        if zones:
            self.zones.offer(zones)
            event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        event.setAccepted(self.zones.aim(event.position().toPoint()) is not None)

    def leave(self, _event: QDragLeaveEvent) -> None:
        self.zones.hide()

    def drop(self, event: QDropEvent) -> None:
        zone = self.zones.aim(event.position().toPoint())
        self.zones.hide()
        if zone is not None:
            event.acceptProposedAction()
            self._do(zone, event.mimeData(), event.position().toPoint())

    # What the zones do -------------------------------------------------------------------------

    def _do(self, zone: Zone, data: QMimeData, place: QPoint) -> None:
        document, load = self._desk.document, self._load
        if zone == "link":
            self._say(
                text(
                    "This is a link, and nothing is fetched from the net. "
                    "Save the picture first, then drop its file."
                )
            )
        elif zone == "folder":
            self._studio.open(load.folders)
        elif zone == "annotations":
            self._add_annotations(document)
        elif load.image:
            self._use_image(zone, data, place)
        elif zone in ("document", "documents") or document is None:
            self._studio.open(load.documents)
        else:
            for path in load.pictures:
                self._use(zone, document, path, path.stem, place)
            for path in load.drawings:
                self._studio.add_drawing(document, path, path.stem, self._place(place))

    def _use_image(self, zone: Zone, data: QMimeData, place: QPoint) -> None:
        """A picture that is in no file is put into one first."""
        image = data.imageData()
        path = write_png(image, self._studio.blocks.path) if isinstance(image, QImage) else None
        if path is None:
            self._say(text("There is no picture in what was dropped."))
            return
        document = None if zone == "document" else self._desk.document
        name = str(text("Dropped picture"))
        if document is None:
            self._studio.add_picture(None, path, name)
        else:
            self._use(zone, document, path, name, place)

    def _use(self, zone: Zone, document: Document, path: Path, name: str, place: QPoint) -> None:
        target = self._target()
        if zone == "mask":
            self._studio.add_mask(document, path, name)
        elif zone == "replace" and target is not None:
            self._studio.replace_picture(document, target.id, path)
        else:
            self._studio.add_picture(document, path, name, self._place(place))

    def _add_annotations(self, document: Document | None) -> None:
        if document is None:
            self._say(text("Open the picture first, then drop its annotations on it."))
            return
        for path in self._load.annotations:
            self._studio.add_annotations(document, path)

    # Inside ------------------------------------------------------------------------------------

    def _target(self) -> RasterLayer | None:
        """The picture that can be replaced: the selected one, or the only one there is, unless it is locked."""
        document, active = self._desk.document, self._desk.layer
        if document is None:
            return None
        pictures = [layer for layer in document.walk() if isinstance(layer, RasterLayer)]
        chosen = active if isinstance(active, RasterLayer) else None
        if chosen is None and len(pictures) == 1:
            chosen = pictures[0]
        return chosen if chosen is not None and not chosen.locked else None

    def _place(self, place: QPoint) -> Point | None:
        view = self._desk.view
        if view is None:
            return None
        return view.camera.viewport.to_document(QPointF(view.mapFrom(self._ground, place)))

    def _say(self, words: Text) -> None:
        document = self._desk.document
        self._studio.noticed.emit(Notice(words, "warning", document.id if document else None))
