"""``run.json``: what a folder of outputs was made from, so that the same is not done twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from vlm_studio.document.document import DocumentState

NAME = "run.json"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One picture: its path as it was given, hashes of its bytes and of the plan, and what was written.

    ``state`` is kept for formats that hold all pictures together, so that a set can be written again
    without running the model on the pictures that did not change.
    """

    path: str
    sha256: str
    plan: str
    outputs: tuple[str, ...]
    state: DocumentState | None = None

    def holds(self, wanted: tuple[str, str, str], folder: Path) -> bool:
        """Whether there is nothing to do: the same path, bytes and plan, and the outputs are in ``folder``."""
        same = (self.path, self.sha256, self.plan) == wanted
        return same and all((folder / name).exists() for name in self.outputs)


class Journal(msgspec.Struct):
    """Entries by the place of their outputs: a picture that takes another one's place takes its entry too."""

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
        """Replace the journal in ``folder`` in one step. Raises :class:`~vlm_studio.errors.StudioError`."""
        from vlm_studio.formats.fileops import save_bytes

        save_bytes(folder / NAME, msgspec.json.format(msgspec.json.encode(self), indent=1))


def file_hash(path: Path) -> str:
    """SHA-256 of a file. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
