"""``vlm-studio trace``: a picture as paths."""

from __future__ import annotations

import argparse
from pathlib import Path

from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.layers import VectorLayer, new_id
from vlm_studio.errors import StudioError
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire.work import Exported, ExportRequest, Opened, OpenRequest, Traced, TraceRequest
from vlm_studio.words import text


def command(options: argparse.Namespace) -> int:
    """Write the paths of ``options.picture`` to ``options.out``."""
    picture: Path = options.picture
    out: Path = options.out or Path(picture.with_suffix(".svg").name)
    how = Tracing(not options.black_and_white, options.detail, options.smoothness)
    with workbench() as bench:
        state = _drawing(bench, picture, how)
        exported = bench.result(ExportRequest(state, "svg", str(out)))
        assert isinstance(exported, Exported)
    for path in exported.paths:
        print(path)
    return 0


def _drawing(bench: Bench, path: Path, how: Tracing) -> DocumentState:
    opened = bench.result(OpenRequest(str(path)))
    assert isinstance(opened, Opened)
    document = Document(opened.state)
    picture = document.picture()
    if picture is None:
        raise StudioError(text("There is no visible picture to look at."))
    traced = bench.result(TraceRequest(picture, how, new_id()))
    assert isinstance(traced, Traced)
    layer = VectorLayer(name=document.name, objects=traced.objects, provenance=traced.provenance)
    return DocumentState(
        id=new_id(),
        name=document.name,
        width=document.width,
        height=document.height,
        layers={layer.id: layer},
        children={ROOT: (layer.id,)},
    )
