"""What somebody drags over the window, recognised by content, and what could be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData

from vlm_studio.formats.svg_head import HEAD, is_svg
from vlm_studio.ui.panels.layer_file import dragged as layers_in

Zone = Literal[
    "layer", "layers", "replace", "mask", "annotations", "document", "documents", "folder", "link"
]
"""Names of places to drop on; see :mod:`vlm_studio.ui.drop_zones`."""

_ZIP = b"PK\x03\x04"
_LOOKED_INTO = 50
"""So many files are looked into while they are dragged; the others are taken for pictures."""


@dataclass(frozen=True, slots=True)
class Dragged:
    """Files by what they are; ``image`` says that a picture without a file is dragged, ``link`` only its address."""

    pictures: tuple[Path, ...] = ()
    drawings: tuple[Path, ...] = ()
    projects: tuple[Path, ...] = ()
    annotations: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    image: bool = False
    link: bool = False

    @property
    def documents(self) -> tuple[Path, ...]:
        """What can be opened as a document of its own."""
        return (*self.pictures, *self.drawings, *self.projects)

    def zones(self, *, document: bool, picture: bool) -> tuple[Zone, ...]:
        """What can be done with it; ``document`` when one is open, ``picture`` when it has one to be replaced."""
        found: list[Zone] = []
        layers = len(self.pictures) + len(self.drawings) + self.image
        if document and layers == 1 and not self.projects:
            found.append("layer")
            if not self.drawings:
                found += ("replace", "mask") if picture else ("mask",)
        elif document and layers > 1 and not self.projects:
            found.append("layers")
        if self.annotations and (document or not (self.documents or self.folders)):
            found.append("annotations")
        if self.documents or self.image:
            found.append("documents" if len(self.documents) > 1 else "document")
        if self.folders:
            found.append("folder")
        return tuple(found) or (("link",) if self.link else ())


@dataclass
class _Sorted:
    pictures: list[Path] = field(default_factory=list)
    drawings: list[Path] = field(default_factory=list)
    projects: list[Path] = field(default_factory=list)
    annotations: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


def look(data: QMimeData) -> Dragged:
    """What ``data`` is; a layer on its way through the list is nothing to drop."""
    if layers_in(data):
        return Dragged()
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    found = _Sorted()
    for at, path in enumerate(paths):
        kind = _kind(path) if at < _LOOKED_INTO else "pictures"
        getattr(found, kind).append(path)
    image = not paths and data.hasImage()
    return Dragged(
        tuple(found.pictures),
        tuple(found.drawings),
        tuple(found.projects),
        tuple(found.annotations),
        tuple(found.folders),
        image,
        link=not paths and not image and bool(data.urls()),
    )


def _kind(path: Path) -> str:
    """By the first bytes; what cannot be read is called a picture: opening it says what is wrong."""
    try:
        if path.is_dir():
            return "folders"
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError):
        return "pictures"
    if head.startswith(_ZIP):
        return "projects"
    if is_svg(head):
        return "drawings"
    return "annotations" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else "pictures"
