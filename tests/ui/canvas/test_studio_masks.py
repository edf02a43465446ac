"""The click-mask tool's questions, put to the studio's light lane and brought back into document pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.fakes.inline_lane import InlineLane
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.requests import Click, MaskRequest, MaskResult, Prepared, PrepareRequest
from vlm_studio.ui.canvas.mask_port import Clicks, MaskAnswer
from vlm_studio.ui.canvas.studio_masks import StudioMasks
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.words import Text, text


class Engine:
    """Answers at once: the mask is the box it is asked about."""

    def __init__(self, blocks: BlockFolder) -> None:
        self.prior = blocks.store(np.zeros((4, 4), np.uint8))
        self.asked: list[Request] = []

    def run(self, request: Request, context: Context) -> Outcome:
        self.asked.append(request)
        if isinstance(request, PrepareRequest):
            return Outcome("succeeded", Prepared(self.prior))
        assert isinstance(request, MaskRequest)
        if request.box is None:
            return Outcome("failed", error=text("It broke."))
        box = request.box
        pixels = np.ones((round(box.height), round(box.width)), bool)
        mask = Mask.from_array(pixels, round(box.x), round(box.y))
        return Outcome("succeeded", MaskResult(mask))


@pytest.fixture
def engine(blocks: BlockFolder) -> Engine:
    return Engine(blocks)


@pytest.fixture
def studio(
    blocks: BlockFolder, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Studio:
    monkeypatch.setenv("VLM_STUDIO_HOME", str(tmp_path))
    lane = InlineLane(engine.run, blocks)
    jobs = JobQueue({"light": lane, "heavy": lane, "fetch": lane}, lambda f: f(), lambda f: f())
    return Studio(jobs, blocks, ModelStore(tmp_path), Settings())


def aside(blocks: BlockFolder) -> Document:
    """A document whose picture layer lies at (100, 50)."""
    block = blocks.store(np.zeros((80, 90, 4), np.uint8))
    layer = RasterLayer(name="a", id="a", block=block, x=100, y=50)
    return Document(DocumentState("d", "d", 400, 300, {"a": layer}, {"": ("a",)}))


def test_what_is_asked_and_answered_is_in_the_right_pixels(
    studio: Studio, blocks: BlockFolder, engine: Engine
) -> None:
    document = aside(blocks)
    port = StudioMasks(studio, document, lambda: "a")
    answers: list[MaskAnswer] = []
    errors: list[Text | None] = []
    port.prepare(errors.append)
    port.ask(Clicks(Box(110, 60, 20, 10), (Click(115, 65),)), answers.append)
    assert errors == [None]
    asked = engine.asked[-1]
    assert isinstance(asked, MaskRequest)
    assert (asked.box, asked.clicks) == (Box(10, 10, 20, 10), (Click(15, 15),))
    assert asked.prior == engine.prior
    assert answers[0].mask is not None
    assert answers[0].mask.bounds() == Box(110, 60, 20, 10)
    assert studio.jobs.jobs == ()


def test_a_picture_is_prepared_once(studio: Studio, blocks: BlockFolder, engine: Engine) -> None:
    port = StudioMasks(studio, aside(blocks), lambda: None)
    heard: list[Text | None] = []
    port.prepare(heard.append)
    port.prepare(heard.append)
    assert heard == [None, None]
    assert len(engine.asked) == 1


def test_a_failure_is_told_in_its_sentence(
    studio: Studio, blocks: BlockFolder, engine: Engine
) -> None:
    port = StudioMasks(studio, aside(blocks), lambda: None)
    answers: list[MaskAnswer] = []
    port.ask(Clicks(None, (Click(110, 60),)), answers.append)
    assert answers == [MaskAnswer(None, text("It broke."))]


def test_without_a_picture_one_sentence_says_so(studio: Studio) -> None:
    port = StudioMasks(studio, Document.empty("e", 10, 10), lambda: None)
    heard: list[object] = []
    port.prepare(heard.append)
    port.ask(Clicks(None, (Click(1, 1),)), lambda answer: heard.append(answer.error))
    assert heard == [text("There is no visible picture to look at.")] * 2


def test_a_preview_gets_no_row_and_is_only_asked_of_a_prepared_picture(
    studio: Studio, blocks: BlockFolder, engine: Engine
) -> None:
    document = aside(blocks)
    port = StudioMasks(studio, document, lambda: "a")
    seen: list[object] = []
    for signal in (studio.jobs.added, studio.jobs.changed):
        signal.connect(seen.append)
    assert not port.idle
    port.prepare(lambda _error: None)
    assert port.idle
    seen.clear()
    answers: list[MaskAnswer] = []
    port.preview(Clicks(Box(110, 60, 20, 10)), answers.append)
    assert answers[0].mask is not None
    assert answers[0].mask.bounds() == Box(110, 60, 20, 10)
    assert seen == []
    port.preview(Clicks(None, (Click(110, 60),)), answers.append)
    assert answers[1].mask is None
    assert seen == []
