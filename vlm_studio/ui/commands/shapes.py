"""What can be made of the selected shapes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vlm_studio.document import converting
from vlm_studio.document.arranging import Edge, Way
from vlm_studio.document.converting import Combination, Conversion, Kind
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.jobs.job import URGENT, Job
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk
from vlm_studio.wire.work import Converted, ConvertRequest, Opaque, OpaqueRequest
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.shaping import Chosen
    from vlm_studio.ui.canvas.stage import Stage


class ShapeCommands:
    """Verbs on the document in front; how they are done is only read when one is asked for."""

    def __init__(self, studio: Studio, desk: Desk) -> None:
        self._studio = studio
        self._desk = desk

    def convert(self, kind: Kind) -> None:
        """Turn the selected shapes into another kind, at once or in the light lane, and say what is lost by it."""
        from vlm_studio.ui.canvas import shaping

        stage = self._desk.stage
        chosen = shaping.convertible(stage, kind) if stage is not None else {}
        if stage is None or not chosen:
            return
        shapes = tuple(a.shape for a in chosen.values())
        if not converting.felt(shapes, kind):
            self._become(stage, kind, chosen, converting.conversion(shapes, kind))
            return
        ended = partial(self._converted, stage, kind, chosen)
        self._studio.ask_quietly(ConvertRequest(shapes, kind), "light", ended, URGENT)

    def _converted(self, stage: Stage, kind: Kind, chosen: Chosen, job: Job) -> None:
        outcome, document = job.outcome, stage.document
        if outcome is None or document not in self._studio.documents:
            return
        if outcome.error is not None:
            self._say(outcome.error, document)
        elif isinstance(outcome.result, Converted):
            self._become(stage, kind, chosen, outcome.result.conversion)

    def _become(self, stage: Stage, kind: Kind, chosen: Chosen, made: Conversion) -> None:
        from vlm_studio.ui.canvas import shaping

        lost = shaping.convert(stage, chosen, kind, made)
        if lost is not None:
            self._studio.notify(lost, "info", stage.document)

    def combine(self, how: Combination) -> None:
        """One mask of the selected shapes."""
        from vlm_studio.ui.canvas import shaping

        if self._desk.stage is not None:
            shaping.combine(self._desk.stage, how)

    def opaque_pixels(self, layer: str | None = None) -> None:
        """A mask of what is opaque in a raster layer, by default the active one."""
        stage, selection = self._desk.stage, self._desk.selection
        if stage is None or selection is None:
            return
        found = stage.document.layers.get(layer or selection.layer or "")
        if not isinstance(found, RasterLayer):
            return
        if stage.document.rough.get(found.block.path):
            self._say(text("The picture is still being read."), stage.document)
            return
        request = OpaqueRequest(found.block)
        ended = partial(self._masked, stage, found.id)
        self._studio.ask_quietly(request, "light", ended, URGENT)

    def _masked(self, stage: Stage, layer: str, job: Job) -> None:
        outcome, document = job.outcome, stage.document
        source = document.layers.get(layer)
        if outcome is None or document not in self._studio.documents:
            return
        if outcome.error is not None:
            self._say(outcome.error, document)
        elif isinstance(outcome.result, Opaque) and isinstance(source, RasterLayer):
            mask = outcome.result.mask
            if mask is None:
                self._say(text("{layer} has no opaque pixels.", layer=source.name), document)
            else:
                sentence = text("Mask of {layer}", layer=source.name)
                stage.add([mask.moved(source.x, source.y)], "", sentence)

    def _say(self, sentence: Text, document: Document) -> None:
        self._studio.notify(sentence, "warning", document)

    def align(self, edge: Edge) -> None:
        """Line up the selected shapes, a single one with the document."""
        from vlm_studio.ui.canvas import shaping

        if self._desk.stage is not None:
            shaping.align(self._desk.stage, edge)

    def distribute(self, way: Way) -> None:
        """Make the gaps between the selected shapes equal."""
        from vlm_studio.ui.canvas import shaping

        if self._desk.stage is not None:
            shaping.distribute(self._desk.stage, way)
