"""Opening whatever a person drops: the content says what it is."""

from __future__ import annotations

from pathlib import Path

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats.headers import ZIP
from vlm_studio.formats.images import decode_stream, reading
from vlm_studio.formats.loading import OpenedFile, load
from vlm_studio.tasks.context import Context
from vlm_studio.words import text

__all__ = ["OpenedFile", "open_file"]

_PROJECTS = (".vlms", ".ora")


def open_file(path: Path, blocks: BlockFolder, context: Context | None = None) -> OpenedFile:
    """The picture or project at ``path`` as a document.

    Raises :class:`~vlm_studio.errors.StudioError` with one sentence that names the file.
    """
    path = Path(path)
    if context is not None:
        context.checkpoint(None, text("Reading {name}", name=path.name))
    with reading(path) as file:
        archive = file.read(4) == ZIP
        file.seek(0)
        if not archive:
            try:
                decoded = decode_stream(file, path.name, blocks)
            except StudioError:
                if path.suffix.lower() not in _PROJECTS:
                    raise
                archive = True  # a damaged one; what can be said of it is said there
    if archive:
        return load(path, blocks, context)
    state = DocumentState.of_picture(decoded.block, path.stem, path.name)
    return OpenedFile(state, decoded.notices)
