"""Models that are in the Hugging Face Hub's cache on this computer already: found, and only read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vlm_studio.models.diffusers_folder import CONFIG, INDEX

_PREFIX = "models--"


class Snapshot(msgspec.Struct, frozen=True):
    """A revision of the repository ``repo`` (``org/name``) in the ``folder`` where the Hub's cache has it."""

    repo: str
    revision: str
    folder: Path


def cache_folder() -> Path:
    """Where the Hub's own library keeps what it fetched; it need not exist."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(caches).expanduser() / "huggingface" / "hub"


def snapshots(cache: Path) -> Iterator[Snapshot]:
    """One revision of each repository in ``cache`` that looks like a model of diffusers: ``main``, else the newest."""
    try:
        folders = sorted(cache.glob(f"{_PREFIX}*--*"))
    except OSError:
        return
    for folder in folders:
        revision = _revision(folder)
        if revision is not None:
            repo = folder.name.removeprefix(_PREFIX).replace("--", "/", 1)
            yield Snapshot(repo, revision.name, revision)


def _revision(folder: Path) -> Path | None:
    try:
        main = (folder / "refs" / "main").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        main = ""
    if main and "/" not in main and _is_model(folder / "snapshots" / main):
        return folder / "snapshots" / main
    try:
        others = [path for path in (folder / "snapshots").iterdir() if _is_model(path)]
        return max(others, key=lambda path: path.stat().st_mtime, default=None)
    except OSError:
        return None


def _is_model(folder: Path) -> bool:
    if (folder / INDEX).is_file():
        return True
    try:
        with (folder / CONFIG).open("rb") as file:
            return b"ControlNetModel" in file.read(4096)
    except OSError:
        return False
