"""Annotated pictures: what the raster layers show, with the annotations drawn on top."""

from __future__ import annotations

from functools import partial

from vlm_studio.formats.exporting import Export
from vlm_studio.formats.flat import JPEG_SUFFIXES, QUALITY, write_flat
from vlm_studio.formats.merged import annotated
from vlm_studio.formats.painter import Look


def write_png_files(export: Export) -> None:
    """One annotated PNG a document."""
    _write(export, "png", (".png",))


def write_jpeg_files(export: Export) -> None:
    """One annotated JPEG a document."""
    _write(export, "jpeg", JPEG_SUFFIXES)


def _write(export: Export, kind: str, suffixes: tuple[str, ...]) -> None:
    look = Look(
        export.number("line_width", 2.0), export.flag("labels", True), export.flag("legend", False)
    )
    quality = export.number("quality", QUALITY)
    for index, path in enumerate(export.targets(suffixes)):
        with export.whole(index) as state:
            pixels = annotated(state, export.painter, look)
        source = export.source(index) if export.flag("metadata", False) else None
        export.put(
            path, partial(write_flat, pixels=pixels, kind=kind, quality=quality, source=source)
        )
