"""What every export has to do with: documents, where they go, what was asked for, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath
from typing import IO

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.formats.painter import Painter
from vlm_studio.words import Text, text

OptionValue = str | float | bool

Whole = Callable[[int], AbstractContextManager[DocumentState]]

UNLABELLED = "object"
"""The class of an annotation without a label."""


class Export:
    """One export under way. ``sources`` are the picture files of ``states``, empty where there is none."""

    def __init__(
        self,
        states: Sequence[DocumentState],
        path: Path,
        options: Mapping[str, OptionValue],
        painter: Painter,
        sources: Sequence[str | Path] = (),
        ops: fileops.FileOps | None = None,
        whole: Whole | None = None,
    ) -> None:
        """``states`` need no pixels where ``whole`` gives the same documents with theirs, one at a time."""
        self.states = tuple(states)
        self.path = path
        self.painter = painter
        self.paths: list[Path] = []
        self.notices: list[Text] = []
        self._options = options
        self._sources = [str(source) for source in sources]
        self._ops = ops
        self.whole: Whole = whole or (lambda index: nullcontext(self.states[index]))
        """A document with its pixels, which may be gone after the ``with``."""
        self.stems = _unique_stems(states)
        """A file name without suffix for each document, safe and unlike the others."""

    def flag(self, name: str, default: bool) -> bool:
        """A yes-or-no option."""
        return bool(self._options.get(name, default))

    def number(self, name: str, default: float) -> float:
        """An option that is a number. Raises :class:`StudioError`."""
        value = self._options.get(name, default)
        try:
            return float(value)
        except ValueError as error:
            message = text("{value} is not a number for {name}.", value=value, name=name)
            raise StudioError(message) from error

    def source(self, index: int) -> Path | None:
        """The picture file of a document, if it is known and still there."""
        found = self._sources[index] if index < len(self._sources) else ""
        return Path(found) if found and Path(found).is_file() else None

    def to_one_file(self, suffixes: Sequence[str]) -> bool:
        """Whether the path names a file of one of ``suffixes`` and not a folder."""
        return self.path.suffix.lower() in suffixes

    def targets(self, suffixes: Sequence[str]) -> list[Path]:
        """Where each document goes: to the path itself, or under its own name into a folder of that name."""
        if not self.to_one_file(suffixes):
            return [self.path / f"{stem}{suffixes[0]}" for stem in self.stems]
        if len(self.states) > 1:
            message = text(
                "{name} is one file; several pictures need a folder.", name=self.path.name
            )
            raise StudioError(message)
        return [self.path]

    def put(self, path: Path, write: Callable[[IO[bytes]], None]) -> None:
        """Write one file, making its folder."""
        fileops.make_folder(path.parent)
        # The files of a set can be made again: waiting for the disk after each would take most of the time.
        fileops.save(path, write, self._ops, durable=path == self.path)
        self.paths.append(path)

    def put_bytes(self, path: Path, data: bytes) -> None:
        """Write ``data`` as one file."""
        self.put(path, lambda file: _write_all(file, data))


def _write_all(file: IO[bytes], data: bytes) -> None:
    file.write(data)


def label_of(annotation: Annotation) -> str:
    """The class an annotation is exported as."""
    return annotation.label or UNLABELLED


def labels(states: Sequence[DocumentState]) -> list[str]:
    """Every class shown in ``states``, sorted."""
    return sorted({label_of(a) for state in states for a in state.objects()})


def picture_name(state: DocumentState) -> str:
    """The last part of the picture's file name, whatever system it comes from."""
    return (
        PurePosixPath((state.image or f"{state.name}.png").replace("\\", "/")).name or "picture.png"
    )


def safe_name(words: str) -> str:
    """``words`` as a file name that every system takes."""
    kept = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", words).strip(". ")[:120]
    return kept or "picture"


def _unique_stems(states: Sequence[DocumentState]) -> list[str]:
    stems: list[str] = []
    taken: set[str] = set()
    for state in states:
        stem = safe_name(Path(picture_name(state)).stem)
        unique, number = stem, 2
        while unique.casefold() in taken:
            unique, number = f"{stem}-{number}", number + 1
        taken.add(unique.casefold())
        stems.append(unique)
    return stems
