"""Random but legal events for the whole window: ``event_program.py SEED EVENTS``.

What a hand can do with mouse and keyboard, on the canvas most of the time; never what leaves the program, closes the
document or asks for a file. Prints a line of JSON: Qt's warnings, uncaught exceptions, what was counted, and whether
undoing everything gave the first document and redoing it the last.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt, qInstallMessageHandler
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from tests.fakes.documents import rich_state
from tests.fakes.inline_lane import InlineLane
from tests.faults import qt_program
from tests.faults.qt_program import Chatty, hear
from tests.ui.window.person import Person, put_in_store
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.ui.actions import ACTIONS
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.canvas.tools.table import TOOLS
from vlm_studio.ui.keys.profiles import PROFILES
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.paint.qt_painter import QtPainter
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.workspace import Workspace
from vlm_studio.worker.run import Tools, run

Mods = Qt.KeyboardModifier
Button = Qt.MouseButton

LEFT_ALONE = ("file.", "image.", "images.", "app.")
"""Actions that leave the document, or open a dialog over the window."""
_PANELS_LEFT_ALONE = ("models", "images")
_MODS = (Mods.NoModifier,) * 6 + (
    Mods.ShiftModifier,
    Mods.ControlModifier,
    Mods.AltModifier,
    Mods.ShiftModifier | Mods.AltModifier,
    Mods.ControlModifier | Mods.AltModifier,
)
_KEYS = (
    Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_N, Qt.Key.Key_C, Qt.Key.Key_5,
)  # fmt: skip

counts: Counter[str] = Counter()


def remember(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    qt_program.exceptions.append("".join(traceback.format_exception(kind, error, place)))


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "it did not end"
        QCoreApplication.processEvents()


class Monkey:
    """Does one thing after another; what it holds down it lets go of before long."""

    def __init__(self, space: Workspace, chance: random.Random) -> None:
        self.space = space
        self.chance = chance
        self.held: tuple[QWidget, Button, Mods] | None = None
        self.space_held = False
        self.deeds = (
            (self.press, 14), (self.move, 40), (self.release, 20), (self.double_click, 2), (self.wheel, 3),
            (self.key, 6), (self.shortcut, 10), (self.letters, 3), (self.hold_space, 2), (self.click_layer, 3),
            (self.click_control, 3), (self.profile, 1), (self.answer, 10), (self.drag, 12), (self.tool, 4),
        )  # fmt: skip

    def act(self) -> None:
        counts["events"] += 1
        if QApplication.activePopupWidget() is not None:
            self.popup()
        elif (dialog := QApplication.activeModalWidget()) is not None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            deeds, weights = zip(*self.deeds)
            self.chance.choices(deeds, weights)[0]()
        if self.chance.random() < 0.5:
            QCoreApplication.processEvents()

    # On the canvas ------------------------------------------------------------------------------

    @property
    def view(self) -> QWidget:
        view = self.space.desk.view
        assert view is not None
        return view

    def place(self) -> QPoint:
        """Inside the view, mostly on the document, at times a little outside."""
        size = self.view.size()
        x, y = (min(max(self.chance.gauss(0.5, 0.22), -0.05), 1.05) for _ in range(2))
        return QPoint(round(x * size.width()), round(y * size.height()))

    def mods(self) -> Mods:
        return self.chance.choice(_MODS)

    def press(self) -> None:
        if self.held is not None:
            self.release()
            return
        button = self.chance.choices(
            (Button.LeftButton, Button.RightButton, Button.MiddleButton), (12, 3, 1)
        )[0]
        mods = self.mods()
        self.held = self.view, button, mods
        QTest.mousePress(self.view, button, mods, self.place())

    def move(self) -> None:
        place = QPointF(self.place())
        button, mods = (Button.NoButton, self.mods()) if self.held is None else self.held[1:]
        everywhere = QPointF(self.view.mapToGlobal(place.toPoint()))
        kind = QMouseEvent.Type.MouseMove
        event = QMouseEvent(kind, place, everywhere, Button.NoButton, button, mods)
        QApplication.sendEvent(self.view, event)

    def release(self) -> None:
        if self.held is not None:
            (view, button, mods), self.held = self.held, None
            QTest.mouseRelease(view, button, mods, self.place())

    def drag(self) -> None:
        """Something is drawn or moved, from beginning to end."""
        self.release()
        self.press()
        for _ in range(self.chance.randrange(2, 6)):
            counts["events"] += 1
            self.move()
        self.release()
        if self.chance.random() < 0.7:
            self.answer()

    def double_click(self) -> None:
        if self.held is None:
            QTest.mouseDClick(self.view, Button.LeftButton, Mods.NoModifier, self.place())

    def wheel(self) -> None:
        place, turn = QPointF(self.place()), self.chance.choice((-240, -120, 120, 240))
        everywhere = QPointF(self.view.mapToGlobal(place.toPoint()))
        event = QWheelEvent(
            place, everywhere, QPoint(), QPoint(0, turn), Button.NoButton, self.mods(),
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.view, event)
        if self.chance.random() < 0.3:  # what is far away is found again
            self.space.actions.by_id["view.fit"].trigger()

    # Keys ---------------------------------------------------------------------------------------

    @property
    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.view

    def key(self) -> None:
        QTest.keyClick(self.focused, self.chance.choice(_KEYS), self.mods())

    def shortcut(self) -> None:
        action = self.chance.choice(ACTIONS)
        keys = self.space.keys.keys(action.id)
        if not keys or action.id.startswith(LEFT_ALONE):
            return
        if self.chance.random() < 0.6:
            self.view.setFocus()
        stroke = QKeySequence(self.chance.choice(keys))[0]
        QTest.keyClick(self.focused, stroke.key(), stroke.keyboardModifiers())
        counts[action.id] += 1

    def tool(self) -> None:
        """A click on the strip."""
        strip = self.space.window.strip
        action = self.space.actions.by_id[f"tool.{self.chance.choice(tuple(TOOLS))}"]
        button = strip.widgetForAction(action)
        if button is not None:
            QTest.mouseClick(button, Button.LeftButton)

    def answer(self) -> None:
        """Enter, where a label is asked for."""
        for popup in self.view.findChildren(LabelPopup):
            QTest.keyClick(popup.field, Qt.Key.Key_Return)

    def letters(self) -> None:
        for letter in self.chance.choices("abcmvrpow", k=3):
            QTest.keyClick(self.focused, letter)

    def hold_space(self) -> None:
        self.space_held = not self.space_held
        (QTest.keyPress if self.space_held else QTest.keyRelease)(self.view, Qt.Key.Key_Space)

    # Around the canvas --------------------------------------------------------------------------

    def click_layer(self) -> None:
        listed = self.space.panels.layers.list
        rows = listed.model().rowCount()
        if rows:
            area = listed.visualRect(listed.model().index(self.chance.randrange(rows), 0))
            x = self.chance.choice((14, 40, area.width() // 2, area.width() - 14))
            place = QPoint(area.left() + x, area.center().y())
            button = self.chance.choice((Button.LeftButton,) * 5 + (Button.RightButton,))
            QTest.mouseClick(listed.viewport(), button, self.mods(), place)

    def click_control(self) -> None:
        window = self.space.window
        controls = [
            each
            for name, panel in self.space.panels.by_name().items()
            if name not in _PANELS_LEFT_ALONE
            for each in panel.findChildren(QAbstractButton)
            if each.isEnabled() and each.visibleRegion().contains(each.rect().center())
        ]
        if controls and window.isVisible():
            QTest.mouseClick(self.chance.choice(controls), Button.LeftButton)

    def profile(self) -> None:
        self.space.keys.use(self.chance.choice(tuple(PROFILES)))

    def popup(self) -> None:
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) and self.chance.random() < 0.5:
            kept = self._kept()
            offered = [
                each
                for each in popup.actions()
                if each.isEnabled() and each.text() and each not in kept
            ]
            if offered:
                chosen = self.chance.choice(offered)
                if chosen.menu() is not None:
                    QTest.keyClick(popup, Qt.Key.Key_Escape)
                else:
                    QTest.mouseClick(
                        popup,
                        Button.LeftButton,
                        Mods.NoModifier,
                        popup.actionGeometry(chosen).center(),
                    )
                return
        QTest.keyClick(popup, Qt.Key.Key_Escape)

    def _kept(self) -> list[QAction]:
        made = self.space.actions.by_id
        return [action for id, action in made.items() if id.startswith(LEFT_ALONE)]

    def let_go(self) -> None:
        """Nothing is held down, nothing is half done."""
        self.release()
        if self.space_held:
            self.hold_space()
        while (popup := QApplication.activePopupWidget()) is not None:
            QTest.keyClick(popup, Qt.Key.Key_Escape)
        while (dialog := QApplication.activeModalWidget()) is not None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        for _ in range(4):
            QTest.keyClick(self.view, Qt.Key.Key_Escape)


def bytes_of(document: Document) -> bytes:
    return msgspec.json.encode(document.snapshot(), order="deterministic")


def play(space: Workspace, chance: random.Random, events: int) -> dict[str, bool]:
    """The events, then undo and redo of everything they did."""
    document = space.desk.document
    assert document is not None
    first = bytes_of(document)
    document.history.changed.connect(lambda: counts.update(["steps"]))
    assert space.desk.view is not None
    space.desk.view.tool_changed.connect(lambda name: counts.update([f"tool {name}"]))
    monkey = Monkey(space, chance)
    while counts["events"] < events:
        monkey.act()
    monkey.let_go()
    studio = space.studio
    for job in list(studio.jobs.jobs):
        studio.jobs.cancel(job)
    until(lambda: not studio.jobs.busy)
    while document.history.redo_text is not None:
        document.history.redo()
    last = bytes_of(document)
    while document.history.undo_text is not None:
        counts["undone"] += 1
        document.history.undo()
        QCoreApplication.processEvents()
    start = bytes_of(document)
    while document.history.redo_text is not None:
        document.history.redo()
        QCoreApplication.processEvents()
    end = bytes_of(document)
    return {"open": document in studio.documents, "first": start == first, "last": end == last}


def main(seed: int, events: int) -> None:
    """In a home of its own, whoever starts it: the models there are empty files."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["VLM_STUDIO_HOME"] = home
        run_in_window(seed, events)


