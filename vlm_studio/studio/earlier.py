"""Designs that waited when a window ended: found when their document is opened again, or had in another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vlm_studio.document.document import Document
from vlm_studio.paths import staging_folder
from vlm_studio.words import plural_text

if TYPE_CHECKING:
    from vlm_studio.studio.base import Base
    from vlm_studio.studio.keeping import Keeping
    from vlm_studio.studio.tray import Tray
    from vlm_studio.wire.staging import DesignsFound


class Earlier:
    """``joined`` is told of a document whose tray got some."""

    def __init__(
        self,
        base: Base,
        disk: Keeping,
        tray: Callable[[Document], Tray],
        joined: Callable[[Document], object],
    ) -> None:
        self._base = base
        self._disk = disk
        self._tray = tray
        self._joined = joined
        self._looked: set[str] = set()
        self.count = 0
        """How many wait for documents that nobody can open again."""
        self._told = False
        base.opened.connect(self._opened)
        base.closed.connect(lambda document: self._looked.discard(document.id))

    def bring(self, document: Document) -> None:
        """What waits for documents that nobody can open again waits for ``document`` from now on."""
        self._find(document, earlier=True)

    def _opened(self, document: Document) -> None:
        if document.id not in self._looked and staging_folder().is_dir():
            self._looked.add(document.id)
            self._find(document)

    def _find(self, document: Document, *, earlier: bool = False) -> None:
        def found(result: DesignsFound) -> None:
            if document in self._base.documents:
                self._tell(document, result.earlier)
                self._tray(document).join(result.designs)
                self._joined(document)

        self._disk.find(document, found, earlier=earlier)

    def _tell(self, document: Document, count: int) -> None:
        if count and not self._told:
            self._told = True
            sentence = plural_text(
                "{n} design of an unsaved document is kept. The menu Run brings it here.",
                "{n} designs of unsaved documents are kept. The menu Run brings them here.",
                count,
            )
            self._base.notify(sentence, "info", document)
        self.count = count
