"""What a diffusion model is and can do, found out once and kept beside the store."""

from __future__ import annotations

from functools import cache
from importlib import metadata

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models.facts import Facts
from vlm_studio.models.store import ModelStore
from vlm_studio.words import text


def describe(model: str, store: ModelStore) -> Facts:
    """Look into the folder of ``model`` and ask diffusers what it can do, unless both were done before.

    Raises :class:`StudioError` when there is no such folder, or no diffusers.
    """
    known = store.folders.facts(model)
    if known is None:
        raise StudioError(text("{model} is not here.", model=model))
    engine = _engine()
    if known.inspected is None or known.inspected.kind == "control" or known.engine == engine:
        return known
    from vlm_studio.inference.diffusion.abilities import abilities

    try:
        able = abilities(store.folder(model))
        known = msgspec.structs.replace(known, abilities=able, engine=engine)
    except StudioError as error:
        if not engine:  # it is not the model's fault
            raise
        known = msgspec.structs.replace(known, problem=error.text, engine=engine)
    store.folders.learn(model, known)
    return known


@cache
def _engine() -> str:
    try:
        return metadata.version("diffusers")
    except metadata.PackageNotFoundError:
        return ""
