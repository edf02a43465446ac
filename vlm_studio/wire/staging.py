"""Keeping designs that wait, and finding them again. One frozen request and result each."""

from __future__ import annotations

import msgspec

from vlm_studio.tasks.staged import Owner, Staged


class KeepDesignsRequest(msgspec.Struct, frozen=True, tag="keep-designs"):
    """Write ``designs`` that wait for ``owner`` under ``folder``, and delete those with the ids ``gone``."""

    folder: str
    owner: Owner
    designs: tuple[Staged, ...] = ()
    gone: tuple[str, ...] = ()


class DesignsKept(msgspec.Struct, frozen=True, tag="designs-kept"):
    """They are on the disk."""


class FindDesignsRequest(msgspec.Struct, frozen=True, tag="find-designs"):
    """Look under ``folder`` for what waits for ``owner``, now open like the documents with the ids ``open``.

    With ``earlier`` give it what waits for documents that cannot be opened again, and only that.
    """

    folder: str
    owner: Owner
    open: tuple[str, ...]
    earlier: bool = False


class DesignsFound(msgspec.Struct, frozen=True, tag="designs-found"):
    """The oldest first; how many wait for documents that cannot be opened again, ``untold`` of them so far unsaid."""

    designs: tuple[Staged, ...]
    earlier: int
    untold: int = 0


StagingRequest = KeepDesignsRequest | FindDesignsRequest
StagingResult = DesignsKept | DesignsFound
