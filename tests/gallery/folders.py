"""States of a folder that is open as a list of pictures."""

from __future__ import annotations

from PySide6.QtGui import QAction

from tests.gallery import findings
from tests.gallery.room import Room
from tests.pictures import picture
from vlm_studio.jobs.job import Job
from vlm_studio.ui.dialogs.export import ExportImagesDialog
from vlm_studio.wire.images import BatchRequest

_SHOWN = {
    "astronaut.png": "portrait 1.png",
    "coffee.png": "portrait 2.png",
    "motorcycle_left.png": "portrait 10.png",
    "chelsea.png": "一只猫在窗边看着外面的雨 🐈.png",
    "rocket.jpg": "a name that goes on and on until nobody can read the end of it.jpg",
}


def listed(room: Room) -> None:
    """Five pictures and a damaged one; the first is in front."""
    place = room.folder / "pictures"
    place.mkdir()
    for name, shown in _SHOWN.items():
        (place / shown).symlink_to(picture(name))
    (place / "portrait 3.png").write_bytes(b"\x89PNG\r\n\x1a\n damaged")
    room.studio.open([place])
    room.until(lambda: room.studio.images.turning.document is not None)
    _rest(room)


def running(room: Room) -> Job:
    """A detector has done two of them."""
    listed(room)
    wish = BatchRequest("object-detection", "yolov3-tiny")
    job = room.studio.run_all(wish, room.studio.images.pictures)
    for _ in range(2):
        room.until(lambda: room.heavy.now is not None)
        now = room.heavy.now
        assert now is not None
        now.succeed(findings.things())
        room.until(lambda n=now: room.heavy.now is not n)
    room.until(lambda: room.studio.images.counts()[0] == 2)
    room.until(lambda: room.heavy.now is not None)
    room.space.panels.jobs.set_open(True)
    room.settle()
    return job


def nothing_matches(room: Room) -> None:
    """A search without a result."""
    listed(room)
    panel = room.space.image_desk.panel
    assert panel is not None
    panel.search.setText("zebra")
    room.settle()


def invited(room: Room) -> None:
    """The panel before a folder is open."""
    dock = room.space.window.docks.all["images"]
    dock.show()
    dock.raise_()
    room.settle()


def exporting(room: Room) -> ExportImagesDialog:
    """All of them as a set."""
    running(room)
    action: QAction = room.space.actions.by_id["file.export_images"]
    action.trigger()
    room.settle()
    [dialog] = room.window.findChildren(ExportImagesDialog)
    dialog.choose("coco")
    room.settle()
    return dialog


def _rest(room: Room) -> None:
    room.until(lambda: not room.studio.jobs.at_work)
    room.settle()
