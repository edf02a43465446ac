"""What of the catalogue is on disk: ``ROOT/ID/FILE``, and what lies in folders elsewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.models import build, catalogue
from vlm_studio.models.card import Card
from vlm_studio.models.folders import Folders
from vlm_studio.words import text

State = Literal["ready", "absent", "broken"]


class ModelStore:
    """The cards of a catalogue and the files of them under ``root``.

    Cheap to ask: names and sizes only, no hashing and nothing heavy imported. Files are written by
    ``pull`` and ``remove`` alone. Models in :attr:`folders` follow those of the catalogue.
    """

    def __init__(
        self, root: Path, catalogue_folder: Path | None = None, *, looks: bool = True
    ) -> None:
        """Without ``looks`` it never reads a diffusion model itself: the window is told by a worker."""
        self.root = root.absolute()
        self._catalogue = catalogue_folder or paths.resource("catalogue")
        self._looks = looks

    @cached_property
    def _rows(self) -> dict[str, Card]:
        return {card.id: card for card in catalogue.load(self._catalogue)}

    @cached_property
    def folders(self) -> Folders:
        """The diffusion models on this computer."""
        return Folders(self.root, self._rows, self._looks)

    def cards(self) -> tuple[Card, ...]:
        """Every model that can be run, in the catalogue's order; diffusion models last, those that are here first."""
        return tuple(self.card(id) for id in self._ids())

    def _ids(self) -> tuple[str, ...]:
        ours = (id for id, card in self._rows.items() if not card.in_folder)
        return tuple(dict.fromkeys((*ours, *self.folders.all(), *self._rows)))

    def card(self, id: str) -> Card:
        """The card of ``id``. Raises :class:`StudioError` that names what was perhaps meant."""
        row = self._rows.get(id)
        if row is not None and not row.in_folder:
            return row
        card = self.folders.card(id)
        if card is None and self._looks:
            # The Hub's cache may have got it since.
            self.folders.refresh()
            card = self.folders.card(id)
        if card is not None:
            return card
        if row is None:
            raise self._unknown(id)
        return row

    def _unknown(self, id: str) -> StudioError:
        near = difflib.get_close_matches(id, self._ids(), n=3, cutoff=0.5)
        if near:
            return StudioError(
                text("There is no model {id}; did you mean {near}?", id=id, near=", ".join(near))
            )
        return StudioError(
            text("There is no model {id}; there are {all}.", id=id, all=", ".join(self._ids()))
        )

    def resolve(self, word: str) -> tuple[Card, ...]:
        """The cards that ``word`` means: one id, or ``starter`` for the starter pack."""
        if word == "starter":
            return tuple(card for card in self.cards() if card.starter)
        return (self.card(word),)

    def folder(self, id: str) -> Path:
        """Where the files of a model are, or will be."""
        found = self.folders.all().get(id) if self.card(id).in_folder else None
        return found.folder if found else self.root / id

    def size(self, id: str) -> int:
        """Bytes of the files that are fetched, or of the weights in a folder, as far as those are known."""
        card = self.card(id)
        known = self.folders.facts(id) if card.in_folder else None
        return known.inspected.bytes if known and known.inspected else card.size

    def state(self, id: str) -> State:
        """Whether the files are there with their sizes: all (``ready``), none (``absent``), else ``broken``."""
        card = self.card(id)
        if card.in_folder:
            return self._folder_state(id)
        found = [size for _, size, _ in self._files(card) if size is not None]
        if not found and (card.files or card.built):
            return "absent"
        right = all(
            size is not None and size == expected for _, size, expected in self._files(card)
        )
        return "ready" if right else "broken"

    def _folder_state(self, id: str) -> State:
        if id not in self.folders.all():
            return "absent"
        known = self.folders.facts(id)
        fine = known is None or known.problem is None
        return "ready" if fine and self.folder(id).is_dir() else "broken"

    def _folder_path(self, card: Card, name: str) -> Path:
        if self.state(card.id) == "absent":
            raise StudioError(
                text(
                    "{model} is not here: it needs a folder with it, or the Hub's cache. Add one with: {command}",
                    model=card.name,
                    command=f"vlm-studio models add FOLDER --id {card.id}",
                )
            )
        known = self.folders.facts(card.id)
        if known is not None and known.problem is not None:
            raise StudioError(
                text("{model} cannot be used: {problem}", model=card.name, problem=known.problem)
            )
        return self.folder(card.id) / name

    def path(self, id: str, name: str) -> Path:
        """The file ``name`` of a model. Raises :class:`StudioError` with the way to get it."""
        card = self.card(id)
        if card.in_folder:
            return self._folder_path(card, name)
        for file, size, expected in self._files(card):
            if file.name == name and size is not None and size == expected:
                return file
        if self.state(id) == "absent":
            raise StudioError(
                text(
                    "{model} is not on this computer yet. Get it in the model browser or with: {command}",
                    model=card.name,
                    command=f"vlm-studio models pull {id}",
                )
            )
        raise StudioError(
            text(
                "The files of {model} are damaged. Repair them in the model browser or with: {command}",
                model=card.name,
                command=f"vlm-studio models pull {id}",
            )
        )

    def classes(self, card: Card) -> tuple[str, ...]:
        """What a model calls the things it finds; nothing while its list of names is not on this computer."""
        if not card.labels:
            return ()
        if card.labels not in {file.name for file in card.files}:
            return (card.labels,)
        try:
            words = self.path(card.id, card.labels).read_text(encoding="utf-8")
        except (StudioError, OSError, UnicodeDecodeError):
            return ()
        return tuple(line.strip() for line in words.splitlines() if line.strip())

    def _files(self, card: Card) -> Iterator[tuple[Path, int | None, int | None]]:
        """Each file of ``card`` with the size it has and the size it must have."""
        folder = self.root / card.id
        for file in card.files:
            yield folder / file.name, _size(folder / file.name), file.size
        if card.built:
            record = build.read_record(card, folder)
            path = folder / card.built.name
            yield path, _size(path), record.size if record else None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
