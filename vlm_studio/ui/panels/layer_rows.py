"""What the rows of the layer panel say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Polygon
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.models.store import ModelStore
from vlm_studio.ui.panels.model_words import model_name
from vlm_studio.words import Text, plural_text, text

_ICONS: dict[type, str] = {Box: "box", Polygon: "polygon", Mask: "mask", Pose: "pose"}


@dataclass(frozen=True, slots=True)
class Content:
    """What an annotation layer holds: how many of ``total`` are shown, of which ``labels``, ``edited`` by hand.

    ``icon`` is that of their common kind of shape.
    """

    count: int = 0
    total: int = 0
    labels: tuple[tuple[str, int], ...] = ()
    edited: int = 0
    icon: str = "annotation"


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One row; ``shown`` says whether the groups around it are visible too, ``members`` are those of a group."""

    layer: Layer
    depth: int
    shown: bool
    content: Content
    source: str
    members: int = 0
    open: bool = True

    @property
    def icon(self) -> str:
        """The icon of its type."""
        match self.layer:
            case RasterLayer():
                return "picture"
            case VectorLayer():
                return "vector"
            case GroupLayer():
                return "group"
        return self.content.icon

    @property
    def counted(self) -> Text:
        """What is in it."""
        match self.layer:
            case RasterLayer(block=block):
                return text("{width} x {height}", width=block.width, height=block.height)
            case VectorLayer(objects=objects):
                return plural_text("{n} object", "{n} objects", len(objects))
            case GroupLayer():
                return plural_text("{n} layer", "{n} layers", self.members)
        count, total = self.content.count, self.content.total
        if count == total:
            return plural_text("{n} object", "{n} objects", total)
        return plural_text("{count} of {n} object", "{count} of {n} objects", total, count=count)

    @property
    def detail(self) -> Text:
        """The second line: what is in it and where it comes from."""
        if not self.source:
            return self.counted
        return text("{what} - {source}", what=self.counted, source=self.source)

    @property
    def spoken(self) -> Text:
        """All that the row shows, for those who hear it."""
        match self.layer:
            case RasterLayer():
                kind = text("picture layer")
            case VectorLayer():
                kind = text("vector layer")
            case GroupLayer():
                kind = text("open group") if self.open else text("closed group")
            case _:
                kind = text("annotation layer")
        return text(
            "{name}, {kind}, {content}, {sight}, {lock}",
            name=self.layer.name,
            kind=kind,
            content=self.counted,
            sight=text("visible") if self.layer.visible else text("hidden"),
            lock=text("locked") if self.layer.locked else text("unlocked"),
        )

    @property
    def tooltip(self) -> str:
        """Everything the row has no room for."""
        lines = [self.layer.name, str(self.detail)]
        lines += [f"{label}: {n}" for label, n in self.content.labels]
        if self.source and self.content.edited:
            edited = plural_text("{n} changed by hand", "{n} changed by hand", self.content.edited)
            lines.append(str(edited))
        return "\n".join(lines)


class Rows:
    """Makes rows; what annotation layers hold is counted once until it changes."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._contents: dict[str, Content] = {}

    def forget(self, layers: Iterable[str]) -> None:
        """These layers hold, or show, something else now."""
        for id in layers:
            self._contents.pop(id, None)

    def forget_all(self) -> None:
        """It is about another document now."""
        self._contents.clear()

    def made(self, document: Document, id: str, depth: int, *, open: bool) -> LayerRow:
        """The row of the layer ``id``."""
        layer = document.layer(id)
        if isinstance(layer, AnnotationLayer) and id not in self._contents:
            self._contents[id] = _counted(document, layer)
        return LayerRow(
            layer,
            depth,
            document.is_shown(id),
            self._contents.get(id, Content()),
            self._source(layer),
            sum(1 for _ in document.walk(id)) if isinstance(layer, GroupLayer) else 0,
            open,
        )

    def _source(self, layer: Layer) -> str:
        if isinstance(layer, AnnotationLayer) and layer.source is not None:
            return model_name(self._store, layer.source.model)
        if isinstance(layer, RasterLayer | VectorLayer) and layer.provenance is not None:
            return model_name(self._store, layer.provenance.model)
        return ""


def _counted(document: Document, layer: AnnotationLayer) -> Content:
    everything = document.annotations(layer.id).values()
    shown = document.shown_annotations(layer)
    return Content(
        count=len(shown),
        total=len(everything),
        labels=tuple(Counter(a.label for a in shown).most_common(12)),
        edited=sum(a.edited for a in everything),
        icon=_icon(everything),
    )


def _icon(annotations: Iterable[Annotation]) -> str:
    kinds = {type(a.shape) for a in annotations}
    return _ICONS.get(kinds.pop(), "annotation") if len(kinds) == 1 else "annotation"
