"""The real starter models, for every test that makes a claim about pictures."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import platformdirs

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.models.pull import pull
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext


@cache
def starter_store() -> ModelStore:
    """A store with every starter model, shared by all tests of this user.

    It is the folder named by ``VLM_STUDIO_TEST_MODELS``, else one in the user's cache. What it lacks is
    pulled once; the store's own lock makes test processes that run side by side wait for each other.
    """
    named = os.environ.get("VLM_STUDIO_TEST_MODELS")
    store = ModelStore(Path(named or platformdirs.user_cache_dir("vlm_studio-tests", False)))
    if any(store.state(card.id) != "ready" for card in store.resolve("starter")):
        blocks = BlockFolder.create()
        try:
            pull(store, "starter", PlainContext(blocks))
        finally:
            blocks.remove()
    return store
