"""From a description to sketches: icons of the library that fit it, and several of them composed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

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
from vlm_studio.sketch.scene import Scene, read
from vlm_studio.sketch.shapes import FINEST_PEN, PEN, Shape
from vlm_studio.tasks.design import DesignKind, SketchRequest
from vlm_studio.words import text

_NEAR, _WORSE = 0.4, 0.3
"""Likeness of meaning below which an icon shows something else; and how much less than the best is not worth showing."""
_SURE = 0.65
"""Likeness that is not by chance, also for words that the encoder does not know."""
_PART, _WHOLE = 0.6, 0.75
"""Likeness that each thing of a composition needs; and that one icon needs to be offered beside compositions."""

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
    """Sketches of what ``description`` says, the best first, composed ones before single icons."""
    scene = read(description)
    if len(scene.things) == 1 and not scene.relation:
        yield from _single(finder, scene.things[0].words, style, _NEAR)
        return
    composed = (
        _composition(scene, row) for row in _best(finder.together(scene.things, style), _PART)
    )
    if first := next(composed, None):
        yield first
        wholes = _single(finder, description, style, _WHOLE)
        if scene.relation in _ONE_PICTURE:
            yield from itertools.islice(wholes, 1)
        yield from composed
        yield from wholes
    else:
        yield from _single(finder, description, style, _NEAR)


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


def _composition(scene: Scene, row: Sequence[Found]) -> Drawn:
    names = [thing.words for thing in scene.things for _ in range(thing.count)]
    groups = compose(scene, [one.shapes for one in row])
    names = [*[scene.frame] * (len(groups) - len(names)), *names]
    return _drawn("composed", tuple(zip(names, groups)), _pen(groups), row)


def _pen(groups: Sequence[Sequence[Shape]]) -> float:
    """One width for all strokes: that of an icon alone, made finer with the smallest of ``groups``."""
    sizes = (max(right - left, bottom - top) for left, top, right, bottom in map(bounds, groups))
    return min(PEN, max(FINEST_PEN, PEN * math.sqrt(min(sizes) / _USUAL_SIZE)))


def _drawn(kind: DesignKind, groups: tuple[Named, ...], pen: float, row: Sequence[Found]) -> Drawn:
    icons = [one.icon for one in row]
    return Drawn(
        kind=kind,
        groups=groups,
        pen=pen,
        title=", ".join(dict.fromkeys(name for name, _ in groups)),
        score=_score(row),
        credit=_credit(icons),
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
