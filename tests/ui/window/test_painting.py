"""Asking diffusion models for paintings: what each can do is offered, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.fakes.painters import REPAINTS, WORDS_ONLY, add_painter
from tests.ui.window import walk
from tests.ui.window.person import open_photo, select_annotations
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.edits import insert_layers
from vlm_studio.document.layers import AnnotationLayer, VectorLayer
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import COCO_17, Joint, Pose
from vlm_studio.document.vectors import Oval, VectorObject
from vlm_studio.studio.presets import BY_ID
from vlm_studio.tasks.design import MAX_WORDS, PaintRequest
from vlm_studio.ui.panels.design_page import DesignPage
from vlm_studio.ui.panels.history_popup import HistoryPopup
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.models import DescribeRequest
from vlm_studio.words import text

Left, No, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, space: Workspace, heavy: FakeLane, tmp_path: Path) -> DesignPage:
    """Three models on this computer, one that can do everything, and Design chosen by a click."""
    root = space.studio.store.root
    add_painter(root, tmp_path / "painter", nets=("lineart", "openpose", "canny", "depth"))
    add_painter(root, tmp_path / "words", WORDS_ONLY)
    add_painter(root, tmp_path / "repainter", REPAINTS)
    space.studio.find_models()
    panel = space.panels.task
    QTest.mouseClick(panel.tasks["design"], Left)
    assert panel.design is not None
    qtbot.waitUntil(lambda: described(space, heavy))
    choose(panel.design, "painter")
    return panel.design


def described(space: Workspace, lane: FakeLane) -> bool:
    """The worker has looked into every model, and found nothing new."""
    if lane.now is not None:
        assert isinstance(lane.now.request, DescribeRequest)
        lane.now.succeed()
    return not space.studio.jobs.at_work


def choose(page: DesignPage, model: str) -> None:
    """With the keys of the field."""
    page.model.setFocus()
    QTest.keyClick(page.model, Key.Key_Home)
    while page.model.currentData() != model:
        before = page.model.currentIndex()
        QTest.keyClick(page.model, Key.Key_Down)
        assert page.model.currentIndex() > before


def asked(qtbot: QtBot, page: DesignPage, lane: FakeLane, words: str) -> PaintRequest:
    """Type, press Ctrl+Enter, and take what the lane is asked."""
    page.words.setFocus()
    QTest.keyClick(page.words, Key.Key_A, Ctrl)
    QTest.keyClicks(page.words, words)
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: lane.now is not None and isinstance(lane.now.request, PaintRequest))
    assert lane.now is not None
    request = lane.now.request
    lane.now.succeed()
    qtbot.waitUntil(lambda: lane.now is None)
    assert isinstance(request, PaintRequest)
    return request


def tick(check: QWidget) -> None:
    QTest.mouseClick(check, Left, No, QPoint(8, check.height() // 2))


def shown(page: DesignPage, *widgets: QWidget) -> list[bool]:
    return [widget.isVisibleTo(page) for widget in widgets]


def document_of(space: Workspace) -> Document:
    assert space.desk.document is not None
    return space.desk.document


def test_words_become_a_painting_of_the_artboard(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    QTest.keyClicks(page.negative, "people")
    QTest.mouseClick(page.presets.chips["isometric"], Left)
    request = asked(qtbot, page, heavy, "a harbour")
    assert request.words == f"a harbour, {BY_ID['isometric'].words}"
    assert (request.model, request.negative, request.count) == ("painter", "people", 1)
    assert (request.width, request.height) == (1024, 1024)
    assert (request.steps, request.guidance) == (0, None)  # the model's own
    assert request.picture is None
    [job] = space.studio.jobs.jobs
    assert str(job.title).startswith("Paint - a harbour")
    again = asked(qtbot, page, heavy, "a harbour")
    assert again.seed != request.seed
    QTest.mouseClick(page.details.seed.lock, Left)
    QTest.mouseClick(
        page.details.steps.slider, Left, No, QPoint(8, page.details.steps.height() // 2)
    )
    third = asked(qtbot, page, heavy, "a harbour")
    assert (third.seed, third.steps) == (again.seed, 1)


def test_guidance_of_nothing_can_be_asked_for_and_comes_back_with_the_description(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    slider = page.details.guidance.slider
    QTest.mouseClick(slider, Left)
    QTest.keyClick(slider, Key.Key_Home)
    request = asked(qtbot, page, heavy, "a harbour")
    assert request.guidance == 0
    QTest.mouseClick(page.details.guidance.reset, Left)
    assert asked(qtbot, page, heavy, "a harbour").guidance is None
    space.commands.designs.use(request)
    assert page.details.guidance.value == 0


def test_words_for_what_should_not_be_there_that_are_too_many_are_refused_in_the_panel(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    page.negative.setPlainText("x" * (MAX_WORDS + 1))
    page.words.setFocus()
    QTest.keyClicks(page.words, "a cat")
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    assert "at most" in page.description.problem.text()
    assert page.description.problem.isVisibleTo(page)
    assert not space.studio.jobs.at_work
    page.negative.setPlainText("dogs")
    assert asked(qtbot, page, heavy, "a cat").negative == "dogs"


def test_what_a_model_cannot_do_is_not_there(page: DesignPage) -> None:
    for_some = (
        page.negative,
        page.details.guidance,
        page.details.steps,
        page.details.seed,
        page.details.style_of,
        page.details.pen,
    )
    assert shown(page, *for_some) == [True, True, True, True, False, False]
    choose(page, "words")
    assert shown(page, *for_some) == [False, False, True, True, False, False]
    choose(page, "icons")
    assert shown(page, *for_some) == [False, False, False, False, True, True]
    assert page.count.value == 4
    choose(page, "words")
    assert page.count.value == 1
    assert page.details.steps.value == WORDS_ONLY.steps


def test_a_picture_to_start_from(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane, photo: Path
) -> None:
    assert shown(page, page.start, page.start.picture) == [False, False]
    document = open_photo(qtbot, space, photo)
    assert page.start.picture.isVisibleTo(page)
    assert shown(page, page.start.strength, page.artboard) == [False, True]
    tick(page.start.picture)
    assert shown(page, page.start.strength, page.artboard) == [True, False]
    slider = page.start.strength.slider
    QTest.mouseClick(slider, Left, No, QPoint(slider.width() // 2, slider.height() // 2))
    request = asked(qtbot, page, heavy, "a sunset")
    assert request.picture == document.picture(document.children()[0])
    assert (request.width, request.height) == (120, 80)
    assert request.strength == pytest.approx(0.5, abs=0.02)
    tick(page.start.picture)
    assert asked(qtbot, page, heavy, "a sunset").picture is None
    choose(page, "words")
    assert not page.start.isVisibleTo(page)


def masks(space: Workspace, document: Document) -> AnnotationLayer:
    """Two masks, both of them selected."""
    square = np.ones((10, 10), np.bool_)
    found = tuple(
        Annotation(i, "cup", shape)
        for i, x in ((1, 20), (2, 60))
        if (shape := Mask.from_array(square, x, 5)) is not None
    )
    layer = AnnotationLayer(name="Masks")
    change = insert_layers(document, [layer], text("Paste"), annotations={layer.id: found})
    document.history.push(change)
    select_annotations(space, [(layer.id, 1), (layer.id, 2)])
    return layer


def test_only_what_is_inside_the_selected_masks_is_painted(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane, photo: Path
) -> None:
    document = open_photo(qtbot, space, photo)
    assert not page.start.inside.isVisibleTo(page)
    masks(space, document)
    assert page.start.inside.isVisibleTo(page)
    tick(page.start.inside)
    assert shown(page, page.start.picture, page.start.feather, page.artboard) == [
        False,
        True,
        False,
    ]
    request = asked(qtbot, page, heavy, "a red cup")
    assert [(area.bounds().x, area.bounds().width) for area in request.inside] == [
        (20, 10),
        (60, 10),
    ]
    assert request.picture == document.picture()
    select_annotations(space, [])
    assert not page.start.inside.isVisibleTo(page)
    assert asked(qtbot, page, heavy, "a red cup").inside == ()


def test_a_model_that_only_repaints_says_what_it_needs(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane, photo: Path
) -> None:
    choose(page, "repainter")
    document = open_photo(qtbot, space, photo)
    QTest.keyClicks(page.words, "a red cup")
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    said = page.description.problem.text()
    assert said == "repainter only repaints: select a mask in a picture first."
    assert not space.studio.jobs.jobs
    masks(space, document)
    assert not page.description.problem.isVisibleTo(page), "it is no longer so"
    tick(page.start.inside)
    assert asked(qtbot, page, heavy, "a red cup").inside


def test_a_drawing_a_pose_and_the_edges_of_a_picture_are_followed(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane, photo: Path
) -> None:
    fields = page.controls.fields
    document = open_photo(qtbot, space, photo)
    assert shown(page, *fields.values()) == [False, False, True, True]
    circle = VectorObject(1, Oval(10, 10, 40, 40), stroke="#000000")
    drawing = VectorLayer(name="Drawing", objects=(circle,))
    pose = Pose("coco17", tuple(Joint(20, 20, 1.0) for _ in COCO_17.joints))
    poses = AnnotationLayer(name="Poses")
    document.history.push(
        insert_layers(
            document,
            [drawing, poses],
            text("Paste"),
            annotations={poses.id: (Annotation(1, "person", pose),)},
        )
    )
    assert shown(page, *fields.values()) == [True] * 4
    assert not page.controls.strength.isVisibleTo(page)
    for kind in ("lineart", "pose", "edges"):
        fields[kind].setFocus()  # type: ignore[index]
        QTest.keyClick(fields[kind], Key.Key_Down)  # type: ignore[index]
    assert page.controls.strength.isVisibleTo(page)
    request = asked(qtbot, page, heavy, "a dancer")
    lines, figure, edges = request.controls
    assert (lines.kind, lines.model, lines.objects) == ("lineart", "lineart", (circle,))
    assert (figure.kind, figure.model, figure.poses) == ("pose", "openpose", (pose,))
    assert (edges.kind, edges.model) == ("edges", "canny")
    assert edges.picture is not None
    assert (edges.picture.width, edges.picture.height) == (120, 80)

    # On an artboard in the middle of the document things are where they were.
    page.artboard.choose("custom", 100, 100)
    lines, figure, edges = asked(qtbot, page, heavy, "a dancer").controls
    assert lines.objects == (circle.moved(-10, 10),)
    assert figure.poses == (pose.moved(-10, 10),)
    assert edges.picture is not None
    assert (edges.picture.x, edges.picture.y, edges.picture.width) == (10, -10, 100)
    choose(page, "words")
    assert not page.controls.isVisibleTo(page)
    assert asked(qtbot, page, heavy, "a dancer").controls == ()


def test_whether_it_fits_is_said_before_it_is_asked_for(page: DesignPage) -> None:
    assert page.fit.isVisibleTo(page)
    assert page.fit.words.text().startswith("Needs about ")
    page.artboard.choose("custom", 8192, 8192)
    page.artboard.changed.emit()
    assert page.fit.words.property("role") in ("small", "warn", "bad")
    choose(page, "icons")
    assert not page.fit.isVisibleTo(page)


def test_a_model_of_the_browser_is_used_here(space: Workspace, page: DesignPage) -> None:
    QTest.mouseClick(space.panels.task.tasks["object-detection"], Left)
    space.panels.models.chosen.emit("words")
    assert space.panels.task.task == "design"
    assert page.model.currentData() == "words"


def test_the_words_of_a_painting_are_used_again(
    qtbot: QtBot, space: Workspace, page: DesignPage, heavy: FakeLane
) -> None:
    QTest.keyClicks(page.negative, "people")
    first = asked(qtbot, page, heavy, "a harbour")
    choose(page, "icons")
    QTest.mouseClick(space.panels.task.tasks["keypoint-detection"], Left)
    space.commands.designs.use(first)
    assert page.words.toPlainText() == "a harbour"
    assert page.words.hasFocus()
    QTest.keyClick(page.words, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    again = heavy.now.request
    assert isinstance(again, PaintRequest)
    assert (again.model, again.seed, again.negative) == ("painter", first.seed, "people")
    assert (again.width, again.height) == (first.width, first.height)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [QSize(1024, 640), QSize(1440, 900)], ids=["small", "large"])
def test_all_of_the_form_fits_in_every_language(
    qtbot: QtBot, space: Workspace, page: DesignPage, photo: Path, code: str, size: QSize
) -> None:
    document = open_photo(qtbot, space, photo)
    masks(space, document)
    tick(page.start.inside)
    language.use(code)
    try:
        space.window.resize(size)
        QApplication.processEvents()
        assert walk.cut_off(page) == []
        column = page.parentWidget()
        assert column is not None
        assert page.geometry().right() <= column.rect().right()
        area = column.parentWidget()
        assert area is not None
        assert column.width() <= area.width()
        page.description.show_history()
        [popup] = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryPopup)]
        assert walk.cut_off(popup) == []
        assert walk.controls(popup)
        popup.close()
        assert space.window.size() == size
    finally:
        language.use("en")
