"""One request in, one outcome out, whatever the rooms behind it do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.formats.painter import Painter
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.wire.work import OpenRequest, Result, Saved
from vlm_studio.words import text
from vlm_studio.worker import handlers
from vlm_studio.worker.run import Tools, run

Act = Callable[[], Result]
Opening = Callable[[Act], None]


def no_painter() -> Painter:
    raise AssertionError("nothing is painted here")


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(ModelStore(tmp_path), no_painter)


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    """Lets opening a file do something else."""

    def does(act: Act) -> None:
        table = dict(handlers._HANDLERS)
        table[OpenRequest] = lambda *_: act()
        monkeypatch.setattr(handlers, "_HANDLERS", table)

    return does


def raising(error: BaseException) -> Act:
    def act() -> Result:
        raise error

    return act


def endless() -> Result:
    return endless()


def test_a_result_comes_with_the_time_it_took(
    tools: Tools, blocks: BlockFolder, opening: Opening
) -> None:
    opening(lambda: Saved("x"))
    outcome = run(OpenRequest("x"), PlainContext(blocks), tools)
    assert (outcome.status, outcome.result) == ("succeeded", Saved("x"))
    assert 0 <= outcome.seconds < 1


def test_a_cancelled_job_is_no_error(tools: Tools, blocks: BlockFolder, opening: Opening) -> None:
    opening(raising(JobCancelled()))
    outcome = run(OpenRequest("x"), PlainContext(blocks), tools)
    assert (outcome.status, outcome.error, outcome.details) == ("cancelled", None, "")


@pytest.mark.parametrize(
    ("act", "sentence", "details"),
    [
        (raising(StudioError(text("The picture is upside down."))), "The picture is upside down.", "StudioError"),
        (raising(MemoryError()), "There is not enough memory for this job.", "MemoryError"),
        (raising(ZeroDivisionError("a bug")), "Open failed because of an error in the program.", "a bug"),
        (raising(SystemExit(3)), "Open failed because of an error in the program.", "SystemExit: 3"),
        (endless, "Open failed because of an error in the program.", "RecursionError"),
    ],
)  # fmt: skip
def test_an_error_becomes_one_sentence_with_the_rest_in_the_details_and_in_the_log(
    tools: Tools,
    blocks: BlockFolder,
    opening: Opening,
    caplog: pytest.LogCaptureFixture,
    act: Act,
    sentence: str,
    details: str,
) -> None:
    opening(act)
    with caplog.at_level(logging.INFO, logger="vlm_studio"):
        outcome = run(OpenRequest("x"), PlainContext(blocks), tools)
    assert (outcome.status, str(outcome.error)) == ("failed", sentence)
    assert details in outcome.details
    assert details in caplog.text


def test_ctrl_c_in_a_terminal_ends_more_than_the_job(
    tools: Tools, blocks: BlockFolder, opening: Opening
) -> None:
    opening(raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        run(OpenRequest("x"), PlainContext(blocks), tools)


def test_the_original_error_is_in_the_details(
    tools: Tools, blocks: BlockFolder, opening: Opening
) -> None:
    def act() -> Result:
        try:
            raise OSError("disk on fire")
        except OSError as error:
            raise StudioError(text("It cannot be read.")) from error

    opening(act)
    assert "disk on fire" in run(OpenRequest("x"), PlainContext(blocks), tools).details
