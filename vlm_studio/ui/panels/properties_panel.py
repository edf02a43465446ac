"""Properties of what is selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.document import drawing
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.studio import Studio
from vlm_studio.studio.palettes import Palette
from vlm_studio.ui import theme
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.labels import offered
from vlm_studio.ui.panels.annotation_page import AnnotationPage
from vlm_studio.ui.panels.facts import Fact, Facts
from vlm_studio.ui.panels.layer_page import AnnotationLayerPage
from vlm_studio.ui.panels.model_words import model_name
from vlm_studio.ui.panels.palette_field import PaletteField
from vlm_studio.ui.panels.raster_page import RasterPage
from vlm_studio.ui.panels.vector_page import VectorPage
from vlm_studio.ui.widgets.controls import label, surface
from vlm_studio.ui.widgets.scroll import ScrollColumn
from vlm_studio.words import text


class PropertiesPanel(QWidget):
    """Listens to the desk only."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        layers: LayerCommands,
        set_label: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._desk = desk
        surface(self, "panel")
        named = partial(model_name, studio.store)
        self.annotation = AnnotationPage(
            lambda: offered(desk.document, studio.settings, studio.store), set_label, named
        )
        self.annotation_layer = AnnotationLayerPage(layers, named)
        self.raster = RasterPage(named)
        self._studio = studio
        palette = PaletteField(studio.palettes, self._from_picture, strokes=True)
        self.vector = VectorPage(named, self._move_anchors, palette, self._paint_with)
        self.document = Facts()
        self.nothing = label(text("Nothing is selected."), "muted")
        self._pages = (
            self.annotation,
            self.annotation_layer,
            self.raster,
            self.vector,
            self.document,
            self.nothing,
        )
        area = ScrollColumn(spacing=0)
        for page in self._pages:
            area.column.addWidget(page)
        area.column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        layout.addWidget(area)
        desk.switched.connect(self.refresh)
        desk.selected.connect(self.refresh)
        desk.changed.connect(lambda _change: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        document = self._desk.document
        self._show(self._fill(document) if document is not None else self.nothing)

    def _fill(self, document: Document) -> QWidget:
        chosen = self._chosen(document)
        layer = self._desk.layer
        if len(chosen) == 1:
            [(key, annotation)] = chosen.items()
            self.annotation.show_one(document, key, annotation)
            return self.annotation
        if chosen:
            locked = all(document.layer(owner).locked for owner, _ in chosen)
            self.annotation.show_many(document, list(chosen.values()), locked=locked)
            return self.annotation
        if isinstance(layer, AnnotationLayer):
            self.annotation_layer.show_layer(document, layer)
            return self.annotation_layer
        if isinstance(layer, RasterLayer):
            self.raster.show_layer(document, layer)
            return self.raster
        if isinstance(layer, VectorLayer):
            self.vector.show_layer(document, layer, self._objects(document), self._anchors())
            return self.vector
        self.document.show_facts(_document_facts(document))
        return self.document

    def _chosen(self, document: Document) -> dict[tuple[str, int], Annotation]:
        selection = self._desk.selection
        keys = sorted(selection.annotations) if selection is not None else []
        found = {key: document.annotations(key[0]).get(key[1]) for key in keys}
        return {key: a for key, a in found.items() if a is not None}

    def _objects(self, document: Document) -> dict[ObjectKey, VectorObject]:
        selection = self._desk.selection
        return drawing.found_all(document, selection.objects) if selection is not None else {}

    def _anchors(self) -> Point | None:
        """The middle of the selected anchors."""
        stage = self._desk.stage
        if stage is None or not stage.selection.anchors:
            return None
        from vlm_studio.ui.canvas import anchors

        box = anchors.bounds(anchors.chosen(stage))
        return None if box is None else box.centre

    def _move_anchors(self, place: Point) -> None:
        from vlm_studio.ui.canvas import anchors

        if self._desk.stage is not None:
            anchors.move_to(self._desk.stage, place)

    def _from_picture(self, then: Callable[[Palette], object]) -> None:
        if self._desk.document is not None:
            self._studio.keep_palette(self._desk.document, None, then)

    def _paint_with(self, colour: str, second: bool) -> None:
        """With nothing selected a colour is what is painted with next."""
        self._studio.palettes.used(colour)
        if self._desk.stage is not None:
            options = self._desk.stage.options
            if second:
                options.choose(pencil_colour=colour)
            else:
                options.choose(fill_colour=colour, text_colour=colour)

    def _show(self, page: QWidget) -> None:
        for each in self._pages:
            each.setVisible(each is page)


def _document_facts(document: Document) -> list[Fact]:
    size = text("{width} x {height} pixels", width=document.width, height=document.height)
    return [
        (text("Document"), document.name),
        (text("Size"), size),
        (text("File"), document.path or text("Not saved yet")),
    ]
