"""Masks as run lengths inside their bounding box.

The run lengths are those of COCO (column after column, runs of 0 and 1 in turn, starting with 0) in COCO's
text form, so the crop can be read by any COCO tool. A full frame is only ever built for an export that
asks for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from vlm_studio.document.geometry import Box, Point

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vlm_studio.document.runs import Runs


class Mask(msgspec.Struct, frozen=True, tag="mask"):
    """A set of pixels: ``counts`` over the crop ``x, y, width, height`` (whole pixels)."""

    x: int
    y: int
    width: int
    height: int
    counts: str

    @classmethod
    def from_array(cls, pixels: NDArray[np.bool_], x: int = 0, y: int = 0) -> Mask | None:
        """The set pixels of ``pixels`` (H x W), whose top-left pixel stands at ``x, y``; ``None`` if none is set."""
        import numpy as np

        rows = np.flatnonzero(pixels.any(axis=1))
        if rows.size == 0:
            return None
        columns = np.flatnonzero(pixels.any(axis=0))
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        crop = pixels[top:bottom, left:right]
        counts = encode_counts(run_lengths(crop))
        return cls(x + int(left), y + int(top), crop.shape[1], crop.shape[0], counts)

    @classmethod
    def of_runs(cls, runs: Runs) -> Mask | None:
        """The mask of these pixels; ``None`` if there are none."""
        if not runs.starts.size:
            return None
        columns, tops, bottoms = runs.columns, runs.tops, runs.bottoms
        left, top = int(columns[0]), int(tops.min())
        width, height = int(columns[-1]) + 1 - left, int(bottoms.max()) - top
        offsets = (columns - left) * height - top
        counts = encode_counts(_joined(offsets + tops, offsets + bottoms, width * height))
        return cls(left, top, width, height, counts)

    def runs(self) -> Runs:
        """The set pixels as runs. Raises ``ValueError`` when the counts do not fill the crop."""
        import numpy as np

        from vlm_studio.document.runs import Runs

        edges = np.cumsum(self._lengths())
        ends = edges[1::2]
        starts = edges[0::2][: ends.size]
        starts, ends = starts[ends > starts], ends[ends > starts]
        first = starts // self.height
        several = (ends - 1) // self.height - first + 1
        run = np.repeat(np.arange(starts.size), several)
        columns = np.arange(run.size) - np.repeat(np.cumsum(several) - several - first, several)
        tops = np.maximum(starts[run] - columns * self.height, 0)
        bottoms = np.minimum(ends[run] - columns * self.height, self.height)
        return Runs.of(columns + self.x, tops + self.y, bottoms + self.y)

    def _lengths(self) -> NDArray[np.int64]:
        lengths = decode_counts(self.counts)
        if lengths.sum() != self.width * self.height or (lengths < 0).any():
            raise ValueError("run lengths do not fill the mask's crop")
        return lengths

    def to_array(self) -> NDArray[np.bool_]:
        """The crop as booleans, ``height`` x ``width``. Raises ``ValueError`` when the counts do not fill it."""
        import numpy as np

        lengths = self._lengths()
        values = np.arange(lengths.size) % 2 == 1
        return np.repeat(values, lengths).reshape(self.width, self.height).T

    def sampled(self, xs: NDArray[np.int64], ys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the pixels in columns ``xs`` and rows ``ys`` are set: a ``len(ys)`` x ``len(xs)`` array.

        No more is looked at, however large the mask is.
        """
        import numpy as np

        columns, rows = xs[None, :] - self.x, ys[:, None] - self.y
        inside = (columns >= 0) & (columns < self.width) & (rows >= 0) & (rows < self.height)
        ends = np.cumsum(decode_counts(self.counts))
        runs = np.searchsorted(ends, columns * self.height + rows, side="right")
        set_pixels: NDArray[np.bool_] = inside & (runs % 2 == 1)
        return set_pixels

    def within(self, width: int, height: int) -> tuple[NDArray[np.bool_], int, int] | None:
        """The part of the crop inside a ``width`` x ``height`` picture, and the x and y of its top-left pixel.

        ``None`` when all of the crop is outside.
        """
        left, top = max(0, self.x), max(0, self.y)
        right, bottom = min(width, self.x + self.width), min(height, self.y + self.height)
        if right <= left or bottom <= top:
            return None
        part = self.to_array()[top - self.y : bottom - self.y, left - self.x : right - self.x]
        return part, left, top

    def full_counts(self, width: int, height: int) -> str:
        """COCO text counts of this mask in a ``width`` x ``height`` picture, parts outside it cut off."""
        import numpy as np

        part = self.within(width, height)
        if part is None:
            return encode_counts(np.array([width * height]))
        crop, left, top = part
        starts, ends = _column_runs(crop)
        columns = starts // crop.shape[0] + left
        offset = columns * height + top - (columns - left) * crop.shape[0]
        return encode_counts(_joined(starts + offset, ends + offset, width * height))

    @property
    def area(self) -> int:
        """Number of set pixels."""
        return int(decode_counts(self.counts)[1::2].sum())

    def bounds(self) -> Box:
        return Box(self.x, self.y, self.width, self.height)

    def moved(self, dx: float, dy: float) -> Mask:
        return msgspec.structs.replace(self, x=self.x + round(dx), y=self.y + round(dy))

    def contains(self, point: Point) -> bool:
        """Whether the pixel under ``point`` is set; walks the runs, no array is built."""
        column, row = int(point.x // 1) - self.x, int(point.y // 1) - self.y
        if not (0 <= column < self.width and 0 <= row < self.height):
            return False
        import numpy as np

        ends = np.cumsum(decode_counts(self.counts))
        run = int(np.searchsorted(ends, column * self.height + row, side="right"))
        return run % 2 == 1


def run_lengths(pixels: NDArray[np.bool_]) -> NDArray[np.int64]:
    """COCO run lengths of ``pixels`` (H x W)."""
    import numpy as np

    # Where it changes within columns, and from the foot of one to the head of the next: the frame itself, which
    # lies row by row, is not turned.
    height, width = pixels.shape
    if not pixels.size:
        return np.zeros(1, np.int64)
    rows, columns = np.divmod(np.flatnonzero(pixels[1:] != pixels[:-1]), width)
    seams = np.flatnonzero(pixels[-1, :-1] != pixels[0, 1:])
    changes = np.concatenate((columns * height + rows + 1, (seams + 1) * height))
    changes.sort()
    lengths = np.diff(np.concatenate(([0], changes, [pixels.size])))
    return np.concatenate(([0], lengths)) if pixels[0, 0] else lengths


def _column_runs(pixels: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of the set runs in column order, cut at every column break."""
    import numpy as np

    height, width = pixels.shape
    padded = np.zeros((width, height + 2), dtype=np.int8)
    padded[:, 1:-1] = pixels.T
    steps = np.diff(padded, axis=1)
    first_column, first = np.nonzero(steps == 1)
    last_column, last = np.nonzero(steps == -1)
    return first_column * height + first, last_column * height + last


def _joined(starts: NDArray[np.int64], ends: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Run lengths of a crop of ``size`` pixels from runs in column order."""
    import numpy as np

    # Runs that touch across a column break are one run in COCO's order.
    apart = np.flatnonzero(starts[1:] > ends[:-1])
    starts = starts[np.concatenate(([0], apart + 1))] if starts.size else starts
    ends = ends[np.concatenate((apart, [ends.size - 1]))] if ends.size else ends
    edges = np.concatenate(([0], np.stack((starts, ends), axis=1).ravel(), [size]))
    lengths = np.diff(edges)
    return lengths if lengths[-1] else lengths[:-1]


def encode_counts(lengths: NDArray[np.int64]) -> str:
    """COCO's text form: from the fourth run on, differences to the run before last, five bits a character."""
    import numpy as np

    values = lengths.astype(np.int64).copy()
    values[3:] -= lengths[1:-2]
    characters = []
    open_values = np.arange(values.size)
    places = []
    digit = 0
    while open_values.size:
        low = values[open_values] & 0x1F
        values[open_values] >>= 5
        rest = values[open_values]
        more = np.where(low & 0x10, rest != -1, rest != 0)
        characters.append((low | (more * 0x20) + 0) + 48)
        places.append(open_values * 16 + digit)
        open_values = open_values[more]
        digit += 1
    if not characters:
        return ""
    order = np.argsort(np.concatenate(places), kind="stable")
    return np.concatenate(characters)[order].astype(np.uint8).tobytes().decode("ascii")


def decode_counts(counts: str) -> NDArray[np.int64]:
    """Run lengths from COCO's text form. Raises ``ValueError`` on text that is not of that form."""
    import numpy as np

    codes = np.frombuffer(counts.encode(), dtype=np.uint8).astype(np.int64) - 48
    if codes.size == 0:
        return codes
    if codes.min() < 0 or codes.max() > 63 or codes[-1] & 0x20:
        raise ValueError("not COCO run lengths")
    last = np.flatnonzero((codes & 0x20) == 0)
    first = np.concatenate(([0], last[:-1] + 1))
    if (last - first).max() > 11:
        raise ValueError("a COCO run length is too long")
    digit = np.arange(codes.size) - np.repeat(first, last - first + 1)
    values = np.add.reduceat((codes & 0x1F) << (5 * digit), first)
    negative = (codes[last] & 0x10) != 0
    values[negative] -= np.left_shift(np.int64(1), 5 * (last - first + 1))[negative]
    # Undo the differences: runs 1, 3, 5, ... and runs 2, 4, 6, ... are two chains of sums.
    lengths = values.copy()
    lengths[1::2] = np.cumsum(values[1::2])
    lengths[2::2] = np.cumsum(values[2::2])
    return lengths
