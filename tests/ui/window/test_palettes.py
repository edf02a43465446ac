"""Palettes in the properties of a drawing and in the tools: made, picked, renamed, deleted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.layers import drawn
from tests.steps import undone_and_redone
from vlm_studio.document import edits
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.document.vectors import Oval, Rectangle, VectorObject
from vlm_studio.ui.dialogs.palette import PaletteDialog
from vlm_studio.ui.panels.palette_field import PaletteField, PaletteSwatch
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import text

Left, Mod, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier, Qt.Key


@pytest.fixture
def document(qtbot: QtBot, space: Workspace, blocks: BlockFolder) -> Document:
    """A picture of a dark and a light half, and above it a square and a disc, both selected."""
    pixels = np.full((60, 80, 4), (240, 230, 120, 255), np.uint8)
    pixels[:, :40] = (20, 40, 90, 255)
    photo = RasterLayer(name="Photo", block=blocks.store(pixels, mips=True), id="photo")
    objects = (
        VectorObject(1, Rectangle(5, 5, 20, 20), fill="#ffffff"),
        VectorObject(2, Oval(40, 5, 20, 20), fill="#000000", stroke="#ff0000"),
    )
    document = Document(
        DocumentState("d", "harbour.png", 80, 60, {"photo": photo}, {"": ("photo",)})
    )
    layer = VectorLayer(name="Drawing", id="v", objects=objects)
    document.history.push(edits.insert_layers(document, [layer], text("Add")))
    space.studio.add(document)
    qtbot.waitUntil(lambda: space.desk.document is document)
    space.desk.select_layers(["v"])
    assert space.desk.selection is not None
    space.desk.selection.select_objects([("v", 1), ("v", 2)])
    return document


@pytest.fixture
def field(space: Workspace, document: Document) -> PaletteField:
    return space.panels.properties.vector.palette_field


def ask(field: PaletteField, words: str) -> None:
    """Choose from the menu."""
    menu = field.menu()
    [action] = [each for each in menu.actions() if each.text() == words]
    action.trigger()
    menu.close()


def offered(field: PaletteField) -> list[str]:
    return [each.text() for each in field.menu().actions()]


def dialog_of(space: Workspace) -> PaletteDialog:
    [dialog] = [each for each in space.window.findChildren(PaletteDialog) if each.isVisible()]
    return dialog


def looks(document: Document) -> list[tuple[str | None, str | None]]:
    return [(each.fill, each.stroke) for each in drawn(document)]


def swatch(field: PaletteField, colour: str) -> PaletteSwatch:
    return next(each for each in field.swatches if each.colour == colour)


def test_the_colours_of_the_picture_fill_and_outline_what_is_selected(
    qtbot: QtBot, space: Workspace, document: Document, field: PaletteField
) -> None:
    before = document.snapshot().digest()
    ask(field, "From the picture")
    qtbot.waitUntil(lambda: field.shown is not None)
    assert [each.name for each in space.studio.palettes.saved] == ["harbour"]
    assert [each.colour for each in field.swatches] == ["#14285a", "#f0e678"]
    QTest.mouseClick(swatch(field, "#14285a"), Left)
    assert looks(document) == [("#14285a", None), ("#14285a", "#ff0000")]
    assert str(document.history.undo_text) == "Change fill"
    QTest.mouseClick(swatch(field, "#f0e678"), Left, Mod.ShiftModifier)
    assert looks(document) == [("#14285a", "#f0e678"), ("#14285a", "#f0e678")]
    assert str(document.history.undo_text) == "Change stroke"
    QTest.mouseClick(swatch(field, "#14285a"), Left, Mod.AltModifier)
    assert looks(document)[0] == ("#14285a", "#14285a")
    undone_and_redone(document, before, steps=3)
    assert space.studio.palettes.recent == ("#f0e678", "#14285a")


def test_brand_colours_are_pasted_renamed_and_deleted(
    space: Workspace, document: Document, field: PaletteField
) -> None:
    ask(field, "From a list of colours…")
    dialog = dialog_of(space)
    assert not dialog.keep.isEnabled()
    dialog.name.setText("Brand")
    dialog.words.setPlainText("Sea #2a9d8f\nCoral #e76f51")
    QTest.mouseClick(dialog.keep, Left)
    assert field.choice.currentText() == "Brand"
    assert [each.colour for each in field.swatches] == ["#2a9d8f", "#e76f51"]
    ask(field, "Rename palette…")
    dialog_of(space).name.setText("House")
    QTest.mouseClick(dialog_of(space).keep, Left)
    assert field.choice.currentText() == "House"
    assert "Rename palette…" in offered(field)
    ask(field, "Delete palette")
    assert space.studio.palettes.saved == ()
    assert field.choice.currentText() == "Used last"
    assert "Rename palette…" not in offered(field)
    assert len(document.history.changes()) == 1


def test_escape_makes_no_palette(space: Workspace, field: PaletteField) -> None:
    ask(field, "From a list of colours…")
    dialog = dialog_of(space)
    dialog.words.setPlainText("#2a9d8f")
    QTest.keyClick(dialog, Key.Key_Escape)
    assert space.studio.palettes.saved == ()


def test_without_a_picture_there_are_no_colours_of_it_and_that_is_said(
    space: Workspace, document: Document, field: PaletteField
) -> None:
    document.history.push(edits.remove_layers(document, ["photo"], text("Delete")))
    ask(field, "From the picture")
    assert space.studio.palettes.saved == ()
    notice = space.centre.messages.notice
    assert notice is not None
    assert str(notice.text) == "There is no visible picture to look at."


def test_with_nothing_selected_a_colour_is_what_is_painted_with_next(
    space: Workspace, document: Document, field: PaletteField
) -> None:
    space.studio.palettes.add("Brand", ("#2a9d8f", "#e76f51"))
    field.show_palette(space.studio.palettes.saved[0])
    assert space.desk.selection is not None
    space.desk.selection.select_objects([])
    before = document.snapshot().digest()
    QTest.mouseClick(swatch(field, "#2a9d8f"), Left)
    QTest.mouseClick(swatch(field, "#e76f51"), Left, Mod.ShiftModifier)
    now = space.centre.options.now
    assert (now.fill_colour, now.pencil_colour) == ("#2a9d8f", "#e76f51")
    assert document.snapshot().digest() == before


def test_the_fill_tool_offers_the_same_palettes(
    space: Workspace, document: Document, field: PaletteField
) -> None:
    space.studio.palettes.add("Brand", ("#2a9d8f", "#e76f51"))
    space.actions.by_id["tool.fill"].trigger()
    bar = space.centre.tool_bar
    assert bar is not None
    QTest.mouseClick(bar.fill_colour, Left)
    [kept] = [each for each in bar.findChildren(PaletteField) if each.isVisible()]
    kept.choice.setCurrentIndex(1)
    kept.choice.activated.emit(1)
    QTest.mouseClick(swatch(kept, "#e76f51"), Left)
    assert not kept.isVisible()
    assert space.centre.options.now.fill_colour == "#e76f51"
    assert space.studio.palettes.recent[0] == "#e76f51"
