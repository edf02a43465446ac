"""States with a drawing: its objects in hand, their anchors, lines that are being drawn."""

from __future__ import annotations

from tests.gallery.room import Room
from tests.ui.canvas.hand import Hand, Key, Mods
from vlm_studio.document import drawing
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
from vlm_studio.ui.canvas.text_editor import TextEditor
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.dialogs.palette import PaletteDialog
from vlm_studio.words import text

_POSTER = """<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">
<rect width="800" height="600" fill="#f4efe6"/><circle cx="560" cy="230" r="130" fill="#e76f51"/>
<path d="M60 420c80-60 120-60 200 0s120 60 200 0 120-60 200 0" fill="none" stroke="#264653"
 stroke-width="8" stroke-linecap="round" aria-label="wave"/>
<rect x="70" y="90" width="240" height="150" rx="24" fill="#2a9d8f" aria-label="card"/>
<text x="400" y="560" text-anchor="middle" font-size="52" fill="#264653">Jazz Night</text></svg>"""
_WAVE, _CARD, _DISC, _WORDS = 3, 4, 2, 5


def poster(room: Room) -> tuple[Document, CanvasView]:
    """A drawing of a few objects."""
    path = room.folder / "poster.svg"
    path.write_text(_POSTER)
    room.studio.open([path])
    room.until(lambda: room.space.desk.document is not None)
    document, view = room.space.desk.document, room.space.desk.view
    assert document is not None
    assert view is not None
    room.settle()
    return document, view


def select(room: Room, *ids: int) -> CanvasView:
    document, view = poster(room)
    [layer] = document.walk()
    view.selection.select_objects([(layer.id, id) for id in ids])
    return view


def vectors(room: Room) -> None:
    """One of its objects selected."""
    select(room, _CARD)
    room.settle()


def anchors(room: Room) -> None:
    """The anchors of a curve, some of them selected, with their handles."""
    view = select(room, _WAVE)
    view.set_tool("nodes")
    hand = Hand(view)
    hand.click((260, 420))
    hand.click((460, 420), mods=Mods.ShiftModifier)
    hand.move((560, 500))
    room.settle()


def anchors_near(room: Room) -> None:
    """The same from near by, and of a rounded rectangle."""
    view = select(room, _CARD)
    view.set_tool("nodes")
    view.set_zoom(4)
    view.camera.fit(Box(60, 80, 140, 110))
    Hand(view).click((94, 90))
    room.settle()


def pen(room: Room) -> None:
    """A line that is being drawn with the pen."""
    _, view = poster(room)
    view.set_tool("pen")
    hand = Hand(view)
    hand.click((120, 300))
    hand.drag([(260, 330), (300, 300), (330, 280)])
    hand.drag([(420, 380), (440, 420), (430, 450)])
    hand.move((560, 330))
    room.settle()


def words(room: Room) -> None:
    """A line of text selected, and another one being typed."""
    document, view = poster(room)
    view.set_tool("text")
    Hand(view).click((90, 330))
    for editor in view.findChildren(TextEditor):
        editor.insert("Every Friday 爵士之夜")
    [layer] = document.walk()
    view.selection.select_objects([(layer.id, _WORDS)])
    room.settle()


def filled(room: Room) -> None:
    """The fill tool in hand, its colours open, over a face with hair of one colour and skin of another."""
    path = room.folder / "face.svg"
    path.write_text(_DRAWN_FACE)
    room.studio.open([path])
    room.until(lambda: room.space.desk.document is not None)
    space, view = room.space, room.space.desk.view
    assert view is not None
    view.set_tool("fill")
    for place, colour in (
        ((400, 160), "#7d55c7"),
        ((400, 380), "#f3c9a5"),
        ((400, 450), "#d64545"),
    ):
        space.centre.options.choose(fill_colour=colour)
        Hand(view).click(place)
        room.until(lambda: not space.studio.jobs.at_work)
    bar = space.centre.tool_bar
    assert bar is not None
    bar.fill_colour.click()
    room.settle()


_DRAWN_FACE = """<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">
<g fill="none" stroke="#264653" stroke-width="7" stroke-linecap="round">
<path d="M250 250C250 60 550 60 550 250C550 420 480 540 400 540C320 540 250 420 250 254"/>
<path d="M240 270C330 190 460 300 562 240"/><circle cx="340" cy="330" r="22"/><circle cx="465" cy="325" r="22"/>
<path d="M345 440C380 425 425 425 455 438C430 490 370 490 345 440"/></g></svg>"""


def palettes(room: Room) -> None:
    """A palette in the properties, and the dialog in which another one is pasted."""
    view = select(room, _CARD)
    kept, field = room.studio.palettes, room.space.panels.properties.vector.palette_field
    field.show_palette(
        kept.add("Harbour", ("#264653", "#2a9d8f", "#8ab17d", "#e9c46a", "#f4a261", "#e76f51"))
    )
    view.selection.select_objects([])
    room.settle()


def palette_list(room: Room) -> None:
    palettes(room)
    dialog = PaletteDialog(room.space.window, text("New palette"), "", lambda *_: None, listed=True)
    dialog.open()
    dialog.name.setText("Brand 品牌")
    dialog.words.setPlainText("Night #0b1220\nSky #4c8dff, Sun #f0c93b")
    room.settle()


def turned(room: Room) -> None:
    """Objects that are being turned by the box around them."""
    view = select(room, _CARD, _DISC)
    view.transform()
    hand = Hand(view)
    hand.key(Key.Key_Right, Mods.ControlModifier | Mods.ShiftModifier)
    hand.press((380, 230))
    hand.move((390, 260))
    room.settle()


def band(room: Room) -> None:
    """A rubber band that took several."""
    document, view = poster(room)
    [layer] = document.walk()
    document.history.push(drawing.remove_objects(document, [(layer.id, 1)], text("Delete")))
    hand = Hand(view)
    hand.move((40, 60))
    hand.press((40, 60))
    hand.move((300, 300))
    hand.move((480, 460))
    room.settle()
