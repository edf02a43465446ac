"""Layers of a document, and drawings among them: put there, and looked at."""

from __future__ import annotations

from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.layers import Layer, VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.words import text


def layers_named(document: Document, name: str) -> list[Layer]:
    """Layers with that name, from the bottom up."""
    return [layer for layer in document.walk() if layer.name == name]


def with_drawing(document: Document, *objects: VectorObject, id: str = "v") -> VectorLayer:
    """Put a drawing of ``objects`` on top."""
    layer = VectorLayer(name="Drawing", id=id, objects=objects)
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    return layer


def drawings(document: Document) -> list[VectorLayer]:
    """All drawings, from the bottom up."""
    return [layer for layer in document.walk() if isinstance(layer, VectorLayer)]


def drawn(document: Document) -> list[VectorObject]:
    """The objects of all drawings, from the bottom up."""
    return [each for layer in drawings(document) for each in layer.objects]


def objects_of(document: Document, id: str = "v") -> dict[int, VectorObject]:
    """The objects of one drawing by id."""
    layer = document.layer(id)
    assert isinstance(layer, VectorLayer)
    return {each.id: each for each in layer.objects}
