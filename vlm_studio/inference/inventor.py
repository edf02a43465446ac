"""Sketches that nobody drew before: several are written, and the best of them shown."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from vlm_studio import paths
from vlm_studio.document.strokes import sketch_shapes
from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Drawn, Files, Step, part
from vlm_studio.inference.sentences import Sentences, meaning
from vlm_studio.inference.sketch_judge import SIDE, SketchJudge, coarse, score
from vlm_studio.inference.sketcher import Sketcher
from vlm_studio.models.card import Card
from vlm_studio.sketch.beginning import beginning
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.recognise import tidied
from vlm_studio.sketch.sampler import Rows, Taste
from vlm_studio.sketch.shapes import PEN, Shape
from vlm_studio.sketch.steps import decode
from vlm_studio.tasks.design import SketchRequest
from vlm_studio.words import text

PAGE, TRIES = 4, 32
"""Sketches are shown by so many, which are the best of so many. Both are part of what a seed gives."""
_ALIKE = 0.9
"""Correlation of two sketches from which the second is not shown while there are others."""
_SURE = 0.2
"""Likeness of meaning from which a sketch is shown even where the words seem to be of another language."""


class _Try(msgspec.Struct, frozen=True):
    shapes: tuple[Shape, ...]
    picture: Floats
    whole: bool
    fits: float


class Inventor:
    """The sketcher and its judge; their weights ship with the program."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        network, chooser = (
            paths.resource("sketcher", f"{n}.safetensors") for n in ("network", "judge")
        )
        self._sketcher = Sketcher(network.read_bytes())
        self._judge = SketchJudge(chooser.read_bytes())

    def draw(self, request: SketchRequest, words: Sentences, step: Step) -> list[Drawn]:
        """See :class:`vlm_studio.inference.engines.Illustrator`."""
        [states] = words.states([request.words])
        begun = beginning(sketch_shapes(request.like))
        first = request.skip // PAGE
        pages = range(first, (request.skip + request.count - 1) // PAGE + 1)
        found: list[_Try] = []
        for page in pages:
            done = page - first
            one = part(step, done / len(pages), (done + 1) / len(pages))
            found += self._page(request, states, page, begun, one)
        if found[0].fits < _SURE and words.strange(request.words):
            raise StudioError(text("Descriptions are understood in English only."))
        start = request.skip - first * PAGE
        return [self._drawn(one, request) for one in found[start : start + request.count]]

    def _page(
        self, request: SketchRequest, states: Floats, page: int, begun: Rows, step: Step
    ) -> list[_Try]:
        """The best :data:`PAGE` of the ``page``-th :data:`TRIES` sketches, the best first."""
        taste = Taste(request.temperature, request.guidance)

        def tell(share: float) -> None:
            step(share, text("Sketching"))

        written = self._sketcher.sketch(
            states, request.style, request.seed, TRIES, taste, page * TRIES, begun, tell
        )
        shapes = [tidied(decode(sketch.rows)) for sketch in written]
        pictures = np.stack([rasterise(each, SIDE).astype(np.float32) for each in shapes])
        fits = self._judge.meanings(pictures) @ meaning(states)
        whole = [sketch.whole for sketch in written]
        return _different([_Try(*row) for row in zip(shapes, pictures, whole, map(float, fits))])

    def _drawn(self, one: _Try, request: SketchRequest) -> Drawn:
        return Drawn(
            kind="invented",
            groups=((request.words, one.shapes),),
            pen=PEN,
            title=request.words,
            score=score(one.fits),
            near=self._judge.near(one.picture),
        )


def _different(tries: Sequence[_Try]) -> list[_Try]:
    """The best :data:`PAGE`: whole ones that fit first, and none that looks like a better one as long as there are others."""
    ranked = sorted(tries, key=lambda one: (not one.whole, -one.fits))
    looks = coarse(np.stack([one.picture for one in ranked]))
    alike = np.tril(looks @ looks.T, -1).max(1) > _ALIKE
    order = sorted(range(len(ranked)), key=lambda i: (not ranked[i].whole, bool(alike[i]), i))
    return sorted((ranked[i] for i in order[:PAGE]), key=lambda one: -one.fits)
