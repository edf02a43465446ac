"""A slider that was moved can be put back with its arrow; what asks for less motion gets none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window.person import faces, open_photo, put_in_store
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui import theme
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path, heavy: FakeLane) -> Document:
    put_in_store(space.studio.store, "blazeface")
    document = open_photo(qtbot, space, photo)
    space.panels.task.choose_model("blazeface")
    space.studio.run(document, "object-detection", "blazeface")
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    heavy.now.end(Outcome("succeeded", faces(0.9, 0.6)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    return document


def drag(slider: QSlider, start: float, end: float) -> None:
    """From one part 0..1 of its way to another, in several moves."""
    places = [QPoint(round(slider.width() * (start + (end - start) * n / 8)), 14) for n in range(9)]
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(slider, left, none, places[0])
    for place in places:
        QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, left, none, places[-1])


def put_back(slider: ResettableSlider, owner: QWidget) -> None:
    assert slider.reset.isVisibleTo(owner)
    QTest.mouseClick(slider.reset, Qt.MouseButton.LeftButton)
    assert slider.value == slider.default
    assert not slider.reset.isVisibleTo(owner)


def test_the_score_is_dragged_and_put_back_in_one_step_each(
    space: Workspace, document: Document
) -> None:
    task, history = space.panels.task, document.history
    steps = len(history.changes())
    assert not task.score.reset.isVisibleTo(task)
    drag(task.score.slider, 0.25, 0.75)
    dragged = document.snapshot().digest()
    put_back(task.score, task)
    [layer] = [each for each in document.walk() if isinstance(each, AnnotationLayer)]
    assert len(document.shown_annotations(layer)) == 2
    assert len(history.changes()) == steps + 2
    history.undo()
    assert document.snapshot().digest() == dragged
    assert task.score.reset.isVisibleTo(task)


def test_the_opacity_is_dragged_and_put_back_in_one_step_each(
    space: Workspace, document: Document
) -> None:
    layers, history = space.panels.layers, document.history
    layer = next(each for each in document.walk() if isinstance(each, AnnotationLayer)).id
    space.desk.select_layers([layer])
    steps = len(history.changes())
    drag(layers.opacity.slider, 0.9, 0.3)
    assert document.layer(layer).opacity < 0.5
    put_back(layers.opacity, layers)
    assert document.layer(layer).opacity == 1
    assert len(history.changes()) == steps + 2
    history.undo()
    history.undo()
    assert document.layer(layer).opacity == 1
    assert not layers.opacity.reset.isVisibleTo(layers)


def test_the_overlap_is_put_back_and_the_arrow_goes_with_its_task(
    space: Workspace, document: Document
) -> None:
    task = space.panels.task
    usual = task.overlap.value
    task.overlap.field.setValue(0.7)
    task.choose_task("image-segmentation")
    assert not task.overlap.reset.isVisibleTo(task)
    task.choose_task("object-detection")
    put_back(task.overlap, task)
    wish = task.wish()
    assert wish is not None
    assert wish.overlap == usual


def test_from_the_keyboard_the_focus_stays_with_the_slider(
    space: Workspace, document: Document
) -> None:
    task = space.panels.task
    task.overlap.field.setValue(0.7)
    task.overlap.reset.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(task.overlap.reset, Qt.Key.Key_Space)
    assert task.overlap.value == task.overlap.default
    assert QApplication.focusWidget() is task.overlap.slider


@pytest.mark.parametrize(
    ("wish", "moves"),
    [(Qt.MotionPreference.ReducedMotion, False), (Qt.MotionPreference.NoPreference, True)],
)
def test_nothing_moves_where_the_system_asks_for_less_motion(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, wish: Qt.MotionPreference, moves: bool
) -> None:
    hints = SimpleNamespace(accessibility=lambda: SimpleNamespace(motionPreference=lambda: wish))
    monkeypatch.setattr(theme, "QGuiApplication", SimpleNamespace(styleHints=lambda: hints))
    assert theme.moves() is moves
    bar = ThinBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_fraction(None)
    timer = bar.findChild(QTimer)
    assert timer is not None
    assert timer.isActive() is moves
    if not moves:
        drawn = bar.grab().toImage()
        assert drawn == drawn.flipped(Qt.Orientation.Horizontal)
    bar.show_fraction(0.5)
    assert not timer.isActive()
