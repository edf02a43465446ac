"""The sketch library: which icons go with a description, by what both mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.icons import Icon, icons, plain, shapes, tags
from vlm_studio.sketch.order import scaled
from vlm_studio.sketch.raster import Ink, rasterise
from vlm_studio.sketch.sets import SETS
from vlm_studio.sketch.shapes import SIDE, Shape

LIBRARY = "icons"
"""The catalogue's id of the library."""
WORDS = ("words-lucide.json", "words-tabler.json")

Vectors = NDArray[np.floating[Any]]
_TAGS = 4
_TAGGED = 0.6
"""How well an icon fits at least that was given just the word that is looked for."""
_UNASKED = {"off": 0.1, "slash": 0.1, "cancel": 0.1, "arrow": 0.2, "brand": 0.2}
"""Words of a name that nobody means who does not say them, and how much less such an icon counts."""
_AGAIN = 0.04
"""What each further drawing of one name counts less."""
_SMALL, _PEN, _SAME = 32, 8.0, 0.8
"""Drawings look the same that share most of their ink as pictures of so many pixels a side, drawn with that pen."""
_PREFERRED = (
    *("lucide", "tabler", "hugeicons", "solar", "iconoir"),
    *("feather", "mynaui", "akar-icons", "mage", "icon-park-outline"),
)
"""Whose icon comes of those with one name, unless a set is asked for: the plainest first."""


_Rows = tuple[tuple[Icon, ...], NDArray[np.int64], NDArray[np.int64]]
"""Icons, for each the number of its name, and how many of that name come before it."""


class Found(msgspec.Struct, frozen=True):
    """An icon that goes with a description, ``score`` up to 1, and its shapes."""

    icon: Icon
    score: float
    shapes: tuple[Shape, ...]


def _ink(drawn: Sequence[Shape]) -> Ink:
    """A small picture of what is ``drawn``, as large as fits."""
    left, top, right, bottom = bounds(drawn)
    factor = (SIDE - _PEN) / max(right - left, bottom - top, 1)
    dx, dy = (SIDE - factor * side for side in (left + right, top + bottom))
    return rasterise(scaled(drawn, factor, dx / 2, dy / 2), _SMALL, _PEN)


def _known(ink: Ink, drawn: Sequence[Ink]) -> bool:
    """Whether one of ``drawn`` looks the same: sets took some of one another's drawings."""
    return any(
        np.minimum(ink, other).sum() > _SAME * np.maximum(ink, other).sum() for other in drawn
    )


class Library:
    """The icons of all sets; ``files`` gives the path of each of the library's files by name."""

    def __init__(self, files: Callable[[str], Path]) -> None:
        self._icons: dict[str, list[Icon]] = {}
        for one in SETS:
            for icon in icons(one, files(f"{one.id}.json")):
                if name := plain(icon.name):
                    self._icons.setdefault(name, []).append(icon)
        said: Mapping[str, Sequence[str]] = tags(map(files, WORDS))
        for alike in self._icons.values():
            alike.sort(key=lambda icon: (_PREFERRED.index(icon.set.id), icon.name))
        self._names = list(self._icons)
        self._with = {
            word: [i for i, name in enumerate(self._names) if word in name.split()]
            for word in _UNASKED
        }
        self._tagged: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for tag in said.get(name, ()):
                self._tagged.setdefault(tag, []).append(number)
        self._styles: dict[str, _Rows] = {}
        self._said = [(name, ", ".join(said.get(name, ())[:_TAGS])) for name in self._names]

    @property
    def sentences(self) -> list[str]:
        """What is to be understood before anything can be found, always in the same order."""
        return [name for name, _ in self._said] + [f"{n}: {more}" for n, more in self._said if more]

    def search(
        self, description: str, wanted: Vectors, known: Vectors, style: str = ""
    ) -> Iterator[Found]:
        """Icons, the best first, for a description and its meaning ``wanted`` (D,); of the set ``style`` alone if given.

        ``known`` are the meanings of :attr:`sentences`, (N, D); all have length 1. Several drawings of one name come,
        but each after the first counts a little less, so that there is a choice of things as well.
        """
        scores = self._scores(plain(description), wanted, known)
        drawn: list[Ink] = []
        for score, icon in self._ranked(scores, style):
            found = shapes(icon)
            if found and not _known(ink := _ink(found), drawn):
                drawn.append(ink)
                yield Found(icon, score, found)

    def _scores(self, said: str, wanted: Vectors, known: Vectors) -> Vectors:
        """How well each name fits, alone or with its further words; well enough if ``said`` is one of these."""
        scores = np.asarray(known[: len(self._names)] @ wanted, np.float64)
        told = [i for i, (_, more) in enumerate(self._said) if more]
        more = np.asarray(known[len(self._names) :] @ wanted, np.float64)
        scores[told] = np.maximum(scores[told], more)
        tagged = self._tagged.get(said, [])
        scores[tagged] = np.maximum(scores[tagged], _TAGGED + (1 - _TAGGED) / 2 * scores[tagged])
        for word in _UNASKED.keys() - set(said.split()):
            scores[self._with[word]] -= _UNASKED[word]
        return scores

    def _ranked(self, scores: Vectors, style: str) -> Iterator[tuple[float, Icon]]:
        icons, names, again = self._rows(style)
        found = scores[names] - _AGAIN * again
        for row in np.argsort(-found, kind="stable").tolist():
            yield float(found[row]), icons[row]

    def _rows(self, style: str) -> _Rows:
        """The icons of ``style``, all of one name after the other; kept, because every search asks."""
        if style not in self._styles:
            rows = [
                (icon, index, again)
                for index, name in enumerate(self._names)
                for again, icon in enumerate(
                    i for i in self._icons[name] if style in ("", i.set.id)
                )
            ]
            icons, names, again = zip(*rows) if rows else ((), (), ())
            self._styles[style] = icons, np.array(names, int), np.array(again, int)
        return self._styles[style]
