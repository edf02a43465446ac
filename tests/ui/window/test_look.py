"""What every screen has in common: words that fit, in the language and the theme of the moment, and names for all controls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.lane import FakeLane
from tests.ui.window import walk
from tests.ui.window.person import faces, open_photo, put_in_store, select_annotations
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.paths import resource
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.about import AboutDialog
from vlm_studio.ui.dialogs.export import ExportDialog
from vlm_studio.ui.dialogs.keyboard import KeyboardDialog
from vlm_studio.ui.dialogs.search import CommandSearch
from vlm_studio.ui.dialogs.settings import SettingsDialog
from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog
from vlm_studio.ui.dialogs.unsaved import UnsavedDialog
from vlm_studio.ui.saying import language
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome
from vlm_studio.words import catalogue

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
SIZES = (QSize(1024, 640), QSize(1440, 900))


@pytest.fixture(autouse=True)
def english_and_dark() -> Iterator[None]:
    yield
    language.use("en")
    theme.appearance.choose("dark")


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, photo: Path, heavy: FakeLane) -> Document:
    """A photo with a layer of faces, one of them selected, a job that ran and one that waits."""
    for model in ("blazeface", "u2netp"):
        put_in_store(space.studio.store, model)
    document = open_photo(qtbot, space, photo)
    space.panels.task.choose_model("blazeface")
    space.studio.run(document, "object-detection", "blazeface")
    qtbot.waitUntil(lambda: heavy.now is not None)
    assert heavy.now is not None
    heavy.now.end(Outcome("succeeded", faces(0.9, 0.8)))
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    layer = next(each for each in document.walk() if isinstance(each, AnnotationLayer))
    select_annotations(space, [(layer.id, 1)])
    view = space.desk.view
    assert view is not None
    # "2 objects, 1 selected", in whatever language; it is said once the hand rests.
    qtbot.waitUntil(lambda: {"1", "2"} <= set(view.accessibleName()))
    return document


DIALOGS: dict[str, Callable[[Workspace, Document], QDialog]] = {
    "settings": lambda space, _: SettingsDialog(space.window, space.studio.settings),
    "export": lambda space, document: ExportDialog(space.window, space.studio, document),
    "shortcuts": lambda space, _: ShortcutsDialog(space.window, space.keys),
    "keyboard": lambda space, _: KeyboardDialog(space.window, space.keys),
    "search": lambda space, _: CommandSearch(space.window, space.actions.by_id),
    "about": lambda space, _: AboutDialog(space.window),
    "unsaved": lambda space, document: UnsavedDialog(space.window, document.name),
}


@pytest.fixture(params=["empty", "busy", *DIALOGS])
def screen(request: pytest.FixtureRequest, qtbot: QtBot, space: Workspace) -> Callable[[], QWidget]:
    """A screen of the program: the window, or a dialog over it, made when it is called for."""
    name: str = request.param

    def made() -> QWidget:
        if name == "empty":
            return space.window
        document = request.getfixturevalue("document")
        if name == "busy":
            space.panels.jobs.set_open(True)
            return space.window
        dialog = DIALOGS[name](space, document)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return made


@pytest.mark.parametrize("code", catalogue.LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width()}x{size.height()}")
def test_no_word_is_cut_off(
    qtbot: QtBot, space: Workspace, screen: Callable[[], QWidget], code: str, size: QSize
) -> None:
    language.use(code)
    space.window.resize(size)
    root = screen()
    for task in space.panels.task.tasks:
        space.panels.task.choose_task(task)
        QApplication.processEvents()
        assert walk.cut_off(root) == []
    assert space.window.size() == size
    run = space.panels.task.run
    assert run.visibleRegion().boundingRect() == run.rect()


def test_run_stands_right_below_what_is_asked_for(space: Workspace, document: Document) -> None:
    space.window.resize(QSize(1440, 2000))
    task = space.panels.task
    for name, last in (("object-detection", task.masks), ("keypoint-detection", task.score)):
        task.choose_task(name)
        QApplication.processEvents()
        end = last.mapTo(task, last.rect().bottomLeft()).y()
        assert 0 < task.run.y() - end <= theme.ROW + theme.SPACE_2


def test_another_language_leaves_nothing_behind(
    space: Workspace, screen: Callable[[], QWidget]
) -> None:
    root = screen()
    english = {pair for pair in walk.sentences(root) if _has_chinese(pair[1])}
    assert english
    language.use("zh_CN")
    assert [pair for pair in walk.sentences(root) if _has_chinese(pair[1])] == []
    language.use("en")
    assert {pair for pair in walk.sentences(root) if _has_chinese(pair[1])} == english


def _has_chinese(said: str) -> bool:
    """Whether ``said`` is an English sentence that the Chinese catalogue says in other words."""
    return any(pattern.fullmatch(said) for pattern in _patterns())


@cache
def _patterns() -> list[re.Pattern[str]]:
    file = resource("locale", "zh_CN", "LC_MESSAGES", "vlm_studio.po")
    with file.open("rb") as source:
        messages = [message for message in read_po(source) if message.id]
    keys = {
        key
        for message in messages
        for key in ([message.id] if isinstance(message.id, str) else message.id)
        if re.search(r"[一-鿿]", str(message.string)) and re.search("[a-z]{2}", _PLACE.sub("", key))
    }
    return [re.compile(".+".join(map(re.escape, _PLACE.split(key)))) for key in keys]


_PLACE = re.compile(r"\{\w+\}")


def test_every_control_says_what_it_is(screen: Callable[[], QWidget]) -> None:
    found = walk.controls(screen())
    assert found
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in found
        if not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_every_button_that_is_only_an_icon_has_a_tooltip(screen: Callable[[], QWidget]) -> None:
    bare = [
        widget
        for widget in walk.controls(screen())
        if walk.only_icon(widget) and not widget.toolTip()
    ]
    assert bare == []


def test_tab_goes_through_a_dialog_and_comes_back(
    qtbot: QtBot, space: Workspace, document: Document
) -> None:
    dialog = SettingsDialog(space.window, space.studio.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.theme)
    order = [dialog.theme, dialog.language, dialog.wheel, dialog.keyboard, dialog.full_speed]
    for expected in order[1:]:
        QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
        assert dialog.focusWidget() is expected
    for expected in reversed(order[:-1]):
        QTest.keyClick(dialog.focusWidget(), Key.Key_Backtab, Shift)
        assert dialog.focusWidget() is expected


def test_tab_in_a_panel_goes_from_control_to_control(space: Workspace, document: Document) -> None:
    task = space.panels.task
    before = [dock for dock in space.window.docks.all.values() if dock.isVisible()]
    task.model.setFocus()
    for expected in (task.score.slider, task.score.field, task.classes.field):
        QTest.keyClick(space.window.focusWidget(), Key.Key_Tab)
        assert space.window.focusWidget() is expected
    assert [dock for dock in space.window.docks.all.values() if dock.isVisible()] == before


# Themes ------------------------------------------------------------------------------------------


def test_another_theme_leaves_no_colour_behind(
    qtbot: QtBot, dressed: QApplication, screen: Callable[[], QWidget]
) -> None:
    root = screen()
    root.grab()
    theme.appearance.choose("light")
    picture = _settled(qtbot, root)
    old = {QColor(theme.DARK.color(role)).rgb() for role in ("window", "panel", "raised", "hover")}
    counts = _counts(picture)
    assert {QColor(color).name(): counts[color] for color in old if counts.get(color, 0) > 3} == {}
    fresh = sum(
        counts.get(theme.LIGHT.color(role).rgb(), 0) for role in ("window", "panel", "raised")
    )
    assert fresh > picture.width() * picture.height() // 5


def _settled(qtbot: QtBot, root: QWidget) -> QImage:
    qtbot.waitUntil(lambda: root.isVisible())
    return root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _counts(picture: QImage) -> dict[int, int]:
    import numpy as np

    pixels = np.frombuffer(picture.constBits(), np.uint32)
    colors, counts = np.unique(pixels, return_counts=True)
    return dict(zip(colors.tolist(), counts.tolist(), strict=True))


def test_the_icon_of_a_job_follows_the_theme(space: Workspace, document: Document) -> None:
    space.panels.jobs.set_open(True)
    row = next(row for row in space.panels.jobs.rows.values() if row.job.lane == "heavy")
    for tokens in (theme.DARK, theme.LIGHT):
        theme.appearance.choose(tokens.name)
        drawn = _counts(row.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
        assert tokens.color("muted").rgb() in drawn
