"""Labels to offer while somebody types one."""

from __future__ import annotations

from collections.abc import Iterable

from vlm_studio.document.document import Document
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings


def offered(document: Document | None, settings: Settings, store: ModelStore) -> list[str]:
    """Labels of the document, then recent ones, then those of models that are there; each once."""
    models: Iterable[str] = (label for card in store.cards() for label in store.classes(card))
    own = document.labels() if document is not None else []
    return list(dict.fromkeys((*own, *settings.recent_labels, *models)))
