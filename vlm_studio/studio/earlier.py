"""Designs that waited when a window ended: found when their document is opened again, or had in another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from vlm_studio.document.document import Document
from vlm_studio.paths import staging_folder
from vlm_studio.studio.notice import Choice, Notice
from vlm_studio.words import plural_text, text

if TYPE_CHECKING:
    from vlm_studio.studio.base import Base
    from vlm_studio.studio.staging import Staging
    from vlm_studio.wire.staging import DesignsFound


class Earlier:
    """Those of documents that nobody can open again are told of once, and offered until somebody decides."""

    def __init__(self, base: Base, staging: Staging) -> None:
        self._base = base
        self._staging = staging
        self._looked: set[str] = set()
        self._kept: Notice | None = None
        self._discarded: Notice | None = None
        self.count = 0
        """How many wait for documents that nobody can open again."""
        base.opened.connect(self._opened)
        base.closed.connect(lambda document: self._looked.discard(document.id))
        staging.changed.connect(self._changed)

    def bring(self, document: Document) -> None:
        """What waits for documents that nobody can open again waits for ``document`` from now on."""

        def found(result: DesignsFound) -> None:
            self._staging.tray_of(document).join(result.designs)
            self._staging.changed.emit(document.id)
            self._staging.arrived.emit(document.id)

        self._find(document, found, earlier=True)

    def discard(self, document: Document) -> None:
        """Throw those away; they can be brought back to ``document``."""

        def found(result: DesignsFound) -> None:
            tray = self._staging.tray_of(document)
            several = tray.unknown(result.designs)
            tray.join(several)
            self._staging.discard(document, several)
            if several:
                self._say_discarded(document, len(several))

        self._find(document, found, earlier=True)

    def _say_discarded(self, document: Document, count: int) -> None:
        sentence = plural_text("{n} design was discarded.", "{n} designs were discarded.", count)
        back = Choice(text("Bring back"), partial(self._staging.bring_back, document))
        self._discarded = self._base.notify(sentence, "info", document, back)

    def _changed(self, id: str) -> None:
        # What "Bring back" means there is something else now.
        if self._discarded is not None and self._discarded.document == id:
            self._withdraw(self._discarded)
            self._discarded = None

    def _opened(self, document: Document) -> None:
        def found(result: DesignsFound) -> None:
            self._staging.tray_of(document).join(result.designs)
            self._staging.changed.emit(document.id)

        if document.id not in self._looked and staging_folder().is_dir():
            self._looked.add(document.id)
            self._find(document, found)

    def _find(
        self, document: Document, then: Callable[[DesignsFound], None], *, earlier: bool = False
    ) -> None:
        def found(result: DesignsFound) -> None:
            if document in self._base.documents:
                self.count = result.earlier
                if not self.count:
                    self._withdraw(self._kept)
                elif result.untold:
                    self._tell(document)
                then(result)

        self._staging.disk.find(document, found, earlier=earlier)

    def _tell(self, document: Document) -> None:
        self._withdraw(self._kept)
        sentence = plural_text(
            "{n} design of an unsaved document is kept.",
            "{n} designs of unsaved documents are kept.",
            self.count,
        )
        self._kept = self._base.notify(
            sentence,
            "info",
            document,
            Choice(text("Bring them here"), partial(self.bring, document)),
            Choice(text("Discard them"), partial(self.discard, document)),
        )

    def _withdraw(self, notice: Notice | None) -> None:
        if notice is not None:
            self._base.withdrawn.emit(notice)
