"""Opening big pictures: how soon there is something to see, how soon all of it, and what memory that takes."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.bench import machine, peers, pictures, studio, table
from tests.bench.asked import answering
from tests.bench.pairs import Rounds, rounds
from tests.fakes.pictures import png

Answer = Callable[[object], str]
_WIDTH, _HEIGHT = 7680, 4320
_SQUARE = 6000
_PAGE = 2480, 3508
_PAGES = 100
_GRAIN = 3.0


def measure(quick: bool) -> list[table.Line]:
    """Against Pillow, which only loads, and labelme's way from file to canvas."""
    lines = []
    with (
        studio.home() as home,
        answering(
            [sys.executable, studio.PROGRAMS / "open_picture.py"], {"VLM_STUDIO_HOME": str(home)}
        ) as ours,
        answering([sys.executable, studio.PROGRAMS / "bare_load.py"]) as bare,
        answering(
            [peers.python("labelme"), studio.PROGRAMS / "labelme_open.py"],
            {"LOGURU_LEVEL": "WARNING"},
        ) as labelme,
    ):
        for name, path in files().items():
            lines += _lines(name, path, ours, bare, labelme, 2 if quick else 10)
    return lines


def _lines(
    name: str, path: Path, ours: Answer, bare: Answer, labelme: Answer, count: int
) -> list[table.Line]:
    seen: list[dict[str, float]] = []

    def opened() -> float:
        seen.append(json.loads(ours(path)))
        return seen[-1]["whole"]

    measures: dict[str, Callable[[], float]] = {
        "ours": opened,
        "bare": lambda: float(bare(path).split()[0]),
        "labelme": lambda: float(labelme(path)),
    }
    times = rounds(measures, count, warm_ups=1, limits={"labelme": min(count, 5)})
    return _table(name, path, times, {one["whole"]: one for one in seen})


def _table(
    name: str, path: Path, times: Rounds, seen: dict[float, dict[str, float]]
) -> list[table.Line]:
    whole, bare = times.of("ours", "bare")
    early = "pixels" if path.suffix == ".jpg" else "frame"
    first = [seen[one][early] for one in whole]
    words = {"pixels": "first pixels", "frame": "its frame"}
    middle = [statistics.median(values) for values in (first, whole, bare)]
    note = "{:.3f} s, all {:.3f} s, Pillow {:.3f} s; ".format(*middle) + times.words()
    ours, labelme = times.of("ours", "labelme")
    target = 0.3 if early == "pixels" else None
    with Image.open(path) as image:
        raw = image.width * image.height * 4 / 2**20
    worker, window, block = (
        statistics.median(seen[one][what] for one in whole)
        for what in ("worker", "window", "block")
    )
    memory = f"{worker:.0f} MiB; the window {window:.0f}, the block with its mip levels {block:.0f}, raw {raw:.0f}"
    return [
        table.ratio(f"{name}, {words[early]} / Pillow's load", first, bare, target, note),
        table.ratio(f"{name}, all of it / Pillow's load", whole, bare, 1.1),
        table.ratio(f"{name}, all of it / labelme", ours, labelme, 0.6),
        table.Line(f"{name}, the worker's peak / raw pixels", worker / raw, 1.3, note=memory),
    ]


def files() -> dict[str, Path]:
    """The pictures, made when they are first needed."""
    folder = machine.cache() / "big"
    folder.mkdir(parents=True, exist_ok=True)
    makers: dict[str, tuple[str, Callable[[Path], object]]] = {
        "8K JPEG": ("8k.jpg", _jpeg),
        "8K PNG of 16 bits": ("8k-16.png", _wide_png),
        "6k x 6k PNG": ("6k.png", _png),
        "TIFF of 100 pages": ("pages.tif", _pages),
    }
    for name, make in makers.values():
        if not (folder / name).exists():
            unfinished = folder / f"new-{name}"
            make(unfinished)
            unfinished.rename(folder / name)
    return {title: folder / name for title, (name, _) in makers.items()}


def _grainy(width: int, height: int) -> NDArray[np.float32]:
    """A photograph with the grain of a sensor, 0..255."""
    image = pictures.photo("coffee").resize((width, height), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(0).normal(0, _GRAIN, (height, width, 1)).astype(np.float32)
    return np.clip(np.asarray(image, np.float32) + grain, 0, 255)


def _jpeg(path: Path) -> None:
    Image.fromarray(_grainy(_WIDTH, _HEIGHT).astype(np.uint8)).save(path, quality=90)


def _wide_png(path: Path) -> None:
    path.write_bytes(png((_grainy(_WIDTH, _HEIGHT) * 257).astype(np.uint16)))


def _png(path: Path) -> None:
    Image.fromarray(_grainy(_SQUARE, _SQUARE).astype(np.uint8)).save(path, compress_level=6)


def _pages(path: Path) -> None:
    pages = [Image.fromarray(_grainy(*_PAGE).astype(np.uint8))] * _PAGES
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="jpeg", quality=85)
