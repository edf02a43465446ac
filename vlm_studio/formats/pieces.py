"""The pieces of a document while its archive is read: layers, pixels, and what was lost on the way."""

from __future__ import annotations

import contextlib
import hashlib
import io
from pathlib import Path

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import MAX_PIXELS, Block, BlockFolder
from vlm_studio.document.layers import Layer
from vlm_studio.errors import StudioError
from vlm_studio.formats import reuse
from vlm_studio.formats.archive import MAX_MEMBERS, Archive, MemberError
from vlm_studio.formats.images import decode_stream, picture_at
from vlm_studio.formats.links import Link, Linked, decode_followed, locate
from vlm_studio.formats.openraster import Stack, read_stack
from vlm_studio.formats.png import png_size
from vlm_studio.log import logger
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, plural_text, text

MAX_TOTAL_PIXELS = 2 * MAX_PIXELS
"""Of all pictures in an archive together."""

_MAX_XML = 16 << 20
_PREVIEWS = {"mergedimage.png", "Thumbnails/thumbnail.png"}


class Pieces:
    """What was found in ``archive``, the file at ``path``."""

    def __init__(
        self,
        archive: Archive,
        path: Path,
        blocks: BlockFolder,
        context: Context | None,
        picture: Path | None = None,
        *,
        with_pixels: bool = True,
    ) -> None:
        """``picture`` is the file that an archive is opened for; without pixels blocks have a size, but no file.

        Raises :class:`~vlm_studio.errors.StudioError` when the pixels would not fit into memory."""
        self.archive = archive
        self.name = path.name
        self._path = path.resolve()
        self.with_pixels = with_pixels
        self.link = Linked.NONE
        self.notices: list[Text] = []
        self.damaged = False
        """Whether anything was lost."""
        self.layers: dict[str, Layer] = {}
        self.children: dict[str, tuple[str, ...]] = {}
        self.annotations: dict[str, tuple[Annotation, ...]] = {}
        self._blocks = blocks
        self._context = context
        self._picture = picture
        self._pictures: dict[str, tuple[Block, str] | None] = {}
        self._name_left_out()
        if with_pixels:
            self._check_room()

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Ids of the layers by parent, empty groups left out."""
        return {id: ids for id, ids in self.children.items() if ids}

    def keep(self, layer: Layer) -> tuple[str, ...]:
        """Add a layer; returns its id, as the only one."""
        if len(self.layers) >= MAX_MEMBERS:
            raise self.hopeless()
        if self._context is not None:
            self._context.checkpoint(None)
        self.layers[layer.id] = layer
        return (layer.id,)

    def lose(self, notice: Text) -> None:
        """Remember that something was lost, which ``notice`` says."""
        self.damaged = True
        self.notices.append(notice)

    def stack(self) -> Stack:
        """``stack.xml``. Raises :class:`MemberError` or ``ContentError``."""
        return read_stack(self.archive.read("stack.xml", _MAX_XML))

    def picture(self, layer: str, src: str) -> tuple[Block, str] | None:
        """Block and SHA-256 of a PNG, decoded once; ``None``, with a notice about ``layer``, when it is damaged."""
        if src not in self._pictures:
            self._pictures[src] = self._decoded(layer, src)
        return self._pictures[src]

    def linked(self, link: Link) -> Block | None:
        """The pixels of a file beside the archive, decoded once; ``None``, with a notice, when it is not there."""
        key = f"link {link.name}"
        if key not in self._pictures:
            try:
                self._pictures[key] = self._followed(link)
            except StudioError as error:
                self._pictures[key] = None
                self._miss(error)
        found = self._pictures[key]
        return None if found is None else found[0]

    def _followed(self, link: Link) -> tuple[Block, str]:
        path = locate(link, self._path, self._picture)
        if not self.with_pixels:
            with picture_at(path) as (image, _):
                return Block("", *image.size), ""
        block, sha256 = decode_followed(path, self._blocks, self._context)
        self.link = Linked.SAME
        if sha256 != link.sha256:
            self.link = Linked.CHANGED
            self.notices.append(
                text(
                    "The file {name} changed since it was annotated; this is the picture as it is now.",
                    name=path.name,
                )
            )
        return block, sha256

    def _miss(self, error: StudioError) -> None:
        self.link = Linked.MISSING
        self.notices.append(
            text(
                "{error} What was done on it is shown alone, and can only be saved under another name.",
                error=error.text,
            )
        )

    def discard(self) -> None:
        """Delete the blocks made so far."""
        for found in self._pictures.values():
            if found is not None and found[0].path:
                Path(found[0].path).unlink(missing_ok=True)

    def recovered(self) -> Text:
        """What there is in spite of the damage. Raises :class:`~vlm_studio.errors.StudioError` when there is nothing."""
        names = [layer.name for layer in self.layers.values()]
        if not names:
            raise self.hopeless()
        return text(
            "Recovered: {names}. Save it under another name to keep the damaged file.",
            names=", ".join(names[:20]),
        )

    def hopeless(self) -> StudioError:
        """That nothing of the archive can be opened."""
        return StudioError(text("{name} is damaged and cannot be opened.", name=self.name))

    def _decoded(self, layer: str, src: str) -> tuple[Block, str] | None:
        try:
            if not self.with_pixels:
                width, height = png_size(self.archive.head(src, 24)) or (1, 1)
                return Block("", width, height), ""
            data = self.archive.read(src, reuse.MAX_PNG)
            if png_size(data) is None:
                raise MemberError(f"{src} is not a PNG")
            decoded = decode_stream(io.BytesIO(data), src, self._blocks)
        except (MemberError, StudioError) as error:
            logger.warning("damaged pixels: %s", error)
            self.lose(
                text("The pixels of {layer} are damaged; the layer was left out.", layer=layer)
            )
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        reuse.remember(decoded.block.path, reuse.Written(self._path, src, sha256))
        return decoded.block, sha256

    def _name_left_out(self) -> None:
        if names := self.archive.left_out:
            self.lose(
                plural_text(
                    "{n} file in the archive was left out because it may not be there: {names}",
                    "{n} files in the archive were left out because they may not be there: {names}",
                    len(names),
                    names=", ".join(names[:5]),
                )
            )

    def _check_room(self) -> None:
        pixels = 0
        for name in set(self.archive) - _PREVIEWS:
            with contextlib.suppress(MemberError):
                width, height = png_size(self.archive.head(name, 24)) or (0, 0)
                pixels += width * height
        if pixels > MAX_TOTAL_PIXELS or pixels * 4 > self._blocks.room():
            size = pixels * 4 // 2**20
            raise StudioError(
                text("{name} is too large: its layers need {size} MiB.", name=self.name, size=size)
            )
