"""States of the window in which designs are asked for in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.fakes import designs
from tests.fakes.painters import add_painter
from tests.gallery.room import Room
from tests.ui.window.person import put_in_store, select_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.edits import insert_layers
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.jobs.job import Job
from vlm_studio.tasks.design import Designs
from vlm_studio.tasks.names import ENCODER
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

Ctrl = Qt.KeyboardModifier.ControlModifier


def absent(room: Room) -> None:
    """What sketches need is not on this computer."""
    room.space.commands.designs.describe()


def ready(room: Room) -> DesignPage:
    """A description is typed for the photo in front."""
    for model in ("icons", ENCODER):
        put_in_store(room.studio.store, model)
    room.open("astronaut.png", "portrait.png")
    room.space.commands.designs.describe()
    page = room.space.panels.task.design
    assert page is not None
    page.words.setPlainText("a mug left of a lamp, and two trees in a circle")
    page.presets.chips["blueprint"].click()
    return page


def refused(room: Room) -> None:
    ready(room).words.setPlainText("")
    room.space.panels.task.run.click()


def running(room: Room) -> Job:
    page = ready(room)
    QTest.keyClick(page.words, Qt.Key.Key_Return, Ctrl)
    room.until(lambda: room.heavy.now is not None)
    job = room.studio.jobs.jobs[-1]
    room.progress(job, 0.4, text("Reading the sketch library, once"), 3)
    return job


def failed(room: Room) -> None:
    sentence = text("Nothing in the sketch library is near to this description.")
    room.end(running(room), Outcome("failed", error=sentence))


def history(room: Room) -> None:
    """Descriptions with what came of them, and one that nothing came of."""
    page = ready(room)
    for words in ("a desk lamp", "a house with two trees and a long fence behind it", "a boat"):
        page.words.setPlainText(words)
        QTest.keyClick(page.words, Qt.Key.Key_Return, Ctrl)
        room.until(lambda: room.heavy.now is not None)
        made = Designs(designs.lamps(256).designs[:1])
        room.end(room.studio.jobs.jobs[-1], Outcome("failed") if words == "a boat" else made)
    page.description.history.click()


def painter(room: Room) -> DesignPage:
    """A diffusion model that can do everything, with something in the document for all of it."""
    page = ready(room)
    add_painter(
        room.studio.store.root, room.folder / "harbour-1.0", nets=("lineart", "openpose", "canny")
    )
    room.studio.find_models()
    document = room.space.desk.document
    assert document is not None
    mask = Mask.from_array(np.ones((120, 160), np.bool_), 170, 60)
    assert mask is not None
    masks = AnnotationLayer(name="Masks")
    drawing = VectorLayer(name="Drawing", objects=designs.lamps(256).designs[0].objects)
    found = {masks.id: (Annotation(1, "face", mask),)}
    document.history.push(
        insert_layers(document, [drawing, masks], text("Paste"), annotations=found)
    )
    select_annotations(room.space, [(masks.id, 1)])
    page.choose_model("harbour-1.0")
    page.presets.chips["blueprint"].click()
    page.start.inside.click()
    room.settle()
    return page


def painter_below(room: Room) -> None:
    """The rest of the form."""
    page = painter(room)
    area = room.space.panels.task._area
    page.controls.fields["lineart"].setCurrentIndex(1)
    page.controls.follow()
    room.settle()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
