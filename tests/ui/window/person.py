"""Somebody who answers what the window asks, and helpers for what they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from pytestqt.qtbot import QtBot

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.models import build, publish
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.requests import Annotations
from vlm_studio.ui.commands.files import Answer
from vlm_studio.ui.workspace import Workspace

FACES = Provenance("object-detection", "blazeface", "1", "ab" * 32, "Apache-2.0")


@dataclass
class Person:
    """An ``Asker`` with its answers laid out; it keeps what it was asked."""

    answer: Answer = "cancel"
    path: Path | None = None
    files: list[Path] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open_files(self) -> list[Path]:
        return self.files

    def open_folder(self) -> Path | None:
        return self.files[0] if self.files else None

    def annotation_files(self) -> list[Path]:
        return self.files

    def save_path(self, suggestion: Path) -> Path | None:
        self.asked.append(f"where to save {suggestion.name}")
        return self.path

    def unsaved(self, document: Document) -> Answer:
        self.asked.append(f"save {document.name}")
        return self.answer

    def export(self, document: Document) -> None:
        self.asked.append(f"export {document.name}")

    def export_images(self) -> None:
        self.asked.append("export all pictures")


def open_photo(qtbot: QtBot, space: Workspace, path: Path) -> Document:
    """Open ``path`` as a person would, and wait until it is there."""
    before = len(space.studio.documents)
    space.commands.files.open([path])
    qtbot.waitUntil(lambda: len(space.studio.documents) > before)
    document = space.studio.documents[-1]
    qtbot.waitUntil(lambda: space.desk.document is document)
    return document


def select_annotations(space: Workspace, chosen: Iterable[tuple[str, int]]) -> None:
    """Select annotations of the document in front, each as its layer and its id."""
    assert space.desk.selection is not None
    space.desk.selection.select(chosen)


def put_in_store(store: ModelStore, id: str) -> None:
    """Files of the right names and sizes, which is all the store looks at. What is there already stays as it is."""
    if store.state(id) == "ready":
        return
    card = store.card(id)
    for file in card.files:
        path = store.folder(id) / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as empty:
            empty.truncate(file.size)
    if card.built is not None:
        publish.write(store.folder(id) / card.built.name, b"")
        record = build.Record(card.built.builder, card.sha256, 0, "")
        publish.write(store.folder(id) / build.RECORD, msgspec.json.encode(record))


def faces(*scores: float) -> Annotations:
    """A result with a face for each score."""
    found = (
        Annotation(i, "face", Box(10.0 * i, 10, 8, 8), score, FACES)
        for i, score in enumerate(scores, 1)
    )
    return Annotations(tuple(found))
