"""From a description to sketches: icons of the library that fit it, and several of them composed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from vlm_studio import paths
from vlm_studio.document.artboard import Named
from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Drawn, Files, Step
from vlm_studio.inference.finder import Finder, meanings
from vlm_studio.inference.sentences import Sentences
from vlm_studio.models.card import Card
from vlm_studio.sketch.compose import compose
from vlm_studio.sketch.flatten import bounds
from vlm_studio.sketch.icons import Icon, plain
from vlm_studio.sketch.library import Found, Library
from vlm_studio.sketch.reading import read
from vlm_studio.sketch.scene import Scene, leaves, names, without
from vlm_studio.sketch.shapes import FINEST_PEN, PEN, Shape
from vlm_studio.tasks.design import DesignKind, SketchRequest
from vlm_studio.words import text

_NEAR, _WORSE = 0.4, 0.3
"""Likeness of meaning below which an icon shows something else; and how much less than the best is not worth showing."""
_SURE = 0.65
"""Likeness that is not by chance, also for words that the encoder does not know."""
_PART, _WHOLE = 0.6, 0.75
"""Likeness that each thing of a composition needs; and that one icon needs to be offered beside compositions."""
_ALIKE = 0.7
"""Likeness that a thing needs whose icon has another name: a frog is 0.64 like a rabbit."""
_ONE_PICTURE = ("on", "inside", "badge")
"""Relations of which there may be an icon that shows them better than two put together."""
_USUAL_SIZE = 80.0
"""Units across of most icons."""


class IconLibrary:
    """The icons of the library as an engine; see :class:`vlm_studio.sketch.library.Library`."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        self.library = Library(files)
        self._known: Floats | None = None

    def draw(self, request: SketchRequest, words: Sentences, step: Step) -> list[Drawn]:
        """See :class:`vlm_studio.inference.engines.Illustrator`."""
        found = sketches(self._ready(words, step), request.words, request.style)
        drawn = list(itertools.islice(found, request.skip, request.skip + request.count))
        if drawn and (drawn[0].score or 0) < _SURE and words.strange(request.words):
            raise StudioError(
                text("No sketch fits these words; descriptions are understood in English only.")
            )
        if drawn:
            return drawn
        if request.skip:
            raise StudioError(text("There are no more sketches of this in the library."))
        raise StudioError(text("Nothing in the sketch library is near to this description."))

    def _ready(self, words: Sentences, step: Step) -> Finder:
        if self._known is None:
            self._known = meanings(self.library, words, paths.home() / "sketches", step)
        return Finder(self.library, words, self._known)


def sketches(finder: Finder, description: str, style: str = "") -> Iterator[Drawn]:
    """Sketches of what ``description`` says, the best first, composed ones before single icons.

    A thing that the library lacks is left out, and the sketch says so.
    """
    asked = read(description)
    if len(asked.things) == 1 and not asked.relation and not asked.frame:
        yield from _single(finder, _only(asked), style, _NEAR)
        return
    lacking = [thing for thing in leaves(asked) if not _has(finder, thing.words, style)]
    missed = tuple(dict.fromkeys(thing.words for thing in lacking))
    scene = without(asked, lacking)
    if scene is None:
        for one in _single(finder, description, style, _NEAR):
            # An icon that is all of it has the things; one that is only near has not.
            whole = (one.score or 0) >= _WHOLE
            yield one if whole else msgspec.structs.replace(one, lacking=missed)
        return
    composed = (
        _composition(scene, row, missed)
        for row in _best(finder.together(tuple(leaves(scene)), style), _PART)
    )
    yield from itertools.islice(composed, 1)
    wholes = _single(finder, description, style, _WHOLE)
    if asked.relation in _ONE_PICTURE:
        yield from itertools.islice(wholes, 1)
    yield from composed
    yield from wholes


def _only(scene: Scene) -> str:
    [thing] = leaves(scene)
    return thing.words


def _has(finder: Finder, words: str, style: str) -> bool:
    """Whether there is an icon of ``words``: one that is called so, or means nearly the same."""
    best = next(finder.icons(words, style), None)
    if best is None or best.score < _PART:
        return False
    called = set(plain(best.icon.name).split()) & set(plain(words).split())
    return bool(called) or best.score >= _ALIKE


def _best(rows: Iterable[list[Found]], least: float) -> Iterator[list[Found]]:
    """Those in which all score at least ``least`` and none is much worse than the first."""
    for row in rows:
        score = _score(row)
        least = max(least, score - _WORSE)
        if score < least:
            return
        yield row


def _score(row: Sequence[Found]) -> float:
    return min(1.0, *(one.score for one in row))


def _single(finder: Finder, words: str, style: str, least: float) -> Iterator[Drawn]:
    for [one] in _best(([one] for one in finder.icons(words, style)), least):
        yield _drawn("found", ((plain(one.icon.name), one.shapes),), PEN, [one])


def _composition(scene: Scene, row: Sequence[Found], lacking: tuple[str, ...]) -> Drawn:
    groups = compose(scene, [one.shapes for one in row])
    single = len(groups) == 1
    kind: DesignKind = "found" if single else "composed"
    pen = PEN if single else _pen(groups)
    return _drawn(kind, tuple(zip(names(scene), groups)), pen, row, lacking)


def _pen(groups: Sequence[Sequence[Shape]]) -> float:
    """One width for all strokes: that of an icon alone, made finer with the smallest of ``groups``."""
    sizes = (max(right - left, bottom - top) for left, top, right, bottom in map(bounds, groups))
    return min(PEN, max(FINEST_PEN, PEN * math.sqrt(min(sizes) / _USUAL_SIZE)))


def _drawn(
    kind: DesignKind,
    groups: tuple[Named, ...],
    pen: float,
    row: Sequence[Found],
    lacking: tuple[str, ...] = (),
) -> Drawn:
    icons = [one.icon for one in row]
    return Drawn(
        kind=kind,
        groups=groups,
        pen=pen,
        title=", ".join(dict.fromkeys(name for name, _ in groups)),
        score=_score(row),
        credit=_credit(icons),
        lacking=lacking,
        more={
            "icons": [{"name": i.name, "set": i.set.id, "licence": i.set.licence} for i in icons]
        },
    )


def _credit(icons: Sequence[Icon]) -> str:
    """Whose drawings ``icons`` are, under which licences."""
    said = (
        f"{plain(i.name)} from {i.set.name} by {i.set.author} ({i.set.licence}), {i.set.address}"
        for i in icons
    )
    return "; ".join(dict.fromkeys(said))
