"""Diffusion models on this computer, as far as the window looks at them: nothing of them can be run."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.fakes.diffusers_folders import controlnet, pipeline
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import Abilities

ABLE = Abilities(True, True, True, True, True, True, True, 50, 7.5, 512, 8)
"""Everything."""
WORDS_ONLY = Abilities(True, False, False, False, False, False, False, 4, 0.0, 1024, 16)
REPAINTS = Abilities(False, False, True, False, True, True, True, 30, 7.5, 512, 8)


def add_painter(
    root: Path, folder: Path, abilities: Abilities = ABLE, nets: tuple[str, ...] = ()
) -> str:
    """A model in ``folder`` that a worker has looked into already, and ControlNets beside it; its id."""
    store = ModelStore(root)
    add(store, pipeline(folder))
    for name in nets:
        add(store, controlnet(folder.parent / name))
    store.folders.refresh()
    known = store.folders.facts(folder.name)
    assert known is not None
    store.folders.learn(
        folder.name, msgspec.structs.replace(known, abilities=abilities, engine="1")
    )
    return folder.name
