"""Masks by clicking."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.ui.canvas.hand import Button, Hand, Key, Mods, Namer, only
from vlm_studio.document.document import Document
from vlm_studio.document.geometry import Box
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
    [layer] = document.layers_named("Annotations")
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
