"""Somebody in front of the window, with a mouse, a keyboard and two eyes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.pictures import picture
from tests.ui.canvas.hand import Hand
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.studio import Studio
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.commands.files import Answer
from vlm_studio.ui.dialogs.unsaved import UnsavedDialog
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.running import Running
from vlm_studio.ui.workspace import Workspace

DETECT, SEGMENT, POSE = "object-detection", "image-segmentation", "keypoint-detection"
Button = Qt.MouseButton
NONE = Qt.KeyboardModifier.NoModifier


class Person:
    """Does everything by events, as a person does, and looks at documents and widgets to see what came of it."""

    def __init__(self, running: Running, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.space: Workspace = running.space
        self.studio: Studio = running.studio
        self.window: MainWindow = running.space.window
        self.chosen: deque[Path] = deque()
        """What will be picked in the next file dialogs."""

    # Seeing ------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], object], seconds: float = 40) -> None:
        """Wait; the window goes on meanwhile."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=round(seconds * 1000))

    def idle(self) -> None:
        self.until(lambda: not self.studio.jobs.busy)

    @property
    def document(self) -> Document:
        """The document in front."""
        assert self.space.desk.document is not None
        return self.space.desk.document

    @property
    def view(self) -> CanvasView:
        assert self.space.desk.view is not None
        return self.space.desk.view

    @property
    def hand(self) -> Hand:
        """The mouse over the canvas; places are pixels of the document."""
        return Hand(self.view)

    def layer(self, name: str) -> AnnotationLayer:
        [found] = layers_named(self.document, name)
        assert isinstance(found, AnnotationLayer)
        return found

    def shown(self, name: str) -> list[Annotation]:
        """What a layer shows."""
        return list(self.document.shown_annotations(self.layer(name)))

    def digest(self) -> str:
        return self.document.snapshot().digest()

    @property
    def message(self) -> str:
        """The bar above the canvas; empty when there is none."""
        bar = self.space.centre.messages
        return bar.words.text() if bar.isVisible() else ""

    def grab(self, name: str) -> None:
        """A picture of the window in front, for the folder named by ``VLM_STUDIO_TEST_PICTURES`` if there is one."""
        folder = os.environ.get("VLM_STUDIO_TEST_PICTURES")
        if folder:
            self.qtbot.wait(30)
            window = QApplication.activeWindow() or self.window
            window.grab().save(str(Path(folder, f"story_{name}.png")))

    # The mouse ---------------------------------------------------------------------------------

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click on what can be seen of a widget and is not covered by another."""
        self.point_at(widget, place)
        QTest.mouseClick(widget, Button.LeftButton, NONE, place or widget.rect().center())

    def point_at(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Scroll to a widget, and fail if a mouse could not reach it."""
        assert widget.isVisible()
        assert widget.isEnabled()

        def reached() -> bool:
            self._scroll_to(widget)
            where = widget.mapTo(widget.window(), place or widget.rect().center())
            under = widget.window().childAt(where)
            return under is not None and (under is widget or widget.isAncestorOf(under))

        self.until(reached, 2)

    def _scroll_to(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()

    def drag(self, widget: QWidget, places: Sequence[QPoint]) -> None:
        """Press at the first place of a widget and let go at the last."""
        self.point_at(widget, places[0])
        QTest.mousePress(widget, Button.LeftButton, NONE, places[0])
        for place in places[1:]:
            event = QMouseEvent(
                QMouseEvent.Type.MouseMove,
                QPointF(place),
                QPointF(widget.mapToGlobal(place)),
                Button.NoButton,
                Button.LeftButton,
                NONE,
            )
            QApplication.sendEvent(widget, event)
        QTest.mouseRelease(widget, Button.LeftButton, NONE, places[-1])

    def click_layer(self, name: str) -> None:
        """Click on the name of a layer in the layer panel."""
        rows = self.space.panels.layers.list
        [layer] = layers_named(self.document, name)
        place = rows.visualRect(self.space.panels.layers.model.index_of(layer.id)).center()
        self.click(rows.viewport(), place)

    def drop(self, *paths: Path, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Drag files over the canvas (``at`` is a part of its width and height) and let go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        centre, window = self.space.centre, self.window.windowHandle()
        inside = QPoint(round(centre.width() * at[0]), round(centre.height() * at[1]))
        place = centre.mapTo(self.window, inside)
        action, buttons = Qt.DropAction.CopyAction, Button.LeftButton
        for kind in (QDragEnterEvent, QDragMoveEvent):
            event = kind(QPointF(place), action, data, buttons, NONE)
            QApplication.sendEvent(window, event)
            assert event.isAccepted()
        QApplication.sendEvent(window, QDropEvent(QPointF(place), action, data, buttons, NONE))

    # The keyboard ------------------------------------------------------------------------------

    def keys(self, keys: str) -> None:
        """Press keys, such as ``Ctrl+Shift+Z``, wherever the focus is."""
        pressed = QKeySequence(keys)[0]
        QTest.keyClick(self._focus(), pressed.key(), pressed.keyboardModifiers())

    def type(self, words: str) -> None:
        QTest.keyClicks(self._focus(), words)

    def _focus(self) -> QWidget:
        if QApplication.activeWindow() is None:
            # What a window manager does when a dialog is gone.
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)
        focus = QApplication.focusWidget() or QApplication.activeWindow()
        assert focus is not None
        return focus

    def name_it(self, label: str) -> None:
        """Type into the small field that asks for a label, and press Enter."""
        self.until(lambda: type(QApplication.focusWidget()).__name__ == "QLineEdit")
        self.type(label)
        self.keys("Return")

    def pick(self, combo: QComboBox, words: str) -> None:
        """Choose an entry of a combo box with the arrow keys."""
        self.point_at(combo)
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        self.keys("Home")
        while combo.currentText() != words:
            before = combo.currentIndex()
            self.keys("Down")
            assert combo.currentIndex() != before, f"no {words}"

    # What takes several moves ------------------------------------------------------------------

    def open(self, name: str) -> Document:
        """Drop a picture of the test data on the canvas and wait for it."""
        return self.open_file(picture(name))

    def open_file(self, path: Path) -> Document:
        before = len(self.studio.documents)
        # With a document in front there are several places; the last makes another document.
        self.drop(path, at=(0.9, 0.9))
        self.until(lambda: len(self.studio.documents) > before)
        self.idle()
        return self.document

    def run(self, task: str) -> Job:
        """Choose a task, press Run and wait for the result; returns its job."""
        panel = self.space.panels.task
        self.click(panel.tasks[task])
        self.click(panel.run)
        return self.ended()

    def ended(self) -> Job:
        """Wait for the newest job."""
        job = self.studio.jobs.jobs[-1]
        self.until(lambda: job.ended)
        assert job.state is JobState.DONE, job.outcome
        return job

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """What happens inside is one step: undo takes all of it back, redo brings all of it again."""
        before = self.digest()
        yield
        after = self.digest()
        assert after != before
        self.view.setFocus()
        self.keys("Ctrl+Z")
        assert self.digest() == before
        self.keys("Ctrl+Shift+Z")
        assert self.digest() == after

    @contextmanager
    def counting_frames(self) -> Iterator[list[int]]:
        """How often a timer of 16 ms could tick, in the list's one element."""
        ticks = [0]

        def tick() -> None:
            ticks[0] += 1

        timer = QTimer(interval=16)
        timer.timeout.connect(tick)
        timer.start()
        yield ticks
        timer.stop()

    def will_answer(self, answer: Answer) -> None:
        """Answer the question about unsaved changes that comes next."""
        timer = QTimer(self.window, interval=5)

        def look() -> None:
            asked = QApplication.activeModalWidget()
            if isinstance(asked, UnsavedDialog) and asked.isVisible():
                timer.stop()
                if answer == "cancel":
                    QTest.keyClick(asked, Qt.Key.Key_Escape)
                else:
                    button = asked.save if answer == "save" else asked.discard
                    QTest.mouseClick(button, Button.LeftButton)

        timer.timeout.connect(look)
        timer.start()

    def dialog(self, kind: type) -> QWidget:
        """The open dialog of a kind."""
        [found] = [w for w in self.window.findChildren(kind) if w.isVisible()]
        self.until(lambda: QGuiApplication.focusWindow() is found.windowHandle())
        return found
