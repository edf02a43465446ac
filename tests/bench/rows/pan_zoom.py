"""Moving over an 8K picture with thousands of polygons on it."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Sequence

from tests.bench import asked, table, tour
from tests.bench.canvas import Blit, Items, application, canvas, document, walk
from tests.bench.pairs import Measure, rounds
from vlm_studio.document.blocks import BlockFolder

_LIMITS = {0: None, 200: 16.7, 2_000: 16.7, 10_000: 16.7, 100_000: 33.0}
"""Polygons, and the milliseconds that 95 % of the frames should stay below."""
_PEERS = {"labelme": ("labelme_canvas.py", 2_000, 0.1), "napari": ("napari_shapes.py", 2_000, None)}
_ITEMS = 10_000


def measure(quick: bool) -> list[table.Line]:
    """240 frames each, the slowest of 95 %: how we stand against one image, other programs, one item for each shape."""
    counts = [0, 2_000, 10_000] if quick else list(_LIMITS)
    lines = []
    app = application()
    with contextlib.ExitStack() as stack:
        blocks = BlockFolder.create()
        stack.callback(blocks.remove)
        for count in counts:
            lines += _ours(count, blocks, 3 if quick else 30)
        lines += _against_items(blocks, 2 if quick else 10)
        for peer, (script, count, target) in _PEERS.items():
            ask = stack.enter_context(asked.on_tour(peer, script, count))
            name = f"pan and zoom, {count} polygons / {peer}"
            lines.append(
                _pair(name, count, blocks, lambda ask=ask: ask("walk"), target, 1 if quick else 10)
            )
    app.processEvents()
    return lines


def _ours(count: int, blocks: BlockFolder, pairs: int) -> list[table.Line]:
    """Against one image of the size of the view."""
    blit = Blit()
    blit.show()
    target = 2.0 if count == 0 else None
    frames: list[float] = []
    name = f"pan and zoom, {count} polygons / one image drawn"
    ratio = _pair(name, count, blocks, lambda: tour.slowest(blit.walk()), target, pairs, frames)
    note = f"median frame {statistics.median(frames):.1f} ms, slowest {max(frames):.1f} ms"
    words = f"pan and zoom, {count} polygons, 95 % of frames"
    blit.close()
    limit = _LIMITS[count]
    return [ratio, table.Line(words, tour.slowest(frames), limit, unit="ms", note=note)]


def _against_items(blocks: BlockFolder, pairs: int) -> list[table.Line]:
    items = Items(_ITEMS)
    items.show()
    name = f"pan and zoom, {_ITEMS} polygons / one QGraphicsItem each"
    line = _pair(name, _ITEMS, blocks, lambda: tour.slowest(items.walk()), 0.1, pairs)
    items.close()
    return [line]


def _pair(
    name: str,
    count: int,
    blocks: BlockFolder,
    theirs: Measure,
    target: float | None,
    pairs: int,
    frames: list[float] | None = None,
) -> table.Line:
    with canvas(document(count, blocks)) as view:

        def ours() -> float:
            spent = walk(view)
            if frames is not None:
                frames.extend(spent)
            return tour.slowest(spent)

        times = rounds({"ours": ours, "theirs": theirs}, pairs, warm_ups=1)
    mine, others = times.of("ours", "theirs")
    note = f"{_ms(mine)}, theirs {_ms(others)}; {times.words()}"
    return table.ratio(name, mine, others, target, note)


def _ms(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ms"
