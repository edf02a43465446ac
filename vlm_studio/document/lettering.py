"""Words set on an artboard as lines of text that stay text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from vlm_studio.document.affine import move
from vlm_studio.document.artboard import INK, free
from vlm_studio.document.geometry import Box
from vlm_studio.document.vectors import Lettering, VectorObject
from vlm_studio.errors import StudioError
from vlm_studio.sketch.quotes import Quoted
from vlm_studio.words import text

_FAMILY = "sans-serif"
_LEADING, _CAPITAL, _APART = 1.2, 0.72, 0.5
"""In sizes of the font: from line to line, the height of a capital, and between texts."""
_WIDE, _USUAL = 1.0, 0.65
"""Widths of letters in sizes of the font: of Chinese ones, and of bold Latin ones on average."""
_SMALLER = 0.45
"""Size of what follows the headline, in sizes of that."""
_BESIDE, _ALONE = 0.16, 0.3
"""Size of a headline at most, of the shorter side: with a drawing, and with nothing else on the artboard."""
_SHARE = 0.25
"""Of the height that all words beside a drawing may take."""
_LEAST, _STEP = 0.008, 0.95
"""Of the shorter side: the smallest letters that can be read; and how sizes are tried one after the other."""
_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+")
"""Where a line may end: after each Chinese letter, and between words."""


class Lettered(msgspec.Struct, frozen=True):
    """The words as ``objects``, and the ``room`` that is left for a drawing."""

    objects: tuple[VectorObject, ...]
    room: Box


class _Block(msgspec.Struct, frozen=True):
    """Text ``number`` (the headline is 0) in ``lines`` of letters of ``size``."""

    number: int
    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last line's foot."""
        return (_CAPITAL + (len(self.lines) - 1) * _LEADING) * self.size


def lettered(quoted: Quoted, width: int, height: int, ink: str = INK, first: int = 1) -> Lettered:
    """The words of ``quoted`` on an artboard: above and below the drawing, or in the middle if there is none.

    The first of them is the headline. Each text is a group of its own; ids and groups count from ``first``.
    Raises :class:`StudioError` when they are too many to be read.
    """
    board = free(width, height)
    if not quoted.words:
        return Lettered((), board)
    alone = not quoted.rest
    limits = (_ALONE, 1.0) if alone else (_BESIDE, _SHARE)
    blocks = _set(quoted.words, limits[0] * min(width, height), board, limits[1])
    above, below = blocks[: len(quoted.above)], blocks[len(quoted.above) :]
    apart = _APART * blocks[0].size
    top = board.y + (_height(above, apart) + 2 * apart if above else 0.0)
    low = board.bottom - _height(below, apart)
    bottom = low - (2 * apart if below else 0.0)
    if alone:
        low = (board.y + low) / 2
    placed = [*_placed(above, board.y, apart), *_placed(below, low, apart)]
    objects = tuple(
        VectorObject(
            id=id,
            shape=Lettering(
                line,
                block.size,
                _FAMILY,
                not block.number,
                anchor="middle",
                place=move(width / 2, y),
            ),
            fill=ink,
            name=" ".join(block.lines),
            group=first + block.number,
        )
        for id, (block, line, y) in enumerate(placed, first)
    )
    return Lettered(objects, Box(board.x, top, board.width, max(bottom - top, 1.0)))


def _set(words: Sequence[str], size: float, board: Box, share: float) -> list[_Block]:
    """``words`` in the largest letters, not above ``size``, that fit into the ``share`` of the board's height."""
    least = _LEAST * min(board.width, board.height)
    while size * (_SMALLER if len(words) > 1 else 1) >= least:
        blocks = [
            _block(number, each, size * (_SMALLER if number else 1), board.width)
            for number, each in enumerate(words)
        ]
        fits = all(_width(line) * b.size <= board.width for b in blocks for line in b.lines)
        if fits and _height(blocks, _APART * size) <= share * board.height:
            return blocks
        size *= _STEP
    raise StudioError(
        text("The words in quotation marks are too long for an artboard of this size.")
    )


def _block(number: int, words: str, size: float, width: float) -> _Block:
    """``words`` in as few lines as ``width`` allows, which are about equally long."""
    lines = _lines(words, width / size)
    while True:
        closer = _lines(words, max(map(_width, lines)) - _USUAL / 2)
        if closer == lines or len(closer) > len(lines):
            break
        lines = closer
    return _Block(number, lines, size)


def _lines(words: str, most: float) -> tuple[str, ...]:
    """Lines of at most ``most`` font sizes, unless one word alone is longer."""
    lines = [""]
    for piece in _PIECES.findall(words):
        if lines[-1] and _width((lines[-1] + piece).rstrip()) > most:
            lines.append("")
        lines[-1] += piece
    return tuple(line.strip() for line in lines if line.strip())


def _width(line: str) -> float:
    return sum(_WIDE if ord(letter) >= 0x2E80 else _USUAL for letter in line)


def _height(blocks: Sequence[_Block], apart: float) -> float:
    return sum(block.height for block in blocks) + apart * max(0, len(blocks) - 1)


def _placed(blocks: Sequence[_Block], top: float, apart: float) -> list[tuple[_Block, str, float]]:
    """Each line of ``blocks``, one under the other, with its baseline."""
    found: list[tuple[_Block, str, float]] = []
    for block in blocks:
        base = top + _CAPITAL * block.size
        found += [
            (block, line, base + i * _LEADING * block.size) for i, line in enumerate(block.lines)
        ]
        top += block.height + apart
    return found
