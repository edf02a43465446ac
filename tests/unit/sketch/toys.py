"""A small sketch library, and a reader of words that knows only whether they are the same."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vlm_studio.sketch.library import WORDS, Library
from vlm_studio.sketch.sets import SETS

_STROKES = '<g fill="none" stroke="currentColor" stroke-width="2">{}</g>'
_MUG = '<rect x="4" y="6" width="12" height="14" rx="2"/><path d="M16 9h3a2 2 0 0 1 2 2v2a2 2 0 0 1-2 2h-3"/>'
_LAMP = '<path d="M8 3h8l4 9H4z"/><path d="M12 12v9m-4 0h8"/>'
_DESK_LAMP = '<path d="M4 21h10M9 21V9l6-5l4 4"/>'
_CUP = '<path d="M5 4h14v9a7 7 0 0 1-14 0z"/>'
_CROSSED = '<path d="M4 20C4 10 10 4 20 4c0 10-6 16-16 16z"/><path d="M3 3l18 18"/>'
_LEAF = '<path d="M4 20C4 10 10 4 20 4c0 10-6 16-16 16z"/>'
ICONS = {
    "lucide": {"mug": _MUG, "lamp-desk": _DESK_LAMP, "dot": '<circle cx="12" cy="12" r="2"/>'},
    "tabler": {"leaf-off": _CROSSED, "leaf": _LEAF, "lamp": _LAMP, "mug-2": _CUP},
    "solar": {"lamp-linear": _LAMP, "mug-linear": _MUG, "leaf-bold": _LEAF},
}


def library(folder: Path) -> Library:
    """The library of :data:`ICONS`, written to ``folder`` as Iconify writes its sets."""
    for one in SETS:
        icons = {
            name: {"body": _STROKES.format(body)} for name, body in ICONS.get(one.id, {}).items()
        }
        if one.id == "lucide":
            icons["heart-filled"] = {"body": '<path fill="currentColor" d="M2 2h20v20z"/>'}
        content = {"prefix": one.id, "width": 24, "height": 24, "icons": icons}
        (folder / f"{one.id}.json").write_text(json.dumps(content), "utf-8")
    lucide, tabler = WORDS
    (folder / lucide).write_text(
        json.dumps({"mug": ["coffee", "tea", "pot", "pint", "stein"]}), "utf-8"
    )
    row = {"name": "leaf", "category": "Nature", "tags": ["plant"]}
    (folder / tabler).write_text(json.dumps({"leaf": row}), "utf-8")
    return Library(lambda name: folder / name)


class SameWords:
    """Meanings in which only equal words are alike; in place of the sentence encoder."""

    version = "toy"

    def __init__(self) -> None:
        self.read = 0

    def strange(self, sentence: str) -> bool:
        return "blorb" in sentence

    def meanings(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        self.read += len(sentences)
        rows = np.full((len(sentences), 2048), 1e-6, np.float32)
        for number, sentence in enumerate(sentences):
            for word in sentence.replace(":", " ").replace(",", " ").split():
                # Two directions by chance in so many dimensions have next to nothing in common.
                rows[number] += np.random.default_rng(zlib.crc32(word.encode())).normal(size=2048)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))
