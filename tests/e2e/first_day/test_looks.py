"""Another language and another theme, while the program runs."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider, QWidget

from tests.e2e.first_day.person import DETECT, Person
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.settings import SettingsDialog
from vlm_studio.ui.saying import language
from vlm_studio.words.catalogue import LANGUAGES


def menus(person: Person) -> list[str]:
    return [action.text() for action in person.window.menuBar().actions()]


def settings(person: Person) -> SettingsDialog:
    person.keys("Ctrl+,")
    dialog = person.dialog(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_the_language_changes_at_once(person: Person) -> None:
    person.open("coffee.png")
    person.run(DETECT)
    panels = person.space.panels
    texts = lambda: [  # noqa: E731
        *menus(person),
        *(dock.windowTitle() for dock in person.window.docks.all.values()),
        panels.task.run.text(),
        panels.task.masks.text(),
        panels.jobs.summary.text(),
        person.space.status.saved.text(),
    ]
    english = texts()
    dialog = settings(person)
    person.pick(dialog.language, LANGUAGES["zh_CN"])
    person.grab("settings_zh")
    person.keys("Esc")
    chinese = texts()
    assert not set(english) & set(chinese)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in words) for words in chinese)
    person.grab("zh")
    assert person.studio.settings.language == "zh_CN"
    dialog = settings(person)
    person.pick(dialog.language, LANGUAGES["en"])
    person.keys("Esc")
    assert texts() == english


def test_the_theme_changes_at_once(person: Person) -> None:
    person.open("coffee.png")
    dialog = settings(person)
    person.pick(dialog.theme, "Light")
    person.keys("Esc")
    person.until(lambda: not dialog.isVisible())
    person.grab("light")
    shot = person.window.grab().toImage()
    task, canvas = person.space.panels.task, person.view
    ratio = shot.devicePixelRatio()
    for widget, role in ((task, "panel"), (canvas, "canvas")):
        place = widget.mapTo(person.window, widget.rect().bottomLeft()) * ratio
        seen = shot.pixelColor(place.x() + 3, place.y() - 3)
        assert seen.name() == theme.LIGHT.color(role).name()


def cut_off(person: Person) -> list[QWidget]:
    """Controls of which some part at the side cannot be seen; panels may scroll up and down."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSlider)
    controls = [w for kind in kinds for w in person.window.findChildren(kind) if w.isVisible()]
    seen = {control: control.visibleRegion().boundingRect() for control in controls}
    assert len(seen) > 40
    return [w for w, part in seen.items() if not part.isEmpty() and part.width() < w.width()]


def test_nothing_is_cut_off_in_the_smallest_window(person: Person) -> None:
    size = person.window.size()
    person.open("coffee.png")
    person.run(DETECT)
    person.keys("Ctrl+J")
    person.window.resize(person.window.minimumSize())
    try:
        for code in LANGUAGES:
            language.use(code)
            person.until(lambda: not cut_off(person), 2)
            person.grab(f"smallest_{code}")
    finally:
        person.window.resize(size)


def test_many_documents_keep_their_names(person: Person) -> None:
    names = ("coffee", "astronaut", "chelsea", "motorcycle_left", "page", "camera", "horse", "moon")
    for name in names:
        person.open(f"{name}.png")
    tabs = person.space.centre.tabs
    assert [tabs.tabText(i) for i in range(tabs.count())] == list(names)
    for i, name in enumerate(names):
        assert tabs.tabRect(i).width() > tabs.fontMetrics().horizontalAdvance(name)
    person.grab("many")
