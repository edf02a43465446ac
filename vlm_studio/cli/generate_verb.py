"""``vlm-studio generate``: sketches of what a description says, as files."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.models.store import ModelStore
from vlm_studio.sketch.description import checked
from vlm_studio.sketch.icons import plain
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.inference.design import Sketch
    from vlm_studio.inference.finder import Finder

_LIBRARY, _ENCODER = "icons", "all-minilm-l6-v2"


def command(options: argparse.Namespace) -> int:
    """Write the sketches and say for each what it is. Returns 0; failures are a :class:`StudioError`."""
    from vlm_studio.cli.sketch_files import content
    from vlm_studio.formats import fileops
    from vlm_studio.inference.design import sketches

    started = time.monotonic()
    description = checked(options.description)
    with _finder() as finder:
        found = sketches(finder, description, options.count, options.style or "")
    seconds = round(time.monotonic() - started, 2)
    fileops.make_folder(options.out)
    for number, sketch in enumerate(found, 1):
        path = options.out / f"{_file_name(description)}-{number}.{options.format}"
        fileops.save_bytes(path, content(sketch, description, options), durable=False)
        print(json.dumps(_row(sketch, path, seconds)) if options.json else _line(sketch, path))
    return 0


@contextmanager
def _finder() -> Iterator[Finder]:
    from vlm_studio.inference.cache import EngineCache
    from vlm_studio.inference.finder import Finder, IconLibrary
    from vlm_studio.inference.sentences import Sentences

    store = ModelStore(paths.models_folder())
    lacking = [id for id in (_LIBRARY, _ENCODER) if store.state(id) == "absent"]
    if lacking:
        command = " && ".join(f"vlm-studio models pull {id}" for id in lacking)
        raise StudioError(
            text(
                "Sketches need files that are not on this computer yet. Get them with: {command}",
                command=command,
            )
        )
    cache = EngineCache(store)
    with (
        cache.lease(store.card(_ENCODER), "cpu") as words,
        cache.lease(store.card(_LIBRARY)) as icons,
    ):
        library, encoder = cast("IconLibrary", icons), cast("Sentences", words)
        yield Finder(library, encoder, paths.home() / "sketches", _progress)


def _progress(fraction: float | None, text: Text | None = None) -> None:
    """What takes time, on one line of a terminal or once in a log."""
    if fraction is not None and sys.stderr.isatty():
        print(
            f"\r{text} {fraction:.0%}",
            end="\n" if fraction == 1 else "",
            file=sys.stderr,
            flush=True,
        )
    elif fraction == 0:
        print(text, file=sys.stderr, flush=True)


def _file_name(description: str) -> str:
    """The description as the stem of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", description.lower()).strip("-")[:60].strip("-") or "sketch"


def _row(sketch: Sketch, path: Path, seconds: float) -> dict[str, Any]:
    icons = [
        {
            "name": i.name,
            "set": i.set.id,
            "licence": i.set.licence,
            "author": i.set.author,
            "address": i.set.address,
        }
        for i in sketch.icons
    ]
    score = round(sketch.score, 3)
    return {
        "path": str(path),
        "kind": sketch.kind,
        "model": _LIBRARY,
        "icons": icons,
        "score": score,
        "seconds": seconds,
    }


def _line(sketch: Sketch, path: Path) -> str:
    named = ", ".join(f"{plain(i.name)} ({i.set.name}, {i.set.licence})" for i in sketch.icons)
    return f"{path}: {sketch.kind}: {named}"
