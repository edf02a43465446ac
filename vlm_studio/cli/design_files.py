"""Designs as files: SVG, PNG, or a project with the layers that the design becomes."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.cli.tools import Bench
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.formats import fileops
from vlm_studio.formats.painter import Painter
from vlm_studio.jobs.accept import layers_of
from vlm_studio.sketch.icons import plain
from vlm_studio.sketch.sets import SETS
from vlm_studio.tasks.design import Design
from vlm_studio.tasks.staged import Staged

_SETS = {one.id: one.name for one in SETS}


class Target(msgspec.Struct, frozen=True):
    """Where files go: ``format`` is empty for the usual one; ``json`` says for each what it is as a line of JSON."""

    folder: Path
    format: str = ""
    json: bool = False


def write(bench: Bench, designs: Sequence[Design], stem: str, seconds: float, to: Target) -> None:
    """Write each design as ``STEM-1`` and so on and say what it is. Raises :class:`StudioError`.

    Numbers of files with another content are left out: they are of earlier designs.
    """
    fileops.make_folder(to.folder)
    number = 1
    for design in designs:
        format = to.format or ("svg" if design.placed is None else "png")
        data = content(design, format, bench.tools.painter)
        while _is_other(path := to.folder / f"{stem}-{number}.{format}", data):
            number += 1
        number += 1
        fileops.save_bytes(path, data, durable=False)
        print(json.dumps(_row(design, path, seconds)) if to.json else _line(design, path))
        sys.stdout.flush()  # the next one may take a while to be drawn


def _is_other(path: Path, data: bytes) -> bool:
    """Whether something else than ``data`` is at ``path``."""
    return path.exists() and not (path.is_file() and path.read_bytes() == data)


def stem_of(description: str) -> str:
    """The description as the stem of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", description.lower()).strip("-")[:60].strip("-") or "design"


def content(design: Design, format: str, painter: Painter) -> bytes:
    """The file of ``format`` (``svg``, ``png`` or ``vlms``); the same bytes for the same design."""
    state = _state(design)
    if format == "svg":
        from vlm_studio.formats.svg_writing import svg

        return svg(state)
    stream = io.BytesIO()
    if format == "vlms":
        from vlm_studio.formats.saving import write_project

        write_project(state, stream, painter)
    else:
        from vlm_studio.formats.design_png import write_design

        write_design(design, state, stream, painter)
    return stream.getvalue()


def _state(design: Design) -> DocumentState:
    """A document of the design alone. Ids of their own would make other bytes each time."""
    made = layers_of(Staged("", design, 0, 0))
    layers = {
        f"design{number}": msgspec.structs.replace(layer, id=f"design{number}")
        for number, layer in enumerate(made, 1)
    }
    return DocumentState(
        id="design",
        name=str(design.provenance.parameters.get("words", "")),
        width=design.width,
        height=design.height,
        layers=dict(layers),
        children={ROOT: tuple(layers)},
    )


def _row(design: Design, path: Path, seconds: float) -> dict[str, Any]:
    origin = design.provenance
    row = {
        "path": str(path),
        "kind": design.kind,
        "model": origin.model,
        "seed": origin.seed,
        "seconds": round(seconds, 2),
        "score": None if design.score is None else round(design.score, 3),
        "near": design.near,
        "lacking": list(design.lacking),
        "icons": origin.parameters.get("icons"),
    }
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _line(design: Design, path: Path) -> str:
    icons = design.provenance.parameters.get("icons", ())
    named = ", ".join(f"{plain(i['name'])} ({_SETS[i['set']]}, {i['licence']})" for i in icons)
    about = named or design.title or f"{design.provenance.model}, seed {design.provenance.seed}"
    near = f", close to {design.near}" if design.near else ""
    near += f", without {', '.join(design.lacking)}" if design.lacking else ""
    return f"{path}: {design.kind}: {about}{near}"
