"""Walking through the layers of a document, whether it is open or a state of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, VectorLayer

ROOT = ""
"""The parent of the outermost layers."""

Layers = Mapping[str, Layer]
"""By id."""
Children = Mapping[str, tuple[str, ...]]
"""Layer ids from the bottom up, by parent."""
Leaf = RasterLayer | AnnotationLayer | VectorLayer


def walk(layers: Layers, children: Children, parent: str = ROOT) -> Iterator[Layer]:
    """Every layer from the bottom up, a group before its members."""
    for id in children.get(parent, ()):
        yield layers[id]
        yield from walk(layers, children, id)


def shown(
    layers: Layers, children: Children, parent: str = ROOT, opacity: float = 1.0
) -> Iterator[tuple[Leaf, float]]:
    """Every layer that is visible, as are the groups around it, from the bottom up, groups left out.

    Each comes with its opacity times that of its groups.
    """
    for id in children.get(parent, ()):
        layer = layers[id]
        if not layer.visible:
            continue
        faded = opacity * layer.opacity
        if isinstance(layer, GroupLayer):
            yield from shown(layers, children, id, faded)
        else:
            yield layer, faded
