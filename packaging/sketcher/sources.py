"""Where the training's data comes from and is kept. The icons are the program's own sketch library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.sketch import icons
from vlm_studio.sketch.library import LIBRARY, WORDS
from vlm_studio.sketch.sets import SETS
from vlm_studio.sketch.shapes import Shape


def cache() -> Path:
    """Where data, checkpoints and reports are kept; ``SKETCHER_CACHE`` moves it."""
    folder = Path(os.environ.get("SKETCHER_CACHE", "~/.cache/vlm_studio_sketcher")).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def set_names() -> list[str]:
    """The sets that the sketcher knows, in the order of their numbers."""
    return [one.id for one in SETS]


class Icon(msgspec.Struct, frozen=True):
    """An icon of a set and its shapes."""

    set: str
    name: str
    shapes: tuple[Shape, ...]


def drawn_icons() -> Iterator[Icon]:
    """Every icon that is strokes alone; the library must be in the model store."""
    store = ModelStore(models_folder())
    for one in SETS:
        for icon in icons.icons(one, store.path(LIBRARY, f"{one.id}.json")):
            if shapes := icons.shapes(icon):
                yield Icon(one.id, icon.name, shapes)


def tags() -> dict[str, tuple[str, ...]]:
    """Further words by an icon's words."""
    store = ModelStore(models_folder())
    return icons.tags(store.path(LIBRARY, name) for name in WORDS)
