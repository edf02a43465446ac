"""The table of formats a document can be exported to. Importing it reads neither numpy nor Pillow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from vlm_studio.document.document import DocumentState
from vlm_studio.formats import losses as lost
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.formats.exporting import Export


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person can choose. A ``bool`` default makes it a tick, a ``float`` a number from ``low`` to ``high``."""

    name: str
    text: Text
    default: bool | float
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Format:
    """A format: ``suffixes`` of a single file (none: always a folder), ``many`` when a set of pictures is one file or folder.

    ``writer`` is where its function is, as ``module:function``.
    """

    id: str
    name: Text
    suffixes: tuple[str, ...]
    many: bool
    options: tuple[Option, ...]
    losses: Callable[[DocumentState], tuple[Text, ...]]
    writer: str

    def write(self, export: Export) -> None:
        """Write ``export``; only now is the format's own code read."""
        module, function = self.writer.split(":")
        getattr(import_module(f"vlm_studio.formats.{module}"), function)(export)


_METADATA = Option("metadata", text("Copy the picture's metadata, such as place and camera"), False)
_PICTURES = Option("pictures", text("Copy the pictures next to the annotations"), False)
_QUALITY = Option("quality", text("JPEG quality"), 92.0, 1.0, 100.0)
_DRAWN = (
    Option("line_width", text("Line width"), 2.0, 0.5, 50.0),
    Option("labels", text("Names and scores"), True),
    Option("legend", text("Legend of classes"), False),
)

_FORMATS = (
    Format(
        "png", text("Annotated PNG"), (".png",), False, (*_DRAWN, _METADATA),
        lost.picture_losses, "annotated:write_png_files",
    ),
    Format(
        "jpeg", text("Annotated JPEG"), (".jpg", ".jpeg"), False, (*_DRAWN, _QUALITY, _METADATA),
        lost.picture_losses, "annotated:write_jpeg_files",
    ),
    Format(
        "coco", text("COCO"), (".json",), True, (_PICTURES, _METADATA), lost.coco_losses, "coco:write"
    ),
    Format("yolo", text("YOLO"), (), True, (_PICTURES, _METADATA), lost.yolo_losses, "yolo:write"),
    Format(
        "labelme", text("labelme"), (".json",), False, (_PICTURES, _METADATA),
        lost.labelme_losses, "labelme:write",
    ),
    Format("masks", text("Mask pictures"), (".png",), False, (), lost.mask_losses, "masks:write"),
    Format("svg", text("SVG"), (".svg",), False, (), lost.svg_losses, "svg_writing:write"),
    Format("vlms", text("Project"), (".vlms",), False, (), lost.no_losses, "projects:write"),
)  # fmt: skip

FORMATS: Mapping[str, Format] = {format.id: format for format in _FORMATS}
"""Every format by id, in the order a person is offered them."""


def losses(format_id: str, state: DocumentState) -> tuple[Text, ...]:
    """What exporting ``state`` would leave out or change, a sentence each. Raises ``KeyError``."""
    return FORMATS[format_id].losses(state)
