"""Models from files that somebody already has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vlm_studio.errors import StudioError
from vlm_studio.models import containers
from vlm_studio.models.hashing import sha256_of
from vlm_studio.models.source import Receive, Report, Wanted
from vlm_studio.words import text


class FolderSource:
    """Takes containers by their name and single model files by name (``FILE`` or ``ID/FILE``, as a store has them).

    What is taken is hashed before it is used; the folder itself is only read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cost(self, wanted: Sequence[Wanted]) -> int:
        """Bytes of the containers that will be read."""
        boxed = [item for item in wanted if self._single(item) is None]
        return sum(container.size for container in containers.by_container(boxed))

    def deliver(self, wanted: Sequence[Wanted], receive: Receive, report: Report) -> None:
        """Raises :class:`StudioError` when the folder lacks a file or has another one under its name."""
        boxed = []
        for item in wanted:
            single = self._single(item)
            if single is None:
                boxed.append(item)
            else:
                with single.open("rb") as stream:
                    receive(item, stream)
        for container, items in containers.by_container(boxed).items():
            path = self._folder / container.name
            if not path.is_file():
                raise self._missing(items[0], container.name)
            containers.take_members(path, container, items, receive, report)

    def _single(self, item: Wanted) -> Path | None:
        """The wanted file itself, if one of its name has its bytes (a file of another model may be named alike)."""
        for path in (
            self._folder / item.file.name,
            self._folder / item.card.id / item.file.name,
        ):
            alike = path.is_file() and path.stat().st_size == item.file.size
            if alike and sha256_of(path) == item.file.sha256:
                return path
        return None

    def _missing(self, item: Wanted, container: str) -> StudioError:
        return StudioError(
            text(
                "{folder} holds neither {container} nor the right {file}, so {model} cannot be taken from it.",
                folder=str(self._folder),
                container=container,
                file=item.file.name,
                model=item.card.name,
            )
        )