def run_in_window(seed: int, events: int) -> None:
    app = make_application()
    dress(app, "dark", "en")
    blocks, store, pool = BlockFolder.create(), ModelStore(models_folder()), Pool()
    for card in store.cards():
        put_in_store(store, card.id)
    tools = Tools(store, QtPainter)
    light = InlineLane(lambda request, context: run(request, context, tools), blocks)
    lanes = {"light": light, "heavy": Chatty(), "fetch": Chatty()}
    studio = Studio(JobQueue(lanes, pool.start, pool.on_main), blocks, store, Settings())
    window = MainWindow()
    space = Workspace(window, studio, Person())
    window.resize(1280, 800)
    window.show()
    studio.add(Document(rich_state(blocks)))
    until(lambda: space.desk.view is not None)
    said = play(space, random.Random(seed), events)
    window.leave()
    studio.shutdown()
    counts["closed"] = pool.close()
    blocks.remove()
    told = {
        "warnings": qt_program.warnings,
        "exceptions": qt_program.exceptions,
        "counts": dict(counts),
    }
    print(json.dumps(told | said), flush=True)


if __name__ == "__main__":
    faulthandler.enable()
    qInstallMessageHandler(hear)
    sys.excepthook = remember
    main(int(sys.argv[1]), int(sys.argv[2]))
