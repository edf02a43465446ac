"""Labels to offer while somebody types one."""

from __future__ import annotations

from collections.abc import Iterable

from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings


def model_labels(store: ModelStore, card: Card) -> tuple[str, ...]:
    """What ``card`` can call things, as far as its files are there."""
    if not card.labels:
        return ()
    if card.labels not in {file.name for file in card.files}:
        return (card.labels,)
    try:
        words = store.path(card.id, card.labels).read_text(encoding="utf-8")
    except (StudioError, OSError, UnicodeDecodeError):
        return ()
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def offered(document: Document | None, settings: Settings, store: ModelStore) -> list[str]:
    """Labels of the document, then recent ones, then those of models that are there; each once."""
    models: Iterable[str] = (label for card in store.cards() for label in model_labels(store, card))
    own = document.labels() if document is not None else []
    return list(dict.fromkeys((*own, *settings.recent_labels, *models)))
