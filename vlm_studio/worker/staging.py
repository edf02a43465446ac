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
    """Write and delete designs. Raises :class:`~vlm_studio.errors.StudioError` when they cannot be written."""
    staged.keep(Path(request.folder), request.owner, request.designs, request.gone)
    return DesignsKept()


def find(request: FindDesignsRequest, context: Context, tools: Tools) -> DesignsFound:
    """Read the designs that wait for a document, their pixels into the blocks of the window; damaged ones are left out."""
    root, owner = Path(request.folder), request.owner
    look = staged.bring if request.earlier else staged.find
    found = look(root, owner, request.open, context.blocks)
    return DesignsFound(found, *staged.claim(root, owner.window, request.open))
