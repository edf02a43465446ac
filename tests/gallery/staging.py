"""States of the window in which designs wait."""

from __future__ import annotations

from tests.fakes import designs
from tests.gallery.room import Room
from vlm_studio.document.document import Document


def staged(room: Room) -> Document:
    """Designs of every kind wait for a photo, the second of them looked at."""
    document = room.open("astronaut.png", "portrait.png")
    room.studio.staging.add(document, designs.LAMP, designs.lamps(256))
    room.studio.staging.choose(document, 1)
    assert room.space.staging.row is not None
    room.focus(room.space.staging.row.strip)
    return document


def part(room: Room) -> None:
    """What is to be drawn in place of a stroke is being typed."""
    document = staged(room)
    room.space.commands.staging.accept()
    layer, selection = room.space.desk.layer, room.space.desk.selection
    assert layer is not None
    assert selection is not None
    room.studio.staging.discard(document, room.studio.staging.tray(document).designs)
    selection.select_objects([(layer.id, 1)])
    room.space.actions.by_id["staging.part"].trigger()
    room.settle()
