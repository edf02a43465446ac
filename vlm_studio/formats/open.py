"""Opening whatever a person drops: the content says what it is."""

from __future__ import annotations

from pathlib import Path

from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats.headers import ZIP
from vlm_studio.formats.images import decode_stream, reading
from vlm_studio.formats.loading import OpenedFile, load
from vlm_studio.formats.svg_head import HEAD, is_svg
from vlm_studio.tasks.context import Context
from vlm_studio.words import text

__all__ = ["OpenedFile", "open_file"]

_PROJECTS = (".vlms", ".ora")


def open_file(
    path: Path,
    blocks: BlockFolder,
    context: Context | None = None,
    picture: Path | None = None,
) -> OpenedFile:
    """The picture or project at ``path`` as a document; a sidecar may be opened for a known ``picture``.

    Raises :class:`~vlm_studio.errors.StudioError` with one sentence that names the file.
    """
    path = Path(path)
    if context is not None:
        context.checkpoint(None, text("Reading {name}", name=path.name))
    told = _Told(path, context)
    with reading(path) as file:
        head = file.read(HEAD)
        archive = head.startswith(ZIP)
        file.seek(0)
        if is_svg(head):
            return _drawing(path)
        if not archive:
            try:
                shows = told.show if context is not None else None
                decoded = decode_stream(file, path.name, blocks, context=context, shows=shows)
            except StudioError:
                if path.suffix.lower() not in _PROJECTS:
                    raise
                archive = True  # a damaged one; what can be said of it is said there
    if archive:
        return load(path, blocks, context, picture)
    return OpenedFile(told.document(decoded.block), decoded.notices)


def _drawing(path: Path) -> OpenedFile:
    from vlm_studio.formats.svg_reading import read_svg_file

    found = read_svg_file(path)
    layer = VectorLayer(name=path.stem, objects=found.objects, credit=found.credit)
    state = DocumentState.of_drawing(layer, found.width, found.height, path.name)
    return OpenedFile(state, found.notices)


class _Told:
    """The document of a picture, of which ``context`` is told before its pixels are there."""

    def __init__(self, path: Path, context: Context | None) -> None:
        self._path = path
        self._context = context
        self._state: tuple[Block, DocumentState] | None = None

    def show(self, block: Block, finest: int) -> None:
        """Tell of the document with ``block``, whose mip levels are there from ``finest`` on. Any thread."""
        if self._context is not None:
            self._context.preview(self.document(block), finest)

    def document(self, block: Block) -> DocumentState:
        """The same document each time, unless it is of another block."""
        if self._state is None or self._state[0] != block:
            state = DocumentState.of_picture(block, self._path.stem, self._path.name)
            self._state = block, state
        return self._state[1]
