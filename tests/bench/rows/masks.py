"""Many masks of large pictures: taken in from a model's frames, kept, drawn and exported."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pycocotools import mask as coco_mask

from tests.bench import blobs, peers, studio, table
from tests.bench.pairs import rounds
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.document.masks import Mask

_VIEW = (1600, 900)
_SETS = (("42 masks at 4K", 42, 3840, 2160), ("100 masks at 8K", 100, 7680, 4320))


def measure(quick: bool) -> list[table.Line]:
    """Two sets of masks, against dense frames, supervision's CompactMask and pycocotools."""
    lines: list[table.Line] = []
    with compact() as ask:
        for name, count, width, height in _SETS[: 1 if quick else 2]:
            with frames(count, width, height) as given:
                lines += _lines(name, given, ask, 3 if quick else 12)
    return lines


@dataclass(frozen=True)
class Given:
    """Frames of a model with their boxes, in files that other processes can map."""

    frames_file: Path
    boxes_file: Path

    @property
    def frames(self) -> blobs.Frames:
        found: blobs.Frames = np.load(self.frames_file, mmap_mode="r")
        return found

    @property
    def boxes(self) -> list[list[int]]:
        found: list[list[int]] = np.load(self.boxes_file).tolist()
        return found

    def masks(self) -> list[Mask]:
        """What becomes of them in a document."""
        frames = self.frames
        crops = (
            Mask.from_array(frames[i, top : bottom + 1, left : right + 1], left, top)
            for i, (left, top, right, bottom) in enumerate(self.boxes)
        )
        return [mask for mask in crops if mask is not None]


Ask = Callable[[Given], tuple[float, int]]


def _lines(name: str, given: Given, ask: Ask, count: int) -> list[table.Line]:
    masks = given.masks()
    dense = given.frames.nbytes
    stored = sum(len(mask.counts) + 4 * 8 for mask in masks)
    theirs = ask(given)[1]
    times = rounds(
        {
            "taken in": lambda: _seconds(given.masks),
            "taken in by CompactMask": lambda: ask(given)[0],
            "exported": lambda: _seconds(lambda: _exported(masks, given)),
            "encoded by pycocotools": lambda: _seconds(lambda: _encoded(given)),
        },
        count,
        warm_ups=1,
    )
    ours, compact_mask = times.of("taken in", "taken in by CompactMask")
    exported, encoded = times.of("exported", "encoded by pycocotools")
    drawn, again = _drawn(masks, given)
    note = f"{stored / 1024:.0f} KiB, CompactMask {theirs / 1024:.0f} KiB, dense {dense / 2**20:.0f} MiB"
    return [
        table.Line(f"{name}: bytes / CompactMask", stored / theirs, 1.0, note=note),
        table.Line(f"{name}: 1000 x bytes / dense frames", 1000 * stored / dense, 1.0),
        table.ratio(f"{name}: taken in / CompactMask", ours, compact_mask, 1.0, _ms(ours)),
        table.ratio(f"{name}: exported / pycocotools", exported, encoded, 0.3, _ms(exported)),
        table.Line(f"{name}: drawn for the first time", drawn, unit="ms"),
        table.Line(f"{name}: drawn again", again, unit="ms"),
    ]


def _ms(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms"


def _seconds(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _exported(masks: Sequence[Mask], given: Given) -> list[str]:
    height, width = given.frames.shape[1:]
    return [mask.full_counts(width, height) for mask in masks]


def _encoded(given: Given) -> list[object]:
    return [coco_mask.encode(np.asfortranarray(frame)) for frame in given.frames.view(np.uint8)]


def _drawn(masks: Sequence[Mask], given: Given) -> tuple[float, float]:
    """Milliseconds of painting all masks on a view of :data:`_VIEW`, once and once more."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QPainter

    import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None
    from vlm_studio.ui.paint.layer_painter import draw_annotations
    from vlm_studio.ui.paint.style import Style
    from vlm_studio.ui.paint.viewport import Viewport

    app = QGuiApplication.instance() or QGuiApplication([])
    height, width = given.frames.shape[1:]
    scale = min(_VIEW[0] / width, _VIEW[1] / height)
    view = Viewport(scale, 0, 0, *_VIEW)
    annotations = [Annotation(id, f"thing {id % 5}", mask) for id, mask in enumerate(masks, 1)]
    style = Style(bounds=Box(0, 0, width, height))

    def draw() -> None:
        sheet = view.sheet()
        painter = QPainter(sheet)
        draw_annotations(painter, annotations, view, style)
        painter.end()

    first, again = _seconds(draw), statistics.median(_seconds(draw) for _ in range(9))
    assert app is not None
    return first * 1000, again * 1000


@contextlib.contextmanager
def frames(count: int, width: int, height: int) -> Iterator[Given]:
    """Frames in shared memory where there is any: reading a disk is not what is measured."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        given = Given(Path(folder, "frames.npy"), Path(folder, "boxes.npy"))
        np.save(given.boxes_file, blobs.write(given.frames_file, count, width, height))
        yield given


@contextlib.contextmanager
def compact() -> Iterator[Ask]:
    """Asks supervision, which lives in a process and an environment of its own."""
    command = [peers.python("supervision"), studio.PROGRAMS / "compact_masks.py"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None

        def ask(given: Given) -> tuple[float, int]:
            print(given.frames_file, given.boxes_file, sep="\t", file=program.stdin, flush=True)
            seconds, size = program.stdout.readline().split()  # type: ignore[union-attr]
            return float(seconds), int(size)

        yield ask
        program.stdin.close()
