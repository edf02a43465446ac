"""The weights of one part of a diffusion model: which files, in which variant, and what they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.models.weights import read_header
from vlm_studio.words import text

_STEMS = ("diffusion_pytorch_model", "model")
"""How diffusers and transformers call their weights."""
_NAME = re.compile(
    rf"({'|'.join(_STEMS)})(?:\.(?P<early>\w+))?(?:-(?P<part>\d{{5}})-of-(?P<all>\d{{5}}))?"
    r"(?:\.(?P<late>\w+))?\.safetensors"
)
_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}


class Part(msgspec.Struct, frozen=True):
    """``numbers`` of all files of a part by their kind; ``prints`` of each file by its name."""

    numbers: dict[str, int]
    prints: dict[str, str]


def variants(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """The weights in ``folder`` by their variant: empty for the plain ones, or such as ``fp16``.

    Raises :class:`StudioError` when a piece of several is missing, when there are pickles only, or nothing.
    """
    found = defaultdict(list)
    for path, match in _weights(folder):
        found[match["early"] or match["late"] or ""].append((path, match))
    if not found:
        raise _without_weights(folder)
    for pieces in found.values():
        _refuse_missing(folder, [match for _, match in pieces])
    return {name: tuple(path for path, _ in pieces) for name, pieces in found.items()}


def read_part(files: tuple[Path, ...]) -> Part:
    """What the ``files`` hold. Raises as :func:`~vlm_studio.models.weights.read_header`."""
    numbers: dict[str, int] = {}
    prints = {}
    for path in files:
        weights = read_header(path)
        prints[path.name] = weights.print
        for kind, count in weights.numbers.items():
            numbers[kind] = numbers.get(kind, 0) + count
    return Part(numbers, prints)


def _weights(folder: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    for path in sorted(folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match:
            yield path, match


def _refuse_missing(folder: Path, pieces: list[re.Match[str]]) -> None:
    expected = max(int(match["all"] or 1) for match in pieces)
    if len(pieces) < expected:
        raise StudioError(
            text(
                "Of the {all} files with the weights of {part}, {here} are here.",
                all=expected,
                here=len(pieces),
                part=folder.name,
            )
        )


def _without_weights(folder: Path) -> StudioError:
    pickles = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICKLES)
    if pickles:
        return StudioError(
            text(
                "{part} has its weights only as {file}, a pickle, which could run any code. It needs safetensors.",
                part=folder.name,
                file=pickles[0],
            )
        )
    return StudioError(text("{part} has a configuration but no weights.", part=folder.name))
