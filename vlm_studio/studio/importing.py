"""Files that go into a document that is open: annotations, masks, other pixels for a layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import AnnotationLayer, RasterLayer, VectorLayer
from vlm_studio.jobs.job import Job
from vlm_studio.studio.base import Base
from vlm_studio.wire.work import (
    AnnotationsRequest,
    Decoded,
    DecodeRequest,
    DrawingRead,
    DrawingRequest,
    Incoming,
    MaskPictureRequest,
    Request,
)
from vlm_studio.words import Text, plural_text, text


class Importing(Base):
    """Each is read in the light lane and becomes one step, or a notice that says why not."""

    def add_annotations(self, document: Document, path: Path) -> None:
        """Put what the COCO or labelme file ``path`` says of the picture of ``document`` on a new layer."""
        request = AnnotationsRequest(str(path), document.width, document.height, document.image)
        self._add(document, path.stem, request)

    def add_mask(self, document: Document, path: Path, name: str) -> None:
        """Put the picture ``path`` as a mask on a new layer ``name``: its opaque, or else its light pixels."""
        request = MaskPictureRequest(str(path), document.width, document.height, name)
        self._add(document, name, request)

    def _add(
        self, document: Document, name: str, request: AnnotationsRequest | MaskPictureRequest
    ) -> None:
        def arrived(result: object) -> None:
            if isinstance(result, Incoming):
                self._take_in(document, result, name)

        self._read(document, name, request, arrived)

    def _take_in(self, document: Document, found: Incoming, name: str) -> None:
        layer = AnnotationLayer(name=name)
        sentence = plural_text("Add {n} annotation", "Add {n} annotations", len(found.annotations))
        annotations = {layer.id: found.annotations}
        document.history.push(
            edits.insert_layers(document, [layer], sentence, annotations=annotations)
        )
        for notice in found.notices:
            self.notify(notice, "warning", document)

    def add_drawing(
        self, document: Document, path: Path, name: str, at: Point | None = None
    ) -> None:
        """Put the SVG file ``path`` on a new vector layer, its middle ``at`` (the document's middle by default)."""

        def arrived(found: DrawingRead) -> None:
            layer = VectorLayer(name=name, objects=found.objects, credit=found.credit)
            size = found.width, found.height
            document.history.push(edits.insert_drawing(document, layer, size, at))

        self.read_drawing(document, path, arrived)

    def read_drawing(
        self, document: Document, path: Path, take: Callable[[DrawingRead], object]
    ) -> None:
        """Read the SVG file ``path`` for ``document``."""

        def arrived(result: object) -> None:
            if isinstance(result, DrawingRead):
                take(result)
                for notice in result.notices:
                    self.notify(notice, "warning", document)

        self._read(document, path.name, DrawingRequest(str(path)), arrived)

    def replace_picture(self, document: Document, layer: str, path: Path) -> None:
        """Give the raster layer ``layer`` the pixels of the picture ``path``; its middle stays where it is."""

        def arrived(result: object) -> None:
            before = document.layers.get(layer)
            if isinstance(result, Decoded) and isinstance(before, RasterLayer):
                change = edits.replace_block(
                    document, before, result.block, text("Replace {name}", name=before.name)
                )
                document.history.push(change)
                for notice in result.notices:
                    self.notify(notice, "info", document)

        self._read(document, path.name, DecodeRequest(str(path)), arrived)

    def _read(
        self, document: Document, name: str, request: Request, take: Callable[[object], None]
    ) -> None:
        def arrived(job: Job) -> None:
            result = self._result(job)
            if result is not None and document in self.documents:
                take(result)
            if result is not None:
                self.jobs.dismiss(job)

        sentence: Text = text("Open {name}", name=name)
        self._submit(request, sentence, "light", document, then=arrived)
