"""Finding sketches in the library by what a description means."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.engines import Step
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models import publish, safetensors
from vlm_studio.sketch.library import Found, Library
from vlm_studio.sketch.packing import packed, unpacked
from vlm_studio.sketch.scene import Thing
from vlm_studio.words import text

SHIPPED = "meanings.safetensors"
"""The file with the meanings of the catalogue's library, which ``packaging/meanings.py`` makes."""
_AT_ONCE = 128
_SAME_SET = 0.05
"""How much less well an icon may fit that is of the set of those beside it."""


class Finder:
    """The library with the meaning of each of its names."""

    def __init__(self, library: Library, sentences: Sentences, known: Floats) -> None:
        """``known`` are the :func:`meanings` of the library."""
        self._library = library
        self._sentences = sentences
        self._known = known
        self._read: dict[str, Floats] = {}
        """What was asked for already means; a scene asks for each of its things more than once."""

    def icons(self, description: str, style: str = "") -> Iterator[Found]:
        """The icons that go best with ``description``, of the set ``style`` if one is given, the best first."""
        if description not in self._read:
            [self._read[description]] = self._sentences.meanings([description])
        return self._library.search(description, self._read[description], self._known, style)

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


def meanings(library: Library, sentences: Sentences, folder: Path, step: Step) -> Floats:
    """What the library's sentences mean, (N, D), as this program knows it already or as it is kept in ``folder``.

    Of a library or encoder that it does not know they are worked out once and written there.
    """
    digest = _digest(library, sentences)
    path = folder / f"library-{digest[:16]}.safetensors"
    for file in (paths.resource("sketches", SHIPPED), path):
        # One that is missing, damaged or of another library is passed over.
        with contextlib.suppress(OSError, StudioError, KeyError):
            content = file.read_bytes()
            if safetensors.metadata(content).get("of") == digest:
                found = safetensors.read(content)
                return unpacked(found["codes"], found["scales"])
    content = worked_out(library, sentences, step)
    with contextlib.suppress(OSError):  # where nothing can be written they are worked out each time
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.glob("library-*.safetensors"):  # of one before this one
            other.unlink(missing_ok=True)
        publish.write(path, content)
    found = safetensors.read(content)
    return unpacked(found["codes"], found["scales"])


def _digest(library: Library, sentences: Sentences) -> str:
    """What meanings are known by: who read what."""
    return hashlib.sha256("\n".join([sentences.version, *library.sentences]).encode()).hexdigest()


def worked_out(library: Library, sentences: Sentences, step: Step, **about: str) -> bytes:
    """The meanings as the content of a file, which takes most of a minute; ``about`` is said in it."""
    codes, scales = packed(_read(library.sentences, sentences, step))
    about["of"] = _digest(library, sentences)
    return safetensors.write({"codes": codes, "scales": scales}, about)


def _read(known: Sequence[str], sentences: Sentences, step: Step) -> Floats:
    """The meanings of ``known``; sentences of like length are read together, which is quicker."""
    order = sorted(range(len(known)), key=lambda i: len(known[i]))
    rows: list[Floats] = []
    for start in range(0, len(known), _AT_ONCE):
        step(start / len(known), text("Reading the sketch library, once"))
        rows.append(sentences.meanings([known[i] for i in order[start : start + _AT_ONCE]]))
    step(1, text("Reading the sketch library, once"))
    return np.concatenate(rows)[np.argsort(order)]
