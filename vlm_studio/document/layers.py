"""Layers as frozen values; the words are OpenRaster's."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.vectors import VectorObject

BLEND_MODES = (
    "svg:src-over", "svg:multiply", "svg:screen", "svg:overlay", "svg:darken", "svg:lighten",
    "svg:color-dodge", "svg:color-burn", "svg:hard-light", "svg:soft-light", "svg:difference",
)  # fmt: skip
"""OpenRaster composite operators that the compositor knows; any other is kept and shown as the first."""


def new_id() -> str:
    """A fresh id for a document or a layer."""
    return str(uuid.uuid4())


class _Layer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What all layers have: ``opacity`` is 0..1; a locked layer takes no edits from the canvas."""

    name: str
    id: str = msgspec.field(default_factory=new_id)
    visible: bool = True
    locked: bool = False
    opacity: float = 1.0
    extra: dict[str, Any] = {}


class RasterLayer(_Layer, frozen=True, tag="raster", kw_only=True):
    """Pixels, with the top-left one at ``x, y`` of the document."""

    block: Block
    x: int = 0
    y: int = 0
    blend: str = "svg:src-over"
    provenance: Provenance | None = None


class Source(msgspec.Struct, frozen=True):
    """What a layer of predictions was made from; the same again means a re-run."""

    task: str
    model: str
    layers: tuple[str, ...]


class AnnotationLayer(_Layer, frozen=True, tag="annotation", kw_only=True):
    """Annotations (held by the document), filtered by ``filter``.

    ``removed`` remembers predictions a person deleted, so that a re-run does not bring them back.
    """

    filter: Filter = Filter()
    source: Source | None = None
    removed: tuple[Annotation, ...] = ()


class VectorLayer(_Layer, frozen=True, tag="vector", kw_only=True):
    """Vector objects from the bottom up, in pixels of the document.

    ``credit`` says whose drawings they are made of and under which licences.
    """

    objects: tuple[VectorObject, ...] = ()
    blend: str = "svg:src-over"
    provenance: Provenance | None = None
    credit: str = ""


class GroupLayer(_Layer, frozen=True, tag="group", kw_only=True):
    """Layers shown, hidden and faded together."""

    blend: str = "svg:src-over"


Layer = RasterLayer | AnnotationLayer | VectorLayer | GroupLayer
