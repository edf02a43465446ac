"""Finding sketches in the library by what a description means."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Step
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models import publish, safetensors
from vlm_studio.models.card import Card
from vlm_studio.sketch.library import Found, Library
from vlm_studio.sketch.scene import Thing
from vlm_studio.words import text

_AT_ONCE = 128
_SAME_SET = 0.05
"""How much less well an icon may fit that is of the set of those beside it."""


class IconLibrary:
    """The icons of the library as an engine; see :class:`vlm_studio.sketch.library.Library`."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.library = Library(files)


class Finder:
    """The library with the meaning of each of its names, worked out once and kept in ``folder``."""

    def __init__(self, icons: IconLibrary, sentences: Sentences, folder: Path, step: Step) -> None:
        self._library = icons.library
        self._sentences = sentences
        self._known = _kept(icons.library.sentences, sentences, folder, step)

    def icons(self, description: str, count: int, style: str = "") -> list[Found]:
        """The ``count`` icons that go best with ``description``, of the set ``style`` if one is given."""
        [wanted] = self._sentences.meanings([description])
        return list(
            itertools.islice(self._library.search(description, wanted, self._known, style), count)
        )

    def together(self, things: Sequence[Thing], count: int, style: str = "") -> list[list[Found]]:
        """Up to ``count`` times an icon for each of ``things``, drawn alike where that is possible, the best first."""
        each = [self.icons(thing.words, count, style) for thing in things]
        return [
            [row[0], *(self._alike(one, thing, row[0]) for one, thing in zip(row[1:], things[1:]))]
            for row in zip(*each)
        ]

    def _alike(self, one: Found, thing: Thing, beside: Found) -> Found:
        """An icon for ``thing`` of the set of ``beside``, if there is one that fits nearly as well as ``one``."""
        if one.icon.set == beside.icon.set:
            return one
        same = self.icons(thing.words, 1, beside.icon.set.id)
        return same[0] if same and same[0].score >= one.score - _SAME_SET else one


def _kept(known: Sequence[str], sentences: Sentences, folder: Path, step: Step) -> Floats:
    """The meanings of ``known``, read from ``folder`` or made and written there."""
    digest = hashlib.sha256("\n".join([sentences.version, *known]).encode()).hexdigest()
    path = folder / f"library-{digest[:16]}.safetensors"
    # A file that is missing, damaged or of another library is made anew.
    with contextlib.suppress(OSError, StudioError, KeyError):
        content = path.read_bytes()
        if safetensors.metadata(content).get("of") == digest:
            return np.asarray(safetensors.read(content)["meanings"], np.float32)
    meanings = _made(known, sentences, step).astype(np.float16)
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.glob("library-*.safetensors"):  # of a library or encoder before this one
        other.unlink(missing_ok=True)
    publish.write(path, safetensors.write({"meanings": meanings}, {"of": digest}))
    return meanings.astype(np.float32)


def _made(known: Sequence[str], sentences: Sentences, step: Step) -> Floats:
    """The meanings of ``known``; sentences of like length are read together, which is quicker."""
    order = sorted(range(len(known)), key=lambda i: len(known[i]))
    rows: list[Floats] = []
    for start in range(0, len(known), _AT_ONCE):
        step(start / len(known), text("Reading the sketch library, once"))
        rows.append(sentences.meanings([known[i] for i in order[start : start + _AT_ONCE]]))
    step(1, text("Reading the sketch library, once"))
    return np.concatenate(rows)[np.argsort(order)]
