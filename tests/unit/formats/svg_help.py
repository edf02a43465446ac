"""SVG text read, and drawings written as SVG."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import Layer
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    LineTo,
    Oval,
    Rectangle,
    Subpath,
    VectorObject,
)
from vlm_studio.document.vectors import Path as VectorPath
from vlm_studio.formats.export import export
from vlm_studio.formats.svg_reading import Drawing, read_svg

SVG = "{http://www.w3.org/2000/svg}"


def read(inside: str, size: str = 'width="100" height="80"') -> Drawing:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return read_svg(f"{head}{inside}</svg>".encode(), "x.svg")


def only(inside: str, size: str = 'width="100" height="80"') -> VectorObject:
    [found] = read(inside, size).objects
    return found


WAVE = VectorPath(
    (
        Subpath(Point(1, 2), (CurveTo(Point(3, 4), Point(5, 6), Point(7.5, 8)),)),
        Subpath(Point(10, 10), (LineTo(Point(20, 10)), LineTo(Point(20, 20))), True),
    )
)

OBJECTS = (
    VectorObject(
        1,
        WAVE,
        stroke="#ff0000",
        width=2.5,
        cap="round",
        join="round",
        name="a wave",
        dash=(0, 2, 4, 1.2),
    ),
    VectorObject(2, Rectangle(5.0, 6.0, 30.0, 20.0, 4.0), fill="#00ff0080", rule="evenodd"),
    VectorObject(3, Oval(10, 10, 20, 30), fill="#0000ff", stroke="#000000", opacity=0.5),
    VectorObject(
        4,
        Lettering(
            'Jazz & "Night" <1>', 14, "Serif", True, True, "middle", (1, 0.5, -0.5, 1, 40, 50)
        ),
        fill="#123456",
    ),
)


def state_of(*layers: Layer, **children: tuple[str, ...]) -> DocumentState:
    inside = {id for ids in children.values() for id in ids}
    outer = tuple(layer.id for layer in layers if layer.id not in inside)
    by_id = {layer.id: layer for layer in layers}
    return DocumentState("d", "poster", 120, 90, by_id, {ROOT: outer, **children})


def written(state: DocumentState, folder: Path) -> Path:
    path = folder / "out.svg"
    paths, _ = export([state], "svg", path, {}, PlainPainter())
    assert paths == (path,)
    return path
