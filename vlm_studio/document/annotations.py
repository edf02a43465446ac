"""Annotations: what somebody or some model says is in the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import msgspec

from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose

Area = Box | Polygon | Ellipse | Mask
"""A shape that covers pixels."""
Shape = Area | Pose
"""What an annotation can look like, all in pixels of the document (or, in a result, of its picture)."""


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a result comes from: enough to say it in a report and to ask for it again."""

    task: str
    model: str
    revision: str = ""
    sha256: str = ""
    licence: str = ""
    parameters: dict[str, Any] = {}
    seed: int | None = None


class Annotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One object. ``score`` is 0..1, ``None`` when drawn by hand; so is ``provenance``.

    ``id`` is unique in its layer (results count from 1); ``edited`` says that a hand changed a model's
    result; ``extra`` keeps fields of a newer file that this version does not know.
    """

    id: int
    label: str
    shape: Shape
    score: float | None = None
    provenance: Provenance | None = None
    edited: bool = False
    extra: dict[str, Any] = {}

    @property
    def by_hand(self) -> bool:
        """Whether a person drew or changed it, so that no filter and no re-run may take it away."""
        return self.edited or self.provenance is None

    def bounds(self) -> Box:
        return self.shape.bounds()

    @property
    def size(self) -> float:
        """The longer side of its bounds, in pixels."""
        bounds = self.bounds()
        return max(bounds.width, bounds.height)


class Filter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an annotation layer is shown, counted and exported; nothing is deleted by it.

    The size of an object is the longer side of its bounds in pixels: at least ``smallest`` and, unless that is 0,
    at most ``largest``.
    """

    score: float = 0.25
    hidden_labels: frozenset[str] = frozenset()
    smallest: float = 0.0
    largest: float = 0.0

    def shows(self, annotation: Annotation) -> bool:
        """Hand-made shapes ignore the score, as they have none of their own; neither the size nor a label switched off."""
        if annotation.label in self.hidden_labels:
            return False
        if (self.smallest > 0 or self.largest > 0) and not self._fits(annotation):
            return False
        return annotation.by_hand or annotation.score is None or annotation.score >= self.score

    def _fits(self, annotation: Annotation) -> bool:
        size = annotation.size
        return size >= self.smallest and (self.largest <= 0 or size <= self.largest)

    def loosened(self, several: Iterable[Annotation]) -> Filter:
        """This filter with as much let go as hides one of ``several`` that are made by hand."""
        hidden = [annotation for annotation in several if not self.shows(annotation)]
        sizes = [annotation.size for annotation in hidden]
        return msgspec.structs.replace(
            self,
            hidden_labels=self.hidden_labels - {annotation.label for annotation in hidden},
            smallest=float(min([self.smallest, *map(math.floor, sizes)])),
            largest=float(max([self.largest, *map(math.ceil, sizes)])) if self.largest > 0 else 0.0,
        )
