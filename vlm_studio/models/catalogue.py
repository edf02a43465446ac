"""The catalogue of models, read from TOML files.

A file holds ``[[index_file]]`` rows, the containers, and ``[[model]]`` rows whose ``source`` names one of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card, IndexFile
from vlm_studio.words import text

_T = TypeVar("_T")


def load(folder: Path) -> tuple[Card, ...]:
    """Every model in the TOML files of ``folder``, in the order they stand there.

    Raises :class:`StudioError` that names the file, the row and the reason when one cannot be used.
    """
    cards = [card for file in sorted(folder.glob("*.toml")) for card in _read(file)]
    doubles = {card.id for card in cards if [other.id for other in cards].count(card.id) > 1}
    if doubles:
        raise _broken(folder, ", ".join(sorted(doubles)), "the id is there twice")
    return tuple(cards)


def _read(file: Path) -> Iterable[Card]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(file, "-", str(error)) from error
    sources: dict[str, IndexFile] = {}
    for number, row in enumerate(_rows(file, tables, "index_file"), 1):
        source = _convert(file, f"index_file {number}", row, IndexFile)
        sources[source.name] = source
    for number, row in enumerate(_rows(file, tables, "model"), 1):
        yield _card(file, f"model {row.get('id', number)}", row, sources)


def _rows(file: Path, tables: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    rows = tables.get(kind, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _broken(file, kind, "it is not an array of tables")
    return rows


def _card(file: Path, where: str, row: Mapping[str, Any], sources: Mapping[str, IndexFile]) -> Card:
    row = _with_sources(file, where, row, sources)
    files = row.get("files")
    if isinstance(files, list) and all(isinstance(one, dict) for one in files):
        row = {**row, "files": [_with_sources(file, where, one, sources) for one in files]}
    card = _convert(file, where, row, Card)
    reason = _contradiction(card)
    if reason:
        raise _broken(file, where, reason)
    return card


def _with_sources(
    file: Path, where: str, row: Mapping[str, Any], sources: Mapping[str, IndexFile]
) -> dict[str, Any]:
    """``row`` with the container that its ``source`` names."""
    name = row.get("source")
    if name is not None and name not in sources:
        raise _broken(file, where, f"its source {name!r} is not an index_file here")
    return {**row, "source": sources.get(str(name))}


def _contradiction(card: Card) -> str | None:
    names = [file.name for file in card.files]
    if card.built:
        names.append(card.built.name)
    if len({name.casefold() for name in names}) != len(names):
        return "two of its files have one name"
    if card.verified and not all(file.sha256 and file.size for file in card.files):
        return "it says verified, but a size or hash is missing"
    if any((file.source or card.source) and not file.member for file in card.files):
        return "a file does not say which member of the source it is"
    return None


def _convert(file: Path, where: str, row: Mapping[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise _broken(file, where, str(error)) from error


def _broken(file: Path, where: str, reason: str) -> StudioError:
    return StudioError(
        text(
            "The model catalogue {file} cannot be used, at {row}: {reason}.",
            file=file.name,
            row=where,
            reason=reason.rstrip("."),
        )
    )
