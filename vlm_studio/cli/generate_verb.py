"""``vlm-studio generate``: designs of what a description says, as files."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.sketch.icons import plain
from vlm_studio.sketch.sets import SETS
from vlm_studio.tasks.design import Design, Designs, SketchRequest
from vlm_studio.words import Text


def command(options: argparse.Namespace) -> int:
    """Write the designs and say for each what it is. Returns 0; failures are a :class:`StudioError`."""
    started = time.monotonic()
    with workbench() as bench:
        found = bench.result(_request(options), _progress)
        assert isinstance(found, Designs)
        seconds = round(time.monotonic() - started, 2)
        _write(bench, found, options, seconds)
    return 0


def _request(options: argparse.Namespace) -> SketchRequest:
    width, height = options.size
    return SketchRequest(
        words=options.description,
        model=options.model,
        width=width,
        height=height,
        count=options.count,
        style=options.style or "",
        seed=options.seed,
    )


def _write(bench: Bench, found: Designs, options: argparse.Namespace, seconds: float) -> None:
    from vlm_studio.cli.design_files import content
    from vlm_studio.formats import fileops

    fileops.make_folder(options.out)
    for number, design in enumerate(found.designs, 1):
        path = options.out / f"{_file_name(options.description)}-{number}.{options.format}"
        data = content(design, options.format, bench.tools.painter)
        fileops.save_bytes(path, data, durable=False)
        print(json.dumps(_row(design, path, seconds)) if options.json else _line(design, path))


def _progress(fraction: float | None, text: Text | None = None) -> None:
    """What takes time, on one line of a terminal."""
    if fraction is not None and text is not None and sys.stderr.isatty():
        print(f"\r\x1b[K{text} {fraction:.0%}", end="", file=sys.stderr, flush=True)


def _file_name(description: str) -> str:
    """The description as the stem of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", description.lower()).strip("-")[:60].strip("-") or "sketch"


def _row(design: Design, path: Path, seconds: float) -> dict[str, Any]:
    origin = design.provenance
    row = {
        "path": str(path),
        "kind": design.kind,
        "model": origin.model,
        "seed": origin.seed,
        "seconds": seconds,
    }
    if design.score is not None:
        row["score"] = round(design.score, 3)
    if "icons" in origin.parameters:
        row["icons"] = origin.parameters["icons"]
    return row


def _line(design: Design, path: Path) -> str:
    icons = design.provenance.parameters.get("icons", ())
    named = ", ".join(f"{plain(i['name'])} ({_SETS[i['set']]}, {i['licence']})" for i in icons)
    return f"{path}: {design.kind}: {named or design.title}"


_SETS = {one.id: one.name for one in SETS}
