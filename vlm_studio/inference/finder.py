"""Finding sketches in the library by what a description means."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.engines import Step
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models import publish, safetensors
from vlm_studio.sketch.library import Found, Library
from vlm_studio.sketch.scene import Thing
from vlm_studio.words import text

_AT_ONCE = 128
_SAME_SET = 0.05
"""How much less well an icon may fit that is of the set of those beside it."""


class Finder:
    """The library with the meaning of each of its names, worked out once and kept in ``folder``."""

    def __init__(self, library: Library, sentences: Sentences, folder: Path, step: Step) -> None:
        self._library = library
        self._sentences = sentences
        self._known = _kept(library.sentences, sentences, folder, step)

    def icons(self, description: str, style: str = "") -> Iterator[Found]:
        """The icons that go best with ``description``, of the set ``style`` if one is given, the best first."""
        [wanted] = self._sentences.meanings([description])
        return self._library.search(description, wanted, self._known, style)

    def together(self, things: Sequence[Thing], style: str = "") -> Iterator[list[Found]]:
        """An icon for each of ``things``, drawn alike where that is possible, the best first."""
        for row in zip(*(self.icons(thing.words, style) for thing in things)):
            others = zip(row[1:], things[1:])
            yield [row[0], *(self._alike(one, thing, row[0]) for one, thing in others)]

    def _alike(self, one: Found, thing: Thing, beside: Found) -> Found:
        """An icon for ``thing`` of the set of ``beside``, if there is one that fits nearly as well as ``one``."""
        if one.icon.set == beside.icon.set:
            return one
        same = next(self.icons(thing.words, beside.icon.set.id), None)
        return same if same and same.score >= one.score - _SAME_SET else one


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
