"""Several raster layers as one: which ones, what they look like together, and the change that puts it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vlm_studio.document import edits
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import Document
from vlm_studio.document.history import Change, Swap
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.document.tree import ROOT
from vlm_studio.words import Text


def visible(document: Document) -> tuple[str, ...]:
    """Every raster layer that is shown, from the bottom up."""
    return tuple(layer.id for layer, _ in document.shown() if isinstance(layer, RasterLayer))


def down(document: Document, ids: Iterable[str]) -> tuple[str, ...]:
    """What merging ``ids`` down means, from the bottom up: layers of one kind, as far as they are shown.

    That is the raster layers among ``ids`` and in their groups; where there are none, the annotation layers. A
    single raster layer goes together with the next one below it in the same group, a single annotation layer
    with what lies right below it, if that is one too. Fewer than two layers are nothing to merge.
    """
    wanted = set(ids)
    wanted |= {layer.id for id in wanted for layer in document.walk(id)}
    shown = {layer.id: layer for layer, _ in document.shown()}
    mergeable = (each for id, each in shown.items() if id in wanted)
    found = [each for each in mergeable if not isinstance(each, VectorLayer)]
    pictures = [layer for layer in found if isinstance(layer, RasterLayer)]
    chosen = tuple(layer.id for layer in pictures or found)
    if len(chosen) == 1 and not any(isinstance(document.layer(i), GroupLayer) for i in wanted):
        siblings = document.children(document.parent(chosen[0]))
        below = [i for i in siblings[: siblings.index(chosen[0])] if document.layer(i).visible]
        if pictures:
            below = [i for i in below if isinstance(document.layer(i), RasterLayer)]
        elif below and not isinstance(document.layer(below[-1]), AnnotationLayer):
            below = []
        chosen = (*below[-1:], *chosen)
    return chosen


def picture(document: Document, ids: Sequence[str]) -> PictureRef | None:
    """The raster layers ``ids``, as they look together, and the frame around them; ``None`` when one is gone.

    How faded they are does not count the groups that hold all of them, nor does the blend mode of the lowest
    one: the merged layer has it.
    """
    found = [layer for layer in document.walk() if layer.id in ids]
    layers = [layer for layer in found if isinstance(layer, RasterLayer)]
    if not layers or len(layers) != len(ids):
        return None
    holder = _holder(document, ids)
    left, top = min(layer.x for layer in layers), min(layer.y for layer in layers)
    right = max(layer.x + layer.block.width for layer in layers)
    bottom = max(layer.y + layer.block.height for layer in layers)
    placed = tuple(
        PlacedBlock(
            layer.block, layer.x, layer.y, _opacity(document, layer.id, holder), layer.blend
        )
        for layer in layers
    )
    sources = tuple(layer.id for layer in layers)
    return PictureRef(placed, left, top, right - left, bottom - top, sources)


def merge(document: Document, merged: PictureRef, block: Block, id: str, text: Text) -> Change:
    """Put ``block`` as the layer ``id`` in the place of the lowest layer of ``merged`` and take those away.

    Groups that would be left empty go with them. Raises ``ValueError`` when the layers do not look as they
    did when ``merged`` was made.
    """
    if picture(document, merged.sources) != merged:
        raise ValueError("the layers are not those that were merged")
    holder = _holder(document, merged.sources)
    lowest = document.layer(merged.sources[0])
    layer = RasterLayer(
        name=lowest.name, id=id, block=block, x=merged.x, y=merged.y, blend=merged.layers[0].blend
    )
    gone = {*merged.sources, *_emptied(document, merged.sources, holder)}
    removal = edits.remove_layers(document, gone, text)
    siblings = document.children(holder)
    at = siblings.index(_lineage(document, lowest.id, holder)[-1])
    kept = [each for each in siblings if each not in gone]
    below = sum(each not in gone for each in siblings[:at])
    children = {
        **removal.children,
        holder: Swap(siblings, (*kept[:below], id, *kept[below:])),
    }
    layers: dict[str, Swap[Layer]] = {**removal.layers, id: Swap(None, layer)}
    return Change(text, layers, children, removal.annotations)


def _lineage(document: Document, id: str, holder: str) -> list[str]:
    """``id`` and the groups around it, from the inside out, up to the one that lies in ``holder``."""
    line = [id]
    while (parent := document.parent(line[-1])) != holder:
        line.append(parent)
    return line


def _holder(document: Document, ids: Sequence[str]) -> str:
    """The innermost group that holds all the layers ``ids``."""
    groups = [[ROOT, *reversed(_lineage(document, id, ROOT)[1:])] for id in ids]
    common = ROOT
    for first, *others in zip(*groups, strict=False):
        if all(other == first for other in others):
            common = first
    return common


def _opacity(document: Document, id: str, holder: str) -> float:
    opacity = 1.0
    for each in _lineage(document, id, holder):
        opacity *= document.layer(each).opacity
    return opacity


def _emptied(document: Document, ids: Sequence[str], holder: str) -> set[str]:
    around = {group for id in ids for group in _lineage(document, id, holder)[1:]}
    return {
        group
        for group in around
        if all(isinstance(each, GroupLayer) or each.id in ids for each in document.walk(group))
    }
