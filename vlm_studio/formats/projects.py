"""Projects as an export: a copy of a document under another name."""

from __future__ import annotations

from functools import partial
from typing import IO

from vlm_studio.document.document import DocumentState
from vlm_studio.formats.exporting import Export
from vlm_studio.formats.saving import write_project


def write(export: Export) -> None:
    """One project a document."""
    for index, path in enumerate(export.targets((".vlms",))):
        with export.whole(index) as state:
            export.put(path, partial(_write, state, export))


def _write(state: DocumentState, export: Export, stream: IO[bytes]) -> None:
    write_project(state, stream, export.painter)
