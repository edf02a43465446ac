"""Handlers of designs that wait."""

from __future__ import annotations

from pathlib import Path

from vlm_studio.formats import staged
from vlm_studio.tasks.context import Context
from vlm_studio.wire.staging import (
    DesignsFound,
    DesignsKept,
    FindDesignsRequest,
    KeepDesignsRequest,
)
from vlm_studio.worker.run import Tools


def keep(request: KeepDesignsRequest, context: Context, tools: Tools) -> DesignsKept:
    staged.keep(Path(request.folder), request.owner, request.designs, request.gone)
    return DesignsKept()


def find(request: FindDesignsRequest, context: Context, tools: Tools) -> DesignsFound:
    root = Path(request.folder)
    found = staged.find(root, request.owner, request.open, context.blocks, earlier=request.earlier)
    return DesignsFound(found, staged.earlier(root, request.open))
