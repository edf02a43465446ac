"""Pictures painted in another style, of any size.

Sources: V. Dumoulin et al., "A Learned Representation for Artistic Style", https://arxiv.org/abs/1610.07629;
G. Ghiasi et al., "Exploring the structure of a real-time, arbitrary neural artistic stylization network",
https://arxiv.org/abs/1705.06830.

A large picture is painted in pieces that know their surroundings and are all normalised by the same statistics
(:mod:`vlm_studio.models.restyle`). A piece is then what it would be in the whole, so there is nothing to blend and
no seam.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from vlm_studio.errors import StudioError
from vlm_studio.inference.arrays import Floats, Pixels
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Files, Step
from vlm_studio.inference.runtimes import onnx_session
from vlm_studio.models.card import Card
from vlm_studio.models.restyle import GIVEN, KEEP
from vlm_studio.tasks.styles import STYLES, check
from vlm_studio.words import text

WHOLE = 768 * 1024
"""Pixels of a picture that is painted in one go."""
TILE = 512
AROUND = 64
"""How far a piece looks beyond its edge: a pixel is made of what is at most 59 pixels away."""
_CROP, _ROWS, _CROPS = 256, 3, 12
_UNIT, _SMALLEST = 4, 16
"""The networks halve a picture twice, and mirror a few pixels at its edge."""
_EXAMPLE = 256


class Network:
    """A style network in its form with statistics."""

    def __init__(self, session: object, *, channels_first: bool) -> None:
        self._session = session
        inputs = [one.name for one in session.get_inputs()]  # type: ignore[attr-defined]
        self._picture, self._style = inputs[:2]
        self._given = [name for name in inputs if name.startswith(GIVEN)]
        self._first = channels_first

    def paint(
        self, rgb: Pixels, style: Floats, kept: Sequence[Floats] | None = None
    ) -> tuple[Pixels, list[Floats]]:
        """``rgb`` (H, W, 3) in ``style``, and its statistics; ``kept`` are those to paint by instead.

        The sides are multiples of 4.
        """
        picture = rgb.astype(np.float32) / np.float32(255)
        if self._first:
            picture = np.ascontiguousarray(picture.transpose(2, 0, 1))
        nothing = np.zeros((1, 1, 1, 1), np.float32)
        feed = dict(zip(self._given, kept or [nothing] * len(self._given), strict=True))
        feed |= {self._picture: picture[None], self._style: style}
        feed[KEEP] = np.array([kept is not None])
        painted, *found = self._session.run(None, feed)  # type: ignore[attr-defined]
        out = painted[0].transpose(1, 2, 0) if self._first else painted[0]
        return (out * 255 + 0.5).clip(0, 255).astype(np.uint8), found


def restyled(network: Network, rgb: Pixels, style: Floats, step: Step) -> Pixels:
    """``rgb`` (H, W, 3) of any size, painted in ``style``."""
    height, width = rgb.shape[:2]
    padded = _padded(rgb)
    step(0.0, text("Painting"))
    if padded.shape[0] * padded.shape[1] <= WHOLE:
        return network.paint(padded, style)[0][:height, :width]
    _, kept = network.paint(sample(padded), style)
    return in_tiles(network, padded, style, kept, step)[:height, :width]


def in_tiles(
    network: Network, rgb: Pixels, style: Floats, kept: Sequence[Floats], step: Step
) -> Pixels:
    """``rgb``, its sides multiples of 4, painted piece by piece by the statistics ``kept``."""
    out = np.empty_like(rgb)
    tiles = list(_tiles(*rgb.shape[:2]))
    for done, (top, left) in enumerate(tiles):
        step(done / len(tiles), text("Painting"))
        above, before = min(AROUND, top), min(AROUND, left)
        piece = rgb[
            top - above : top + TILE + AROUND,
            left - before : left + TILE + AROUND,
        ]
        painted = network.paint(piece, style, kept)[0][above : above + TILE, before : before + TILE]
        out[top : top + TILE, left : left + TILE] = painted
    return out


def sample(rgb: Pixels) -> Pixels:
    """Crops from all over a large picture side by side: its statistics at its own scale, in bounded memory."""
    height, width = rgb.shape[:2]
    down, across = min(_CROP, height), min(_CROP, width)
    rows = min(_ROWS, height // down)
    columns = min(_CROPS // rows, width // across)
    return np.vstack(
        [
            np.hstack([rgb[y : y + down, x : x + across] for x in _spread(width - across, columns)])
            for y in _spread(height - down, rows)
        ]
    )


def _spread(room: int, count: int) -> list[int]:
    return [int(at) for at in np.linspace(0, room, count)] if count > 1 else [room // 2]


def _tiles(height: int, width: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            yield top, left


def _padded(rgb: Pixels) -> Pixels:
    more = [(0, max(_SMALLEST - side, -side % _UNIT)) for side in rgb.shape[:2]]
    return np.pad(rgb, (*more, (0, 0)), mode="reflect") if any(map(any, more)) else rgb


class Style26:
    """26 styles, each a row of the network's own weights; several are mixed in equal parts."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        assert card.built is not None
        self._name = card.name
        self._network = Network(onnx_session(files(card.built.name), device), channels_first=True)

    def restyle(
        self, rgb: Pixels, names: Sequence[str], example: Pixels | None, step: Step
    ) -> Pixels:
        check(names)
        if not names or example is not None:
            raise StudioError(text("{model} has its own styles; choose one.", model=self._name))
        every = list(STYLES)
        weights = np.zeros(len(every), np.float32)
        weights[[every.index(name) for name in names]] = 1 / len(set(names))
        return restyled(self._network, rgb, weights, step)


class StyleAny:
    """The style of one picture for another."""

    def __init__(self, card: Card, files: Files, device: Device) -> None:
        assert card.built is not None
        self._name = card.name
        self._network = Network(onnx_session(files(card.built.name), device), channels_first=False)
        self._predict = onnx_session(files("arbitrary_predict.onnx"), device)

    def restyle(
        self, rgb: Pixels, names: Sequence[str], example: Pixels | None, step: Step
    ) -> Pixels:
        if names or example is None:
            sentence = text(
                "{model} takes its style from a picture; give it one.", model=self._name
            )
            raise StudioError(sentence)
        step(0.0, text("Looking at the style"))
        return restyled(self._network, rgb, self.style_of(example), step)

    def style_of(self, example: Pixels) -> Floats:
        """What the network paints by: (1, 1, 1, 100), from the middle square of ``example`` (H, W, 3)."""
        image = Image.fromarray(example)
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        square = image.crop((left, top, left + side, top + side))
        small = square.resize((_EXAMPLE, _EXAMPLE), Image.Resampling.LANCZOS)
        pixels = np.asarray(small, np.float32)[None] / np.float32(255)
        [style] = self._predict.run(None, {self._predict.get_inputs()[0].name: pixels})
        return np.asarray(style)
