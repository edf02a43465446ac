"""Masks by clicking."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.layers import layers_named
from tests.ui.canvas.hand import Button, Hand, Key, Mods, Namer, only
from vlm_studio.document.annotations import Shape
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box, Ellipse, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.tasks.requests import Click
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.tools.click_mask import ClickMaskTool
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.words import Text, text


class Engine:
    """An engine whose answers come when the test wants them."""

    def __init__(self) -> None:
        self.asked: list[Clicks] = []
        self._answers: list[Callable[[MaskAnswer], None]] = []
        self._prepared: list[Callable[[Text | None], None]] = []
        self.idle = False
        self.previewed: list[Clicks] = []
        self._previews: list[Callable[[MaskAnswer], None]] = []

    def preview(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        self.previewed.append(request)
        self._previews.append(then)

    def shows(self, number: int, mask: Mask | None) -> None:
        """Answer a preview."""
        self._previews[number](MaskAnswer(mask))

    def prepare(self, then: Callable[[Text | None], None]) -> None:
        self._prepared.append(then)

    def ask(self, request: Clicks, then: Callable[[MaskAnswer], None]) -> None:
        self.asked.append(request)
        self._answers.append(then)

    def is_ready(self, error: Text | None = None) -> None:
        self._prepared.pop()(error)

    def answers(self, number: int, answer: MaskAnswer | None = None) -> Mask:
        """Answer a request, by default with as many pixels as there are clicks."""
        mask = _pixels(len(self.asked[number].clicks) + 3)
        self._answers[number](answer or MaskAnswer(mask))
        return mask


def _pixels(n: int) -> Mask:
    mask = Mask.from_array(np.ones((n, n), bool), 100, 100)
    assert mask is not None
    return mask


@pytest.fixture
def engine(view: CanvasView) -> Engine:
    engine = Engine()
    view.set_masks(engine)
    view.set_tool("click_mask")
    return engine


@pytest.fixture
def tool(view: CanvasView, engine: Engine) -> ClickMaskTool:
    tool = view._current
    assert isinstance(tool, ClickMaskTool)
    return tool


def test_clicks_become_one_mask_with_enter_and_one_step(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, engine: Engine
) -> None:
    before = document.snapshot().digest()
    engine.is_ready()
    hand.click((120, 120))
    engine.answers(0)
    hand.click((150, 130))
    wanted = engine.answers(1)
    assert document.snapshot().digest() == before
    namer.label = "cup"
    hand.key(Key.Key_Return)
    assert (only(document).label, only(document).shape) == ("cup", wanted)
    document.history.undo()
    assert document.snapshot().digest() == before


def test_every_request_carries_all_clicks(view: CanvasView, hand: Hand, engine: Engine) -> None:
    hand.click((120, 120))
    hand.click((150, 130), Button.RightButton)
    hand.click((160, 140), mods=Mods.ShiftModifier)
    hand.drag([(50, 50), (100, 90)])
    clicks = (Click(120, 120, True), Click(150, 130, False), Click(160, 140, False))
    assert engine.asked == [
        Clicks(None, clicks[:1]),
        Clicks(None, clicks[:2]),
        Clicks(None, clicks),
        Clicks(Box(50, 50, 50, 40), clicks),
    ]


def test_the_newest_answer_wins(hand: Hand, engine: Engine, tool: ClickMaskTool) -> None:
    hand.click((120, 120))
    hand.click((150, 130))
    newest = engine.answers(1)
    engine.answers(0)
    assert tool.mask == newest


def test_backspace_and_ctrl_z_take_back_the_last_point(
    hand: Hand, engine: Engine, tool: ClickMaskTool, document: Document
) -> None:
    hand.click((120, 120))
    hand.click((150, 130))
    hand.key(Key.Key_Backspace)
    assert engine.asked[-1] == engine.asked[0]
    engine.answers(2)
    hand.key(Key.Key_Z, Mods.ControlModifier)
    assert tool.mask is None
    assert len(engine.asked) == 3
    assert not tool.drafting


def test_escape_drops_the_draft_and_late_answers(
    view: CanvasView, hand: Hand, document: Document, engine: Engine, tool: ClickMaskTool
) -> None:
    before = document.snapshot().digest()
    hand.click((120, 120))
    hand.key(Key.Key_Escape)
    engine.answers(0)
    assert tool.mask is None
    hand.key(Key.Key_Return)
    assert document.snapshot().digest() == before
    assert view.tool == "click_mask"


def test_enter_before_the_answer_keeps_the_mask_when_it_comes(
    hand: Hand, document: Document, namer: Namer, engine: Engine
) -> None:
    hand.click((120, 120))
    hand.key(Key.Key_Return)
    assert namer.asked == []
    wanted = engine.answers(0)
    assert only(document).shape == wanted


def test_when_one_is_finished_the_next_object_begins(
    view: CanvasView, hand: Hand, document: Document, namer: Namer, engine: Engine
) -> None:
    hand.click((120, 120))
    engine.answers(0)
    view.finish()
    hand.click((220, 120))
    assert engine.asked[-1] == Clicks(None, (Click(220, 120, True),))
    engine.answers(1)
    view.finish()
    [layer] = layers_named(document, "Annotations")
    assert len(document.annotations(layer.id)) == 2


def test_what_goes_wrong_is_said_and_the_draft_stays(
    view: CanvasView, hand: Hand, engine: Engine, tool: ClickMaskTool
) -> None:
    heard: list[Text] = []
    view.failed.connect(heard.append)
    engine.is_ready(text("No room."))
    hand.click((120, 120))
    mask = engine.answers(0)
    hand.click((150, 130))
    engine.answers(1, MaskAnswer(error=text("It broke.")))
    assert heard == [text("No room."), text("It broke.")]
    assert tool.mask == mask
    assert tool.drafting


def test_a_badge_shows_while_the_engine_prepares(view: CanvasView, engine: Engine) -> None:
    preparing = view.grab().toImage()
    engine.is_ready()
    assert view.grab().toImage() != preparing


def test_without_an_engine_one_sentence_says_so(view: CanvasView, hand: Hand) -> None:
    heard: list[Text] = []
    view.failed.connect(heard.append)
    view.set_tool("click_mask")
    hand.click((120, 120))
    assert heard == [text("Masks by clicking are not available.")]


def covering(x: int, y: int, size: int = 20) -> Mask:
    """A square around a place."""
    mask = Mask.from_array(np.ones((2 * size, 2 * size), bool), x - size, y - size)
    assert mask is not None
    return mask


def test_what_a_click_would_take_is_seen_while_the_mouse_rests(
    qtbot: QtBot, view: CanvasView, hand: Hand, engine: Engine, tool: ClickMaskTool
) -> None:
    engine.is_ready()
    engine.idle = True
    bare = view.grab().toImage()
    hand.move((120, 120))
    qtbot.waitUntil(lambda: len(engine.previewed) == 1)
    assert engine.previewed[0] == Clicks(None, (Click(120, 120, True),))
    engine.shows(0, covering(120, 120))
    assert tool.mask is None
    seen = view.grab().toImage().pixelColor(hand.at((110, 110)).toPoint())
    assert seen != bare.pixelColor(hand.at((110, 110)).toPoint())
    hand.move((200, 200))
    gone = view.grab().toImage().pixelColor(hand.at((110, 110)).toPoint())
    assert gone == bare.pixelColor(hand.at((110, 110)).toPoint())


def test_one_preview_is_asked_for_at_a_time_and_what_comes_too_late_is_dropped(
    qtbot: QtBot, view: CanvasView, hand: Hand, engine: Engine
) -> None:
    engine.is_ready()
    engine.idle = True
    hand.move((120, 120))
    qtbot.waitUntil(lambda: len(engine.previewed) == 1)
    tool = view._current
    assert isinstance(tool, ClickMaskTool)
    for place in ((130, 120), (140, 120), (200, 200)):
        hand.move(place)
        tool._hover._rest.timeout.emit()
    assert len(engine.previewed) == 1
    engine.shows(0, covering(120, 120))
    assert tool._hover.mask is None
    qtbot.waitUntil(lambda: len(engine.previewed) == 2)
    assert engine.previewed[1] == Clicks(None, (Click(200, 200, True),))


def test_nothing_is_previewed_while_the_engine_is_busy_or_a_thing_is_begun(
    view: CanvasView, hand: Hand, engine: Engine, tool: ClickMaskTool
) -> None:
    engine.is_ready()
    hand.move((120, 120))
    tool._hover._rest.timeout.emit()
    assert engine.previewed == []
    engine.idle = True
    hand.click((120, 120))
    hand.move((150, 120))
    tool._hover._rest.timeout.emit()
    assert engine.previewed == []


def test_a_click_on_what_is_shown_already_is_answered_at_once(
    qtbot: QtBot, hand: Hand, document: Document, namer: Namer, engine: Engine, tool: ClickMaskTool
) -> None:
    engine.is_ready()
    engine.idle = True
    hand.move((120, 120))
    qtbot.waitUntil(lambda: len(engine.previewed) == 1)
    engine.shows(0, covering(120, 120))
    hand.click((120, 120))
    assert engine.asked == []
    assert tool.mask == covering(120, 120)
    hand.click((160, 120))
    assert engine.asked == [Clicks(None, (Click(120, 120, True), Click(160, 120, True)))]


def test_control_click_is_the_last_one(
    hand: Hand, document: Document, namer: Namer, engine: Engine
) -> None:
    engine.is_ready()
    hand.click((120, 120))
    engine.answers(0)
    hand.click((150, 120), mods=Mods.ControlModifier)
    assert namer.asked == []
    wanted = engine.answers(1)
    assert only(document).shape == wanted


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("box", Box(100, 100, 40, 40)), ("ellipse", Ellipse(100, 100, 40, 40)), ("polygon", None)],
)
def test_the_mask_is_kept_as_what_is_wanted(
    view: CanvasView,
    hand: Hand,
    document: Document,
    namer: Namer,
    engine: Engine,
    kind: str,
    wanted: Shape | None,
) -> None:
    before = document.snapshot().digest()
    assert view.stage is not None
    view.stage.options.choose(result=kind)
    engine.is_ready()
    hand.click((120, 120))
    pixels = np.zeros((60, 60), bool)
    pixels[:40, :40] = True
    if kind == "polygon":
        pixels[50:, 30:] = True  # a second part
        pixels[59, 0] = True  # and a speck
    engine.answers(0, MaskAnswer(Mask.from_array(pixels, 100, 100)))
    hand.key(Key.Key_Return)
    if wanted is not None:
        assert only(document).shape == wanted
    else:
        [layer] = layers_named(document, "Annotations")
        found = [a.shape for a in document.annotations(layer.id).values()]
        assert [type(shape) for shape in found] == [Polygon, Polygon]
        assert sum(shape.area for shape in found) == pytest.approx(1900, rel=0.03)
    document.history.undo()
    assert document.snapshot().digest() == before
