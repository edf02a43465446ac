"""A little work in the window, to be done under other screens and locales: ``screen_program.py FOLDER SCORE``.

Opens the photo of FOLDER, draws a box with the mouse, names it and types a score with the keyboard, exports and
saves. Prints a line of JSON: what came of it, and what the window looks like.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.fakes.inline_lane import InlineLane
from tests.ui.canvas.hand import Hand
from vlm_studio.document import edits
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.formats.project import save
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text
from vlm_studio.worker.run import Tools, run


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not end"
        QCoreApplication.processEvents()


def outside(window: QWidget) -> list[str]:
    """Controls that reach beyond the window."""
    frame = window.rect()
    shown = (
        w for w in window.findChildren(QWidget) if w.isVisible() and not w.visibleRegion().isEmpty()
    )
    return [
        w.accessibleName() or w.metaObject().className()
        for w in shown
        if not frame.contains(w.mapTo(window, w.visibleRegion().boundingRect().center()))
    ]


def work(space: Workspace, folder: Path, typed: str) -> dict[str, object]:
    """The little work."""
    studio, window = space.studio, space.window
    studio.open([folder / "photo.png"])
    until(lambda: space.desk.document is not None)
    document, view = space.desk.document, space.desk.view
    assert document is not None
    assert view is not None
    found = Annotation(
        1, "İi cat", Box(100.5, 60.25, 40, 30), 0.4, Provenance("object-detection", "yolov3-tiny")
    )
    layer = AnnotationLayer(name="Detections", id="found")
    document.history.push(
        edits.insert_layers(document, [layer], text("Add"), annotations={"found": [found]})
    )
    view.set_zoom(1.0)
    view.set_tool("box")
    Hand(view).drag([(20, 30), (50, 60), (90, 110)])
    [popup] = view.findChildren(LabelPopup)
    popup.field.setText("ılık I")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    space.desk.select_layers(["found"])
    field = space.panels.task.score.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    studio.export(document, "labelme", folder / "out", {})
    until(lambda: any((folder / "out").glob("*.json")))
    save(document.snapshot(), folder / "work.vlms", QtPainter())
    boxes = [a.shape for id in document.layers for a in document.annotations(id).values()]
    return {
        "boxes": [
            [round(value) for value in (b.x, b.y, b.width, b.height)]
            for b in boxes
            if isinstance(b, Box)
        ],
        "filters": [
            each.filter.score
            for each in document.layers.values()
            if isinstance(each, AnnotationLayer)
        ],
        "exported": next((folder / "out").glob("*.json")).read_text("utf-8"),
        "labels": sorted(
            a.label for id in document.layers for a in document.annotations(id).values()
        ),
        "size": [window.width(), window.height()],
        "pixels": [window.grab().width(), window.grab().height()],
        "outside": outside(window),
        "shown": field.text(),
        "decimal point": QLocale().decimalPoint(),
    }


def main(folder: Path, typed: str) -> None:
    app = make_application()
    dress(app, "dark", "en")
    blocks, store, pool = BlockFolder.create(), ModelStore(models_folder()), Pool()
    tools = Tools(store, QtPainter)
    lane = InlineLane(lambda request, context: run(request, context, tools), blocks)
    jobs = JobQueue({"light": lane, "heavy": lane, "fetch": lane}, pool.start, pool.on_main)
    studio = Studio(jobs, blocks, store, Settings())
    window = MainWindow()
    space = Workspace(window, studio)
    window.resize(1024, 640)
    window.show()
    said = work(space, folder, typed)
    window.leave()
    studio.shutdown()
    pool.close()
    blocks.remove()
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
