"""From a description to sketches: icons of the library that fit it, and several of them composed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vlm_studio.document.artboard import laid_out
from vlm_studio.errors import StudioError
from vlm_studio.inference.finder import Finder
from vlm_studio.inference.results import design_provenance
from vlm_studio.models.card import Card
from vlm_studio.sketch.compose import compose
from vlm_studio.sketch.description import checked
from vlm_studio.sketch.icons import Icon, plain
from vlm_studio.sketch.library import Found
from vlm_studio.sketch.scene import Scene, read
from vlm_studio.sketch.svg import FINE_PEN, PEN, Named
from vlm_studio.tasks.design import Design, DesignKind, Designs, SketchRequest
from vlm_studio.words import text

_NEAR, _WORSE = 0.4, 0.3
"""Likeness of meaning below which an icon shows something else; and how much less than the best is not worth showing."""
_PART, _WHOLE = 0.6, 0.75
"""Likeness that each thing of a composition needs; and that one icon needs to be offered beside compositions."""


class Sketch(msgspec.Struct, frozen=True):
    """``kind`` is ``found`` (an icon as it is) or ``composed`` (of several); ``score`` up to 1 says how well it fits."""

    kind: DesignKind
    groups: tuple[Named, ...]
    icons: tuple[Icon, ...]
    score: float

    @property
    def pen(self) -> float:
        """Width of its strokes in units of its square."""
        return FINE_PEN if self.kind == "composed" else PEN

    @property
    def credit(self) -> str:
        """Whose drawings it is made of, under which licences."""
        said = (
            f"{plain(i.name)} from {i.set.name} by {i.set.author} ({i.set.licence}), {i.set.address}"
            for i in self.icons
        )
        return "; ".join(dict.fromkeys(said))


def designs(request: SketchRequest, card: Card, finder: Finder) -> Designs:
    """See :func:`sketches`; each is laid out on the artboard of ``request`` and says where it comes from."""
    found = sketches(finder, request.words, request.count, request.style)
    return Designs(tuple(_design(each, request, card, i) for i, each in enumerate(found)))


def _design(sketch: Sketch, request: SketchRequest, card: Card, number: int) -> Design:
    icons = [{"name": i.name, "set": i.set.id, "licence": i.set.licence} for i in sketch.icons]
    return Design(
        kind=sketch.kind,
        width=request.width,
        height=request.height,
        provenance=design_provenance(card, request, number, icons=icons),
        title=", ".join(dict.fromkeys(name for name, _ in sketch.groups)),
        objects=laid_out(sketch.groups, sketch.pen, request.width, request.height),
        credit=sketch.credit,
        score=min(1.0, max(0.0, sketch.score)),
    )


def sketches(finder: Finder, description: str, count: int, style: str = "") -> list[Sketch]:
    """Up to ``count`` sketches of what ``description`` says, the best first, composed ones before single icons.

    Raises :class:`StudioError` when it cannot be understood or nothing in the library is near it.
    """
    said = checked(description)
    scene = read(said)
    if len(scene.things) == 1 and not scene.relation:
        found = _best(
            [_single(one) for one in finder.icons(scene.things[0].words, count, style)], _NEAR
        )
    else:
        whole = [_single(one) for one in finder.icons(said, count, style)]
        composed = _best(_composed(finder, scene, count, style), _PART)
        found = [*composed, *_best(whole, _WHOLE if composed else _NEAR)]
    if not found:
        raise StudioError(text("Nothing in the sketch library is near to this description."))
    return found[:count]


def _best(made: Sequence[Sketch], least: float) -> list[Sketch]:
    """Those of at least the score ``least`` that are not much worse than the first."""
    enough = max(least, made[0].score - _WORSE) if made else least
    return [sketch for sketch in made if sketch.score >= enough]


def _single(found: Found) -> Sketch:
    return Sketch("found", ((plain(found.icon.name), found.shapes),), (found.icon,), found.score)


def _composed(finder: Finder, scene: Scene, count: int, style: str) -> list[Sketch]:
    """Compositions of the best icons of each thing, of the second best, and so on."""
    return [_composition(scene, row) for row in finder.together(scene.things, count, style)]


def _composition(scene: Scene, row: Sequence[Found]) -> Sketch:
    names = [thing.words for thing in scene.things for _ in range(thing.count)]
    groups = compose(scene, [one.shapes for one in row])
    names = [*[scene.frame] * (len(groups) - len(names)), *names]
    score = min(one.score for one in row)
    return Sketch("composed", tuple(zip(names, groups)), tuple(one.icon for one in row), score)
