"""Thumbnails of a list's pictures: asked for when they come in sight, kept within a budget of bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from vlm_studio.jobs.job import Job
from vlm_studio.paths import thumbnails_folder
from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.wire.images import SmallPicture, Thumbnails, ThumbnailsRequest

SIDE = 192
"""Pixels of the longer side."""
_BUDGET = 48 << 20
_AT_ONCE = 4
"""Few in one job, so that whoever wants a file in between does not wait long."""


class SmallPictures(QObject):
    """``in_sight`` tells whether a picture's row can be seen: nobody waits for others."""

    arrived = Signal(object)
    """The thumbnail of this :class:`Picture` can be drawn now."""

    def __init__(self, studio: Studio, in_sight: Callable[[Picture], bool]) -> None:
        super().__init__()
        self._studio = studio
        self._in_sight = in_sight
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._bytes = 0
        self._shown: dict[Picture, str] = {}
        """The name of the newest thumbnail that was drawn."""
        self._wanted: dict[Picture, str] = {}
        self._failed: set[str] = set()
        self._job: Job | None = None

    def of(self, picture: Picture) -> QImage | None:
        """The thumbnail, the one before while a new one is made, or ``None`` while or if there is none."""
        name = _name(picture)
        found = self._kept.get(name)
        if found is not None:
            self._kept.move_to_end(name)
            self._shown[picture] = name
            return found
        if name not in self._failed:
            self._wanted[picture] = name
            self._ask()
        return self._kept.get(self._shown.get(picture, ""))

    def _ask(self) -> None:
        if self._job is not None:
            return
        seen = [picture for picture in self._wanted if self._in_sight(picture)]
        asked = {picture: self._wanted[picture] for picture in seen[:_AT_ONCE]}
        if not asked:
            self._wanted.clear()
            return
        for picture in asked:
            del self._wanted[picture]
        request = ThumbnailsRequest(tuple(_small(p, name) for p, name in asked.items()), SIDE)
        self._job = self._studio.ask_quietly(request, "light", partial(self._came, asked))

    def _came(self, asked: dict[Picture, str], job: Job) -> None:
        self._job = None
        result = job.outcome.result if job.outcome else None
        errors = result.errors if isinstance(result, Thumbnails) else (None,) * len(asked)
        for (picture, name), error in zip(asked.items(), errors, strict=True):
            image = QImage(str(_path(name))) if error is None else QImage()
            if image.isNull():
                self._failed.add(name)
            else:
                self._keep(name, image)
            if error is not None and picture.sidecar is None:
                self._studio.images.note_failed(picture, error)
            self.arrived.emit(picture)
        self._ask()

    def _keep(self, name: str, image: QImage) -> None:
        self._kept[name] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _BUDGET:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.sizeInBytes()


def _name(picture: Picture) -> str:
    """Another one for another version of the picture or of its annotations."""
    said = f"{picture.path}\n{picture.stamp}\n{picture.saved}"
    return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()[:40]


def _path(name: str) -> Path:
    return thumbnails_folder() / name[:2] / name


def _small(picture: Picture, name: str) -> SmallPicture:
    return SmallPicture(str(picture.path), str(picture.sidecar or ""), str(_path(name)))
