"""The table of states: what a window is brought to before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from tests.gallery import designing, drawings, findings, folders, staging
from tests.gallery.room import Room
from tests.pictures import picture
from tests.ui.canvas.hand import Hand
from tests.ui.window.person import select_annotations
from vlm_studio.document import edits
from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Notice
from vlm_studio.studio.notice import Choice
from vlm_studio.ui.actions import MENUS
from vlm_studio.ui.dialogs.details import DetailsDialog
from vlm_studio.ui.dialogs.export import ExportDialog
from vlm_studio.ui.dialogs.search import CommandSearch
from vlm_studio.ui.dialogs.unsaved import UnsavedDialog
from vlm_studio.wire.work import Outcome
from vlm_studio.words import text

LONG = (
    "Motorcycles and bicycles in the old workshop behind the harbour, second visit, evening light"
)
_WIDE = "motorcycle_left.png"
_FACE = "astronaut.png"


@dataclass(frozen=True)
class State:
    """``prepare`` brings a new window to it; ``everywhere`` also in the size and the scales that few are needed in."""

    name: str
    prepare: Callable[[Room], object]
    everywhere: bool = False


# Documents ---------------------------------------------------------------------------------------


def nothing(room: Room) -> None:
    """As it is after the start."""


def opened(room: Room) -> Document:
    return room.open(_WIDE, "workshop.png")


def restyle(room: Room) -> None:
    opened(room)
    room.space.panels.task.choose_task("image-to-image")


def style_of_a_layer(room: Room) -> None:
    restyle(room)
    room.space.panels.task.choose_model("style-any")


def detected(room: Room) -> Job:
    opened(room)
    job = room.run("object-detection", "yolov3-tiny")
    room.end(job, findings.things())
    return job


def everything(room: Room) -> None:
    """Boxes, a mask and a figure on one picture, the boxes in front."""
    room.open(_FACE, "portrait.png")
    for task, model, found in (
        ("image-segmentation", "u2netp", findings.blob()),
        ("keypoint-detection", "blazepose", findings.figure()),
        ("object-detection", "yolov3-tiny", findings.boxes([("person", 0.98, (60, 20, 400, 480))])),
    ):
        room.end(room.run(task, model), found)


def pencil(room: Room) -> None:
    """The pencil in hand over a photo."""
    opened(room)
    assert room.space.desk.view is not None
    room.space.desk.view.set_tool("pencil")
    hand = Hand(room.space.desk.view)
    hand.drag([(100 + 8 * i, 250 + (i - 20) ** 2 / 4) for i in range(40)])
    room.settle()


def tracing(room: Room) -> None:
    picture_selected(room)
    space = room.space
    space.dialogs.trace(space.desk.document, space.desk.layer)
    room.settle()


def _layer(room: Room) -> AnnotationLayer:
    document = room.space.desk.document
    assert document is not None
    return next(each for each in document.walk() if isinstance(each, AnnotationLayer))


def selected(room: Room) -> None:
    detected(room)
    select_annotations(room.space, [(_layer(room).id, 1)])


def several_selected(room: Room) -> None:
    detected(room)
    select_annotations(room.space, [(_layer(room).id, id) for id in (1, 2, 4)])


def locked(room: Room) -> None:
    selected(room)
    document = room.space.desk.document
    assert document is not None
    document.history.push(edits.set_layers(document, [_layer(room).id], text("Lock"), locked=True))


def picture_selected(room: Room) -> None:
    document = opened(room)
    room.space.desk.select_layers([next(iter(document.walk())).id])


def long_names(room: Room) -> None:
    room.open(_WIDE, f"{LONG}.png")
    room.open(_FACE, f"{LONG} (copy).png")
    job = room.run("object-detection", "yolov3-tiny")
    row = (f"{LONG} label", 0.9, (40.0, 60.0, 300.0, 300.0))
    room.end(job, findings.boxes([row, ("person", 0.5, (350.0, 80.0, 140.0, 300.0))]))
    layer, document = _layer(room), room.space.desk.document
    assert document is not None
    document.history.push(edits.set_layers(document, [layer.id], text("Rename"), name=LONG))
    select_annotations(room.space, [(layer.id, 1)])
    room.space.panels.task.choose_model("yolov3-tiny")
    for label in ("traffic light", "fire hydrant", "baseball glove", "person"):
        room.space.panels.task.classes.add(label)


def many_layers(room: Room) -> None:
    detected(room)
    commands = room.space.commands.layers
    for _ in range(14):
        commands.new()
    commands.group()


def many_documents(room: Room) -> None:
    for number, name in enumerate((_WIDE, _FACE, "coffee.png", "chelsea.png", "rocket.jpg") * 2):
        room.open(name, f"picture {number + 1} of the harbour.{name.rsplit('.')[-1]}")


def image_list(room: Room) -> None:
    """A folder as a list."""
    folder = room.folder / "harbour"
    folder.mkdir()
    for number, name in enumerate((_WIDE, _FACE, "coffee.png", "chelsea.png", "rocket.jpg")):
        (folder / f"{number + 1:03} {name}").symlink_to(picture(name))
    room.studio.images.open(folder)
    room.until(lambda: room.space.desk.document is not None)
    room.until(lambda: not room.studio.jobs.busy)
    room.settle()


# Jobs --------------------------------------------------------------------------------------------


def loading(room: Room) -> None:
    room.files_may_open.clear()
    room.studio.open([picture(_WIDE)])
    room.until(lambda: room.studio.jobs.busy)


def running(room: Room) -> Job:
    opened(room)
    job = room.run("object-detection", "yolov3-tiny")
    room.progress(job, 0.42, text("Looking for people"), 3)
    return job


def waiting(room: Room) -> None:
    job = running(room)
    room.studio.run(room.studio.documents[0], "image-segmentation", "u2netp")
    room.studio.run(room.studio.documents[0], "keypoint-detection", "blazepose")
    room.space.panels.jobs.set_open(True)
    room.progress(job, 0.43, text("Looking for people"), 3)


def stopping(room: Room) -> None:
    room.studio.jobs.cancel(running(room))


def failed(room: Room) -> Job:
    opened(room)
    job = room.run("object-detection", "yolov3-tiny")
    sentence = text(
        "{name} could not be loaded: its files may be damaged. Remove it and get it again.",
        name="YOLOv3-tiny",
    )
    room.end(job, Outcome("failed", error=sentence, details=_TRACE), 2.1)
    return job


_TRACE = "\n".join(
    ["Traceback (most recent call last):"]
    + [f'  File "worker/run.py", line {40 + n}, in run\n    step_{n}()' for n in range(9)]
    + ["MemoryError: cannot allocate 4294967296 bytes"]
)


def done(room: Room) -> None:
    detected(room)
    room.end(room.run("image-segmentation", "u2netp"), findings.blob())
    cancelled = room.run("keypoint-detection", "blazepose")
    room.end(cancelled, Outcome("cancelled"))
    room.space.panels.jobs.set_open(True)


def found_nothing(room: Room) -> None:
    opened(room)
    room.end(room.run("keypoint-detection", "blazepose"), findings.boxes([]))


def late_result(room: Room) -> None:
    """A result that comes while there is something to redo waits to be taken."""
    document = opened(room)
    room.space.commands.layers.new()
    job = room.run("object-detection", "yolov3-tiny")
    document.history.undo()
    room.end(job, findings.things())
    room.space.panels.jobs.set_open(True)


# Models ------------------------------------------------------------------------------------------


def model_cards(room: Room) -> None:
    """One card in each state."""
    room.lose("u2netp")
    room.lose("blazepose", "pose_detection.tflite")
    room.lose("selfie")
    job = room.studio.pull("selfie")
    room.until(lambda: room.fetch.now is not None)
    room.progress(
        job,
        0.42,
        text("Downloading {file} ({size} MB)", file="mediapipe-0.10.21.whl", size="36"),
        6,
    )
    room.window.resizeDocks(
        [room.window.docks.all["task"], room.window.docks.all["models"]],
        [200, 900],
        Qt.Orientation.Vertical,
    )


def no_model(room: Room) -> None:
    opened(room)
    room.lose("yolov3-tiny")


def no_such_model(room: Room) -> None:
    room.space.panels.models.search.setText("nothing like that")


# Messages, drops, hands --------------------------------------------------------------------------


def _notice(kind: str, room: Room) -> None:
    opened(room)
    said = {
        "info": text(
            "Recovered: {names}. Save it under another name to keep the damaged file.",
            names="workshop",
        ),
        "warning": text("The colour profile is damaged or does not fit and was ignored."),
        "error": text(
            "{name} is too large: {width} x {height} pixels, and {limit} megapixels can be opened.",
            name=f"{LONG}.png",
            width=90_000,
            height=60_000,
            limit=500,
        ),
    }[kind]
    room.studio.noticed.emit(Notice(said, kind))  # type: ignore[arg-type]


def notice_choices(room: Room) -> None:
    document = opened(room)
    sentence = text("{job}: the result waits, because adding it ends what can be redone.", job=LONG)
    choices = (Choice(text("Bring them here"), opened), Choice(text("Discard them"), opened))
    room.studio.notify(sentence, "info", document, *choices)


def dragging(room: Room) -> None:
    opened(room)
    _drag(room)


def dragging_first(room: Room) -> None:
    _drag(room)


def _drag(room: Room) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(_FACE)))])
    centre = room.space.centre
    place = QPointF(centre.width() * 0.25, centre.height() * 0.3)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    centre.dragEnterEvent(QDragEnterEvent(place.toPoint(), copy, data, left, none))
    centre.drops.zones.aim(place.toPoint())


def naming(room: Room) -> None:
    """A box was drawn and its label is asked for."""
    opened(room)
    view = room.space.desk.view
    assert view is not None
    room.space.commands.layers.new()
    room.space.commands.view.tool("box")
    Hand(view).drag([(120, 120), (260, 240), (400, 330)])


def drawing(room: Room) -> None:
    opened(room)
    view = room.space.desk.view
    assert view is not None
    room.space.commands.layers.new()
    room.space.commands.view.tool("polygon")
    hand = Hand(view)
    for place in ((120, 120), (300, 90), (420, 260), (260, 380)):
        hand.click(place)


def painting(room: Room) -> None:
    """In the middle of a stroke that goes on with a mask."""
    opened(room)
    view = room.space.desk.view
    assert view is not None
    room.space.commands.layers.new()
    room.space.commands.view.tool("brush")
    view.label_wanted.disconnect()
    view.label_wanted.connect(lambda request: request.accept("suit"))
    hand = Hand(view)
    hand.drag([(160, 330), (240, 300), (300, 360)])
    hand.press((150, 420))
    for place in ((220, 440), (330, 400)):
        hand.move(place)


def with_tool(name: str, room: Room) -> None:
    """A tool that leaves something to choose."""
    opened(room)
    view = room.space.desk.view
    assert view is not None
    room.space.commands.view.tool(name)
    room.until(lambda: not room.studio.jobs.at_work)
    Hand(view).move((260, 200))


def transforming(room: Room) -> None:
    several_selected(room)
    room.space.commands.edit.transform()


def _focus(find: Callable[[Room], QWidget | None], room: Room) -> None:
    detected(room)
    widget = find(room)
    assert widget is not None
    room.focus(widget)


def _hover(find: Callable[[Room], QWidget], room: Room) -> None:
    detected(room)
    room.hover(find(room))


def pressed(room: Room) -> None:
    detected(room)
    QTest.mousePress(room.space.panels.task.run, Qt.MouseButton.LeftButton)


def tooltip(room: Room) -> None:
    detected(room)
    strip = room.window.strip
    button = strip.widgetForAction(room.space.actions.by_id["tool.polygon"])
    QToolTip.showText(button.mapToGlobal(QPoint(40, 10)), button.toolTip(), button)


def popped_up(room: Room) -> None:
    room.space.panels.task.model.showPopup()


# Menus and dialogs -------------------------------------------------------------------------------


def _menu(number: int, room: Room) -> None:
    selected(room)
    room.studio.settings.recent_files = ("/home/me/harbour.png", f"/home/me/{LONG}.png")
    bar = room.window.menuBar()
    action = bar.actions()[number]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.popup(bar.mapToGlobal(bar.actionGeometry(action).bottomLeft()))


def _context(which: str, room: Room) -> None:
    from vlm_studio.ui import menus

    selected(room)
    canvas = which == "canvas"
    on: QWidget = room.space.centre if canvas else room.space.panels.layers.list
    ids = menus.CANVAS_MENU if canvas else menus.LAYER_MENU
    room.space.actions.popup(ids, on.mapToGlobal(QPoint(60, 60)))


def _command(id: str, room: Room) -> None:
    room.space.actions.by_id[id].trigger()


def _dialog(id: str, room: Room) -> None:
    selected(room)
    _command(id, room)


def searching(room: Room) -> None:
    _dialog("app.search", room)
    found = room.window.findChild(CommandSearch)
    assert found is not None
    QTest.keyClicks(found.field, "e")


def key_conflict(room: Room) -> None:
    from vlm_studio.ui.dialogs.keyboard import KeyboardDialog

    _dialog("app.keyboard", room)
    dialog = room.window.findChild(KeyboardDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.search, "sav")
    dialog.list.setFocus()


def exporting(format: str, room: Room) -> None:
    detected(room)
    document = room.space.desk.document
    assert document is not None
    dialog = ExportDialog(room.window, room.studio, document)
    dialog.choose(format)
    dialog.open()


def details(room: Room) -> None:
    DetailsDialog(room.window, failed(room)).open()


def unsaved(room: Room) -> None:
    detected(room)
    document = room.space.desk.document
    assert document is not None
    UnsavedDialog(room.window, document.name).open()


STATES: tuple[State, ...] = (
    State("empty", nothing, everywhere=True),
    State("dragging-first", dragging_first),
    State("dragging", dragging),
    State("loading", loading),
    State("opened", opened),
    State("vectors", drawings.vectors),
    State("staging", staging.staged, everywhere=True),
    State("staging-part", staging.part),
    State("design-absent", designing.absent),
    State("design", designing.ready, everywhere=True),
    State("design-refused", designing.refused),
    State("design-running", designing.running),
    State("design-failed", designing.failed),
    State("design-history", designing.history, everywhere=True),
    State("design-painter", designing.painter, everywhere=True),
    State("design-painter-below", designing.painter_below, everywhere=True),
    State("pencil", pencil),
    State("anchors", drawings.anchors),
    State("anchors-near", drawings.anchors_near),
    State("pen", drawings.pen),
    State("objects-turned", drawings.turned),
    State("objects-banded", drawings.band),
    State("fill", drawings.filled),
    State("text", drawings.words),
    State("palette", drawings.palettes),
    State("palette-list", drawings.palette_list),
    State("trace", tracing),
    State("running", running, everywhere=True),
    State("waiting", waiting),
    State("stopping", stopping),
    State("failed", failed, everywhere=True),
    State("done", done),
    State("found-nothing", found_nothing),
    State("late-result", late_result),
    State("detected", detected, everywhere=True),
    State("everything", everything, everywhere=True),
    State("selected", selected, everywhere=True),
    State("several-selected", several_selected),
    State("locked", locked),
    State("picture-selected", picture_selected),
    State("long-names", long_names),
    State("many-layers", many_layers),
    State("many-documents", many_documents),
    State("image-list", image_list),
    State("naming", naming),
    State("drawing", drawing),
    State("painting", painting),
    State("tool-click-mask", partial(with_tool, "click_mask")),
    State("tool-joints", partial(with_tool, "joints")),
    State("transforming", transforming),
    State("restyle", restyle, everywhere=True),
    State("restyle-layer", style_of_a_layer),
    State("model-cards", model_cards, everywhere=True),
    State("no-model", no_model),
    State("no-such-model", no_such_model),
    State("notice-info", partial(_notice, "info")),
    State("notice-warning", partial(_notice, "warning")),
    State("notice-error", partial(_notice, "error")),
    State("notice-choices", notice_choices),
    State("focus-run", partial(_focus, lambda room: room.space.panels.task.run)),
    State("focus-task", partial(_focus, lambda room: room.space.panels.task.tasks["image-segmentation"])),
    State("focus-slider", partial(_focus, lambda room: room.space.panels.task.score.slider)),
    State("focus-number", partial(_focus, lambda room: room.space.panels.task.score.field)),
    State("focus-combo", partial(_focus, lambda room: room.space.panels.task.model)),
    State("focus-search", partial(_focus, lambda room: room.space.panels.models.search)),
    State("focus-check", partial(_focus, lambda room: _shown_check(room))),
    State("focus-card", partial(_focus, lambda room: room.space.panels.models.cards["yolov3-tiny"].more)),
    State("focus-layers", partial(_focus, lambda room: room.space.panels.layers.list)),
    State("focus-canvas", partial(_focus, lambda room: room.space.desk.view)),
    State("hover-run", partial(_hover, lambda room: room.space.panels.task.run)),
    State("hover-task", partial(_hover, lambda room: room.space.panels.task.tasks["keypoint-detection"])),
    State("pressed-run", pressed),
    State("tooltip", tooltip),
    State("combo-open", popped_up),
    *(State(f"menu-{str(title).lower()}", partial(_menu, n)) for n, (title, _) in enumerate(MENUS)),
    State("context-canvas", partial(_context, "canvas")),
    State("context-layer", partial(_context, "layer")),
    State("settings", partial(_dialog, "app.settings"), everywhere=True),
    State("shortcuts", partial(_dialog, "app.shortcuts")),
    State("keyboard", partial(_dialog, "app.keyboard")),
    State("keyboard-found", key_conflict),
    State("about", partial(_dialog, "app.about")),
    State("search", searching),
    State("export-lossy", partial(exporting, "coco")),
    State("export-options", partial(exporting, "jpeg")),
    State("folder", folders.listed, everywhere=True),
    State("folder-running", folders.running, everywhere=True),
    State("folder-no-match", folders.nothing_matches),
    State("folder-invited", folders.invited),
    State("folder-export", folders.exporting),
    State("details", details),
    State("unsaved", unsaved),
)  # fmt: skip


def _shown_check(room: Room) -> QWidget:
    room.space.panels.task.choose_task("image-segmentation")
    return room.space.panels.task.cutout
