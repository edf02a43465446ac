"""``run.json``: what a folder of outputs was made from, so that the same is not done twice."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from vlm_studio.document.document import DocumentState

NAME = "run.json"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One picture: hashes of its bytes and of the plan, and what was written.

    ``state`` is kept for formats that hold all pictures together, so that a set can be written again
    without running the model on the pictures that did not change.
    """

    sha256: str
    plan: str
    outputs: tuple[str, ...]
    state: DocumentState | None = None


class Journal(msgspec.Struct):
    """Entries by the picture's path as it was given."""

    version: int = 1
    pictures: dict[str, Entry] = {}

    @classmethod
    def read(cls, folder: Path) -> Journal:
        """The journal of ``folder``; an unreadable one counts as none, so that everything is done again."""
        try:
            return msgspec.json.decode((folder / NAME).read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return cls()

    def write(self, folder: Path) -> None:
        """Replace the journal in ``folder`` in one step."""
        temporary = folder / f".{NAME}.{os.getpid()}"
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))
        temporary.replace(folder / NAME)

    def done(self, path: Path, sha256: str, plan: str, folder: Path) -> Entry | None:
        """The entry of a picture that needs no work: same bytes, same plan, and its outputs are there."""
        entry = self.pictures.get(str(path))
        if entry is None or (entry.sha256, entry.plan) != (sha256, plan):
            return None
        return entry if all((folder / name).exists() for name in entry.outputs) else None


def file_hash(path: Path) -> str:
    """SHA-256 of a file. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
