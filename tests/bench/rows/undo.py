"""What a step costs to remember and to take back, for brush strokes on a large mask and for moved corners."""

from __future__ import annotations

import contextlib
import math
import os
import random
import statistics
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from tests.bench import peers, studio, table
from tests.bench.asked import asked
from tests.bench.pairs import rounds
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point, Polygon
from vlm_studio.document.history import Change
from vlm_studio.document.layers import AnnotationLayer, new_id
from vlm_studio.document.mask_runs import Stroke, united
from vlm_studio.document.masks import Mask
from vlm_studio.words import text

_WIDTH, _HEIGHT = 7680, 4320
_STROKES, _MOVES = 100, 1000
_SHAPES, _CORNERS = 2000, 32
_LAYER = "layer"


def measure(quick: bool) -> list[table.Line]:
    """Strokes against snapshots of the mask's frame; moved corners against labelme, which copies every shape."""
    return [*_strokes(), *_moves(3 if quick else 30)]


def _strokes() -> list[table.Line]:
    document, paint = _painting()
    step = _bytes(paint, _STROKES)
    shape = document.annotations(_LAYER)[1].shape
    assert isinstance(shape, Mask)
    frame = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    crop = shape.to_array()
    frame[shape.y : shape.y + shape.height, shape.x : shape.x + shape.width] = crop
    packed = len(zlib.compress(frame.tobytes(), 1))
    undo = _undone()
    note = f"{step / 1024:.1f} KiB a stroke; a frame {frame.nbytes / 2**20:.0f} MiB, with zlib {packed / 1024:.0f} KiB"
    worst = f"95 % within {undo[round(0.95 * len(undo)) - 1]:.1f} ms"
    return [
        table.Line("a stroke on an 8K mask / its frame, bytes", step / frame.nbytes, 0.1, note=note),
        table.Line("a stroke on an 8K mask / its frame with zlib, bytes", step / packed),
        table.Line("a stroke taken back, canvas included", statistics.median(undo), 16.0, unit="ms", note=worst),
    ]  # fmt: skip


def _painting() -> tuple[Document, Callable[[], None]]:
    """A document with one mask, and what paints one more stroke on it."""
    start = _stroke(random.Random(1)).mask()
    assert start is not None
    document = _document({1: Annotation(1, "thing", start)})
    chance = random.Random(2)

    def paint() -> None:
        found = document.annotations(_LAYER)[1]
        more = _stroke(chance).mask()
        assert more is not None
        assert isinstance(found.shape, Mask)
        painted = msgspec.structs.replace(found, shape=united(found.shape, more))
        document.history.push(_edit(document, painted))

    return document, paint


def _moves(count: int) -> list[table.Line]:
    document = _document({id: _polygon(id) for id in range(1, _SHAPES + 1)})
    chance = random.Random(3)

    def move() -> None:
        found = document.annotations(_LAYER)[chance.randrange(_SHAPES) + 1]
        assert isinstance(found.shape, Polygon)
        corners = list(found.shape.points)
        at = chance.randrange(_CORNERS)
        corners[at] = corners[at].moved(1.5, -2.5)
        moved = msgspec.structs.replace(found, shape=Polygon(tuple(corners)))
        document.history.push(_edit(document, moved))

    step = _bytes(move, _MOVES)
    with canvas(document) as settle, labelme() as ask:

        def undo() -> float:
            began = time.perf_counter()
            document.history.undo()
            settle()
            spent = (time.perf_counter() - began) * 1000
            document.history.redo()
            settle()
            return spent

        theirs = ask("bytes")
        times = rounds({"ours": undo, "labelme": lambda: ask("undo")}, count, warm_ups=2)
    ours, labelme_undo = times.of("ours", "labelme")
    note = f"{step:.0f} bytes a corner, labelme {theirs / 2**20:.1f} MiB"
    took = f"{statistics.median(ours):.1f} ms with the canvas painted, {statistics.median(labelme_undo):.0f} ms without"
    return [
        table.Line("a moved corner, bytes", step, 2048.0, unit="B"),
        table.Line(f"a moved corner among {_SHAPES} shapes / labelme, bytes", step / theirs, 0.01, note=note),
        table.Line("a moved corner taken back, median", statistics.median(ours), 16.0, unit="ms"),
        table.ratio("a moved corner taken back / labelme", ours, labelme_undo, None, took),
    ]  # fmt: skip


def _document(annotations: dict[int, Annotation]) -> Document:
    state = DocumentState(
        id=new_id(),
        name="undo",
        width=_WIDTH,
        height=_HEIGHT,
        layers={_LAYER: AnnotationLayer(name="Drawn", id=_LAYER)},
        children={"": (_LAYER,)},
        annotations={_LAYER: tuple(annotations.values())},
    )
    return Document(state)


def _edit(document: Document, annotation: Annotation) -> Change:
    return edits.set_annotations(document, _LAYER, [annotation], text("Edit"))


def _polygon(id: int) -> Annotation:
    x, y = 60 + id % 50 * 150, 60 + id // 50 * 100
    turns = (2 * math.pi * corner / _CORNERS for corner in range(_CORNERS))
    points = tuple(Point(x + 40 * math.cos(turn), y + 40 * math.sin(turn)) for turn in turns)
    return Annotation(id, f"thing {id % 5}", Polygon(points))


def _stroke(chance: random.Random) -> Stroke:
    """A bent line of some thirty points with a brush of 120 pixels."""
    x, y = chance.uniform(500, _WIDTH - 500), chance.uniform(500, _HEIGHT - 500)
    turn = chance.uniform(0, 6.3)
    stroke = Stroke(Point(x, y), 60, _WIDTH, _HEIGHT)
    for _ in range(30):
        turn += chance.uniform(-0.4, 0.4)
        x, y = x + 25 * math.cos(turn), y + 25 * math.sin(turn)
        stroke.to(Point(x, y))
    return stroke


def _bytes(deed: Callable[[], None], times: int) -> float:
    """What doing it once more leaves in memory, on average."""
    deed()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(times):
        deed()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return grown / times


def _undone() -> list[float]:
    """Milliseconds of taking each stroke back until it is painted, after all of them were seen; sorted."""
    document, paint = _painting()
    with canvas(document) as settle:
        for _ in range(_STROKES):
            paint()
            settle()
        spent = []
        for _ in range(_STROKES):
            began = time.perf_counter()
            document.history.undo()
            settle()
            spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


@contextlib.contextmanager
def canvas(document: Document) -> Iterator[Callable[[], None]]:
    """A view of 1600 x 900 on the document; the function paints what it has to paint."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from vlm_studio.ui.canvas.view import CanvasView

    app = QApplication.instance() or QApplication([])
    view = CanvasView()
    view.resize(1600, 900)
    view.show()
    view.set_document(document)
    app.processEvents()
    yield app.processEvents
    view.set_document(None)
    view.close()


@contextlib.contextmanager
def labelme() -> Iterator[Callable[[str], float]]:
    """Asks labelme's canvas, which lives in a process and an environment of its own."""
    script = studio.PROGRAMS / "labelme_backups.py"
    command = [peers.python("labelme"), script, str(_SHAPES), str(_CORNERS)]
    with asked(command) as ask:
        yield lambda word: float(ask(word))
