"""Pointing at, selecting, filtering, dragging and adding one among many polygons."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.bench import asked, table, tour
from tests.bench.canvas import LAYER, canvas, document
from tests.bench.pairs import rounds
from vlm_studio.document import edits
from vlm_studio.document.annotations import Filter
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.geometry import Box, Point
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_POINTS = 200
_TARGETS: dict[str, dict[int, float | None]] = {
    "hit": {5_000: 0.1, 100_000: 0.1},
    "band": {5_000: 20.0, 100_000: 100.0},
    "filter": {5_000: 50.0, 100_000: 50.0},
    "drag": {5_000: 16.7, 100_000: 16.7},
    "add": {5_000: 16.7, 100_000: 16.7},
}
_WORDS = {
    "hit": "what is under the pointer",
    "band": "a rubber band over all, slowest step",
    "filter": "another filter, until something else is shown",
    "drag": "one dragged, a frame",
    "add": "one added, until it is shown",
}
_AGAINST = (
    ("napari", "napari_shapes.py", 5_000, {"hit": None, "band": 0.01, "drag": None, "add": None}),
    ("labelme", "labelme_canvas.py", 2_000, {"hit": None, "drag": None}),
)


def measure(quick: bool) -> list[table.Line]:
    """Milliseconds at 5,000 and 100,000 polygons, and against napari and labelme."""
    blocks = BlockFolder.create()
    try:
        lines = []
        for count in (5_000,) if quick else (5_000, 100_000):
            lines += _alone(count, blocks, 2 if quick else 10)
        for peer, script, count, targets in _AGAINST:
            with asked.on_tour(peer, script, count) as ask:
                lines += _against(peer, ask, count, targets, blocks, 2 if quick else 10)
    finally:
        blocks.remove()
    return lines


def _alone(count: int, blocks: BlockFolder, times: int) -> list[table.Line]:
    with canvas(document(count, blocks)) as view:
        found = {name: [deed(view) for _ in range(times)] for name, deed in _DEEDS.items()}
    return [
        table.Line(
            f"{_WORDS[name]}, {count} polygons",
            statistics.median(spent),
            _TARGETS[name][count],
            unit="ms",
            note=f"slowest {max(spent):.2f} ms",
        )
        for name, spent in found.items()
    ]


def _against(
    peer: str,
    ask: asked.Ask,
    count: int,
    targets: dict[str, float | None],
    blocks: BlockFolder,
    pairs: int,
) -> list[table.Line]:
    lines = []
    with canvas(document(count, blocks)) as view:
        for name, target in targets.items():
            deed = _DEEDS[name]
            measures = {
                "ours": lambda deed=deed: deed(view),
                "theirs": lambda name=name: ask(name),
            }
            done = rounds(measures, pairs, warm_ups=1)
            mine, theirs = done.of("ours", "theirs")
            note = f"{statistics.median(mine):.2f} ms, theirs {statistics.median(theirs):.2f} ms; {done.words()}"
            words = f"{_WORDS[name]}, {count} polygons / {peer}"
            lines.append(table.ratio(words, mine, theirs, target, note))
    return lines


# Each returns milliseconds --------------------------------------------------------------------


def _hit(view: CanvasView) -> float:
    """On average."""
    assert view.stage is not None
    chance = random.Random(7)
    places = [
        Point(chance.uniform(0, tour.WIDTH), chance.uniform(0, tour.HEIGHT)) for _ in range(_POINTS)
    ]
    reach, nothing = view.stage.reach(), frozenset[tuple[str, int]]()
    began = time.perf_counter()
    for place in places:
        view.stage.scene.hits(place, reach, nothing)
    return (time.perf_counter() - began) * 1000 / _POINTS


def _band(view: CanvasView) -> float:
    view.camera.fit()
    view.finish_painting()
    view.selection.clear()
    end = QPoint(view.width() - 4, view.height() - 4)
    slowest = max(_dragged(view, QPoint(4, 4), end, 8))
    view.selection.clear()
    return slowest


def _drag(view: CanvasView) -> float:
    assert view.stage is not None
    assert view.document is not None
    shape = view.document.annotations(LAYER)[1].bounds()
    view.camera.fit(shape.grown(400))
    view.finish_painting()
    view.selection.select([(LAYER, 1)])
    start = view.camera.viewport.to_view(shape.centre).toPoint()
    middle = statistics.median(_dragged(view, start, start + QPoint(60, 30), 20))
    view.document.history.undo()
    return middle


def _dragged(view: CanvasView, start: QPoint, end: QPoint, steps: int) -> list[float]:
    """The time of each step of the mouse until it is painted."""
    QTest.mousePress(view, _LEFT, _PLAIN, start)
    spent = [_ms(lambda at=at: QTest.mouseMove(view, at), view) for at in _way(start, end, steps)]
    QTest.mouseRelease(view, _LEFT, _PLAIN, end)
    return spent


def _way(start: QPoint, end: QPoint, steps: int) -> Iterator[QPoint]:
    for step in range(1, steps + 1):
        yield start + (end - start) * step / steps


def _filter(view: CanvasView) -> float:
    """All of one label are hidden. The rest is painted in slices afterwards."""
    shown = view.document
    assert shown is not None
    view.camera.fit()
    view.finish_painting()
    hide = edits.set_layers(
        shown, [LAYER], text("Filter"), filter=Filter(hidden_labels=frozenset({"cat"}))
    )
    spent = _ms(lambda: shown.history.push(hide), view)
    shown.history.undo()
    return spent


def _add(view: CanvasView) -> float:
    stage = view.stage
    assert stage is not None
    box = Box(tour.WIDTH / 2, tour.HEIGHT / 2, 60, 40)
    spent = _ms(lambda: stage.add([box], "cat", text("Draw")), view)
    stage.document.history.undo()
    return spent


def _ms(deed: Callable[[], object], view: CanvasView) -> float:
    began = time.perf_counter()
    deed()
    view.repaint()
    return (time.perf_counter() - began) * 1000


_DEEDS = {"hit": _hit, "band": _band, "filter": _filter, "drag": _drag, "add": _add}
