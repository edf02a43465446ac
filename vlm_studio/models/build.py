"""Files made once from a model's other files, and the record that says what they were when they were made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from vlm_studio import kept
from vlm_studio.models import publish
from vlm_studio.models.card import BuiltFile, Card
from vlm_studio.models.hashing import sha256_of

RECORD = "built.json"


class Record(msgspec.Struct, frozen=True):
    """What was built: from which main file, by which builder, and what came out."""

    builder: str
    source: str
    size: int
    sha256: str


def read_record(card: Card, folder: Path) -> Record | None:
    """The record of what was built, or ``None`` when it is missing, damaged or of another builder or file."""
    try:
        record = kept.read(folder / RECORD, Record)
    except (OSError, kept.DamagedError):
        return None
    expected = card.built and (card.built.builder, card.sha256)
    return record if (record.builder, record.source) == expected else None


def is_built(card: Card, folder: Path) -> bool:
    """Whether the built file is there and still hashes to what it was built as."""
    record = read_record(card, folder)
    if card.built is None or record is None:
        return card.built is None
    path = folder / card.built.name
    return path.is_file() and sha256_of(path) == record.sha256


def build(card: Card, built: BuiltFile, folder: Path) -> None:
    """Make the built file of ``card`` anew, and its record after it."""
    made = BUILDERS[built.builder](card, folder)
    (folder / RECORD).unlink(missing_ok=True)
    target = folder / built.name
    publish.write(target, made)
    record = Record(built.builder, card.sha256, len(made), sha256_of(target))
    publish.write(folder / RECORD, msgspec.json.encode(record))


def _darknet(card: Card, folder: Path) -> bytes:
    from vlm_studio.models import darknet

    names = {Path(file.name).suffix: folder / file.name for file in card.files}
    return darknet.to_onnx(names[".cfg"].read_text("utf-8"), names[".weights"].read_bytes())


def _bert(card: Card, folder: Path) -> bytes:
    from vlm_studio.models import bert

    weights = (folder / "model.safetensors").read_bytes()
    return bert.to_onnx((folder / "config.json").read_text("utf-8"), weights)


def _restyle(card: Card, folder: Path) -> bytes:
    from vlm_studio.models import restyle

    return restyle.to_onnx((folder / card.files[0].name).read_bytes())


BUILDERS: Mapping[str, Callable[[Card, Path], bytes]] = {
    "darknet-1": _darknet,
    "bert-1": _bert,
    "restyle-1": _restyle,
}
"""A builder that comes to give other bytes gets another number, so that what the old one made is built anew."""
