"""Which pictures a run is about, and what their outputs are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from vlm_studio.formats.folders import PICTURE_SUFFIXES


def find(
    inputs: Sequence[Path], *, recursive: bool, leave_out: Path | None
) -> list[tuple[Path, Path]]:
    """Pairs of a picture and its output's place without suffix, relative to the output folder.

    Folders give their pictures in the order of their names, never those below ``leave_out``. Two
    pictures that would share a place are told apart by their suffix or a number.
    """
    found = [pair for path in inputs for pair in _pictures(path, recursive, leave_out)]
    stems = Counter(str(place.with_suffix("")).lower() for _, place in found)
    taken: set[str] = set()
    named = []
    for path, place in found:
        bare = place.with_suffix("")
        if stems[str(bare).lower()] > 1:
            bare = place.with_name(place.name.replace(".", "_"))
        named.append((path, _free(bare, taken)))
    return named


def _pictures(path: Path, recursive: bool, leave_out: Path | None) -> Iterator[tuple[Path, Path]]:
    if not path.is_dir():
        yield path, Path(path.name)
        return
    for file in sorted(path.rglob("*") if recursive else path.iterdir()):
        inside = leave_out is not None and leave_out in file.absolute().parents
        if file.suffix.lower() in PICTURE_SUFFIXES and file.is_file() and not inside:
            yield file, file.relative_to(path)


def _free(place: Path, taken: set[str]) -> Path:
    candidate, number = place, 2
    while str(candidate).lower() in taken:
        candidate = place.with_name(f"{place.name}_{number}")
        number += 1
    taken.add(str(candidate).lower())
    return candidate
