"""What is known of a diffusion model in a folder, kept so that nobody has to look into it twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from vlm_studio import kept
from vlm_studio.models import publish
from vlm_studio.models.diffusers_folder import Inspected, inspect
from vlm_studio.tasks.design import Abilities
from vlm_studio.words import Text

FOLDER = ".facts"


class Facts(msgspec.Struct, frozen=True):
    """``problem`` says why the model cannot be used, or ``inspected`` what it is made of. ``abilities`` are there
    once ``engine``, a version of diffusers, has said them. ``stamp`` is of the folder as it was looked into.
    """

    stamp: str
    problem: Text | None = None
    inspected: Inspected | None = None
    abilities: Abilities | None = None
    engine: str = ""


def stamp(folder: Path) -> str:
    """Changes when a file of ``folder`` does; nothing is read."""
    digest = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape"))
    for path in _files(folder):
        with contextlib.suppress(OSError):
            found = os.stat(path)  # noqa: PTH116 - called for every file of a model in the window
            # The time of change is set by nobody but the system: a file with its old size and date shows it.
            line = f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n"
            digest.update(line.encode(errors="replace"))
    return digest.hexdigest()


def checked(folder: Path) -> Inspected:
    """What ``folder`` holds, by its content. It is looked into again only when a file of it changed.

    Raises as :func:`~vlm_studio.models.diffusers_folder.inspect`.
    """
    return _checked(folder, stamp(folder))


@lru_cache(maxsize=16)
def _checked(folder: Path, stamp: str) -> Inspected:
    return inspect(folder)


def read(root: Path, folder: Path) -> Facts | None:
    """What was written of ``folder`` and still holds."""
    file = _file(root, folder)
    try:
        found = file.stat()
        facts = _read(file, (found.st_mtime_ns, found.st_size, found.st_ino))
    except (OSError, kept.DamagedError):
        return None
    return facts if facts.stamp == stamp(folder) else None


@lru_cache(maxsize=64)
def _read(file: Path, stamp: tuple[int, ...]) -> Facts:
    # The window asks often, and a file that is written anew has another stamp.
    return kept.read(file, Facts)


def write(root: Path, folder: Path, facts: Facts) -> None:
    """Keep ``facts``; where nothing can be written they are found out anew each time."""
    with contextlib.suppress(OSError):
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        publish.write(_file(root, folder), msgspec.json.encode(facts))


def _file(root: Path, folder: Path) -> Path:
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]
    return root / FOLDER / f"{name}.json"


def _files(folder: Path) -> Iterator[str]:
    """Files of ``folder`` and of the folders in it, in the order of their names."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if not entry.is_dir():
            yield entry.path
        else:
            with contextlib.suppress(OSError):
                yield from sorted(inner.path for inner in os.scandir(entry))
