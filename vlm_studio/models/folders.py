"""The models in folders as cards, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models import diffusers_folder, facts
from vlm_studio.models.card import Card
from vlm_studio.models.facts import Facts
from vlm_studio.models.found import Found, find, listed
from vlm_studio.words import text

ARCHITECTURES = {"pipeline": "diffusers", "control": "controlnet"}
_TASKS = {"pipeline": ("text-to-image",), "control": ("control",)}
_GOOD_AT = {
    "pipeline": text("Paints pictures of what words say, from a folder on this computer."),
    "control": text("Lets a painting follow a drawing, a pose or a photo."),
}
_BYTES_RUN = 4
"""Of a weight in memory: where there is no graphics card, models run in single precision."""


class Folders:
    """Looks for the folders once, and again when the list of them changed or :meth:`refresh` says so."""

    def __init__(self, root: Path, rows: Mapping[str, Card], looks: bool) -> None:
        """``rows`` are the catalogue's. Without ``looks`` it only reads what another process found out."""
        self._root = root
        self._rows = rows
        self._looks = looks
        self._found: dict[str, Found] | None = None
        self._listed: object = None
        self._cards: dict[str, Card] = {}

    def refresh(self) -> None:
        """Forget what was found: a folder came, went or changed."""
        self._found = None
        self._cards = {}

    def all(self) -> Mapping[str, Found]:
        """What there is, by the models' ids; of two with one id the first, which is the person's own."""
        if self._found is None or self._listed != listed(self._root):
            self.refresh()
            self._listed = listed(self._root)
            repos = {card.repo: id for id, card in self._rows.items() if card.repo}
            self._found = {}
            for one in find(self._root, repos):
                self._found.setdefault(one.id, one)
        return self._found

    def card(self, id: str) -> Card | None:
        """The card of the model ``id`` as it is now, if it is in a folder."""
        found = self.all().get(id)
        if found is not None and (self._looks or id not in self._cards):
            self._cards[id] = _card(found, self._rows.get(id), self.facts(id))
        return self._cards.get(id)

    def facts(self, id: str) -> Facts | None:
        """What is known of the model ``id``; ``None`` when it is in no folder, or nobody looked into that yet."""
        found = self.all().get(id)
        if found is None:
            return None
        known = facts.read(self._root, found.folder)
        return known or (self.look(found.folder) if self._looks else None)

    def look(self, folder: Path) -> Facts:
        """Look into ``folder`` and remember what was seen."""
        stamp = facts.stamp(folder)
        try:
            seen = Facts(stamp, inspected=diffusers_folder.inspect(folder))
        except StudioError as error:
            seen = Facts(stamp, problem=error.text)
        facts.write(self._root, folder, seen)
        return seen

    def learn(self, id: str, known: Facts) -> None:
        """Remember ``known`` of the model ``id``."""
        facts.write(self._root, self.all()[id].folder, known)
        self._cards.pop(id, None)


def _card(found: Found, row: Card | None, known: Facts | None) -> Card:
    """``row`` of the catalogue, or one made up for a model that has none, with what is known of the folder."""
    inspected = known.inspected if known else None
    card = row or Card(
        found.id,
        found.name,
        _TASKS[found.kind],
        ARCHITECTURES[found.kind],
        _GOOD_AT[found.kind].key,
        "unknown",
        "unknown",
        0,
        found.revision,
        False,
        repo=found.repo,
    )
    numbers = sum(inspected.numbers.values()) if inspected else 0
    return msgspec.structs.replace(
        card,
        print=inspected.print if inspected else "",
        memory_mib=numbers * _BYTES_RUN >> 20,
        revision=found.revision,
    )
