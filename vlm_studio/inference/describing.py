"""What a diffusion model is and can do, found out once and kept beside the store."""

from __future__ import annotations

from vlm_studio.errors import StudioError
from vlm_studio.models.facts import Facts
from vlm_studio.models.store import ModelStore
from vlm_studio.words import text


def describe(model: str, store: ModelStore) -> Facts:
    """Look into the folder of ``model``, unless that was done before. Raises :class:`StudioError` when it has none."""
    known = store.folders.facts(model)
    if known is None:
        raise StudioError(text("{model} is not here.", model=model))
    return known
