"""What draws annotations and vectors for a file; the window's painter is handed in, so that no format knows Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from vlm_studio.document.document import DocumentState
from vlm_studio.document.layers import AnnotationLayer, VectorLayer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Look(msgspec.Struct, frozen=True):
    """How annotations are drawn: ``line_width`` in document pixels, names beside them, a list of the classes."""

    line_width: float = 2.0
    labels: bool = True
    legend: bool = False


class Painter(Protocol):
    """Draws layers into pixels."""

    def draw(
        self, state: DocumentState, layers: Sequence[AnnotationLayer], look: Look
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """What the filters of ``layers`` (from the bottom up) show, cropped to its bounds within the document.

        Returns RGBA with straight alpha, shape (H, W, 4), and the x and y of its top-left pixel in the document,
        or ``None`` when nothing is drawn. Each layer is drawn at its own ``opacity``, whether ``visible`` or not;
        groups around it are the caller's business.
        """

    def draw_vectors(
        self, state: DocumentState, layer: VectorLayer
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """``layer`` at its opacity, on nothing, whatever its blend mode; cropped and returned as :meth:`draw` does."""


class LatePainter:
    """A :class:`Painter` that is made when something is to be drawn: most files need none, and Qt takes its time."""

    def __init__(self, make: Callable[[], Painter]) -> None:
        self._make = make
        self._made: Painter | None = None

    def get_ready(self) -> None:
        """Make it now, on the thread that wants to have made it."""
        self._made = self._made or self._make()

    def draw(
        self, state: DocumentState, layers: Sequence[AnnotationLayer], look: Look
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """See :class:`Painter`."""
        self.get_ready()
        assert self._made is not None
        return self._made.draw(state, layers, look)

    def draw_vectors(
        self, state: DocumentState, layer: VectorLayer
    ) -> tuple[NDArray[np.uint8], int, int] | None:
        """See :class:`Painter`."""
        self.get_ready()
        assert self._made is not None
        return self._made.draw_vectors(state, layer)
