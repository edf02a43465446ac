"""Annotations: what somebody or some model says is in the picture."""

from __future__ import annotations

from typing import Any

import msgspec

from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose

Shape = Box | Polygon | Mask | Pose
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


class Filter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an annotation layer is shown, counted and exported; nothing is deleted by it."""

    score: float = 0.25
    hidden_labels: frozenset[str] = frozenset()

    def shows(self, annotation: Annotation) -> bool:
        """Hand-made shapes ignore the score, not a label that was switched off by hand."""
        if annotation.label in self.hidden_labels:
            return False
        return annotation.by_hand or annotation.score is None or annotation.score >= self.score
