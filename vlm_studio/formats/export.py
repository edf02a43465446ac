"""Exporting documents: the one door to every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats.exporting import Export, OptionValue, Whole
from vlm_studio.formats.fileops import FileOps
from vlm_studio.formats.painter import Painter
from vlm_studio.formats.table import FORMATS
from vlm_studio.words import Text, text


def export(
    states: Sequence[DocumentState],
    format_id: str,
    path: Path,
    options: Mapping[str, OptionValue],
    painter: Painter,
    sources: Sequence[str | Path] = (),
    ops: FileOps | None = None,
    *,
    whole: Whole | None = None,
) -> tuple[tuple[Path, ...], tuple[Text, ...]]:
    """Write ``states`` to ``path`` as ``format_id``; returns the files written and what a person should know.

    ``path`` is a file if it has a suffix of the format, else a folder. ``options`` are those of the table, absent ones
    as there; ``sources`` are the picture files the documents came from, empty where unknown. ``whole`` gives documents
    with their pixels, one at a time, where ``states`` come without.
    Raises :class:`~vlm_studio.errors.StudioError`.
    """
    if format_id not in FORMATS:
        raise StudioError(text("There is no format {name}.", name=format_id))
    work = Export(states, Path(path), options, painter, sources, ops, whole)
    FORMATS[format_id].write(work)
    return tuple(work.paths), tuple(work.notices)
