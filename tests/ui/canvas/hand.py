"""A hand with a mouse and a keyboard, and somebody who types labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import text

Place = tuple[float, float]
Mods = Qt.KeyboardModifier
Button = Qt.MouseButton
Key = Qt.Key

PREDICTED = Provenance("object-detection", "yolov3-tiny")


class Hand:
    """Places are document pixels; the events are those a mouse makes in the view."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def at(self, place: Place) -> QPointF:
        """Where ``place`` is in the view, on a whole pixel."""
        return QPointF(self.view.camera.viewport.to_view(Point(*place)).toPoint())

    def press(
        self, place: Place, button: Button = Button.LeftButton, mods: Mods = Mods.NoModifier
    ) -> None:
        QTest.mousePress(self.view, button, mods, self.at(place).toPoint())

    def release(
        self, place: Place, button: Button = Button.LeftButton, mods: Mods = Mods.NoModifier
    ) -> None:
        QTest.mouseRelease(self.view, button, mods, self.at(place).toPoint())

    def move(self, place: Place, mods: Mods = Mods.NoModifier) -> None:
        where = self.at(place)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            where,
            QPointF(self.view.mapToGlobal(where.toPoint())),
            Button.NoButton,
            Button.LeftButton,
            mods,
        )
        QApplication.sendEvent(self.view, event)

    def click(
        self, place: Place, button: Button = Button.LeftButton, mods: Mods = Mods.NoModifier
    ) -> None:
        self.move(place, mods)
        self.press(place, button, mods)
        self.release(place, button, mods)

    def double_click(self, place: Place) -> None:
        """As a real one: press, release, double-click, release."""
        self.click(place)
        QTest.mouseDClick(self.view, Button.LeftButton, Mods.NoModifier, self.at(place).toPoint())

    def drag(
        self,
        places: Sequence[Place],
        button: Button = Button.LeftButton,
        mods: Mods = Mods.NoModifier,
    ) -> None:
        """Press at the first place, go through all of them, release at the last."""
        self.move(places[0], mods)
        self.press(places[0], button, mods)
        for place in places[1:]:
            self.move(place, mods)
        self.release(places[-1], button, mods)

    def key(self, key: Key, mods: Mods = Mods.NoModifier) -> None:
        QTest.keyClick(self.view, key, mods)

    def wheel(self, place: QPointF, notches: float, mods: Mods = Mods.NoModifier) -> None:
        """Turn the wheel with the mouse at ``place`` of the view."""
        event = QWheelEvent(
            place,
            QPointF(self.view.mapToGlobal(place.toPoint())),
            QPointF().toPoint(),
            QPointF(0, 120 * notches).toPoint(),
            Button.NoButton,
            mods,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view, event)


class Namer:
    """Types ``label`` whenever one is asked for; with ``None`` it lets the request wait."""

    def __init__(self, view: CanvasView) -> None:
        self.label: str | None = "thing"
        self.asked: list[LabelRequest] = []
        view.label_wanted.connect(self._answer)

    def _answer(self, request: LabelRequest) -> None:
        self.asked.append(request)
        if self.label is not None:
            request.accept(self.label)


def said(view: CanvasView) -> list[str]:
    """The sentences of what fails from now on."""
    sentences: list[str] = []
    view.failed.connect(lambda sentence: sentences.append(str(sentence)))
    return sentences


def with_annotations(
    document: Document, annotations: Sequence[Annotation], id: str = "layer"
) -> AnnotationLayer:
    """Put a layer with ``annotations`` on top."""
    layer = AnnotationLayer(name="Detections", id=id)
    change = edits.insert_layers(
        document, [layer], text("Add"), annotations={id: list(annotations)}
    )
    document.history.push(change)
    return layer


def only(document: Document) -> Annotation:
    """The one annotation of a document that has one."""
    [found] = [a for layer in document.layers for a in document.annotations(layer).values()]
    return found
