"""The model browser: what a card says while a model comes, is there, is damaged and goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.fakes.diffusers_folders import UNET, in_hub_cache, pipeline
from tests.fakes.lane import FakeLane
from tests.ui.window.person import put_in_store
from vlm_studio.models.remove import remove
from vlm_studio.ui.panels.model_card import ModelCard
from vlm_studio.ui.workspace import Workspace
from vlm_studio.wire.work import Outcome, PullRequest, RemoveRequest
from vlm_studio.words import text


@pytest.fixture
def card(space: Workspace) -> ModelCard:
    return space.panels.models.cards["u2netp"]


def test_there_is_a_card_for_every_model_of_the_catalogue(space: Workspace) -> None:
    assert list(space.panels.models.cards) == [card.id for card in space.studio.store.cards()]


def test_a_model_that_needs_no_files_is_ready(space: Workspace) -> None:
    card = space.panels.models.cards["grabcut"]
    assert card.ready.text() == "Ready, needs no files"
    assert card.ready.isVisibleTo(card)
    assert [action.text() for action in card.menu().actions() if action.isEnabled()] == []


def test_getting_a_model_shows_progress_and_can_be_cancelled(
    qtbot: QtBot, space: Workspace, card: ModelCard, fetch: FakeLane
) -> None:
    assert card.get.text() == "Get 4.2 MB"
    card.get.click()
    qtbot.waitUntil(lambda: fetch.now is not None)
    assert fetch.seen == [PullRequest("u2netp")]
    underway = fetch.now
    assert underway is not None
    underway.progress(0.42, text("Downloading"))
    qtbot.waitUntil(lambda: card.percent.text() == "42%")
    assert card.bar.isVisibleTo(card)
    card.cancel.click()
    qtbot.waitUntil(lambda: card.get.isVisibleTo(card))


def test_a_model_that_came_is_ready_and_can_be_removed(
    qtbot: QtBot, space: Workspace, card: ModelCard, fetch: FakeLane
) -> None:
    card.get.click()
    qtbot.waitUntil(lambda: fetch.now is not None)
    put_in_store(space.studio.store, "u2netp")
    assert fetch.now is not None
    fetch.now.succeed()
    qtbot.waitUntil(lambda: card.ready.isVisibleTo(card))
    remove = next(action for action in card.menu().actions() if action.text() == "Remove")
    remove.trigger()
    qtbot.waitUntil(lambda: fetch.now is not None)
    assert fetch.seen[-1] == RemoveRequest("u2netp")
    fetch.now.end(Outcome("cancelled"))
    qtbot.waitUntil(lambda: not space.studio.jobs.busy)


def test_a_missing_file_asks_for_repair(space: Workspace, card: ModelCard) -> None:
    put_in_store(space.studio.store, "blazepose")
    folder = space.studio.store.folder("blazepose")
    (folder / "pose_detection.tflite").unlink()
    space.panels.models.refresh("blazepose")
    card = space.panels.models.cards["blazepose"]
    assert card.get.text() == "Missing file - Repair"


def test_search_and_task_find_models_by_what_they_do(space: Workspace) -> None:
    models = space.panels.models

    def found() -> set[str]:
        return {id for id, card in models.cards.items() if card.isVisibleTo(models)}

    models.search.setText("face")
    assert found() == {"blazeface"}
    models.search.setText("nothing like that")
    assert found() == set()
    assert models.empty.isVisibleTo(models)
    models.search.clear()
    models.task.setCurrentIndex(models.task.findData("keypoint-detection"))
    assert found() == {"blazepose", "hands"}


def test_a_model_can_be_taken_for_its_task(space: Workspace, card: ModelCard) -> None:
    put_in_store(space.studio.store, "hands")
    space.panels.models.refresh("hands")
    hands = space.panels.models.cards["hands"]
    next(a for a in hands.menu().actions() if a.text() == "Use for Pose").trigger()
    assert space.panels.task.task == "keypoint-detection"
    assert space.panels.task.card is not None
    assert space.panels.task.card.id == "hands"


def test_only_models_of_the_task_are_offered(space: Workspace) -> None:
    task = space.panels.task
    for name in task.tasks:
        task.choose_task(name)
        offered = {task.model.itemData(i) for i in range(task.model.count())}
        assert offered == {c.id for c in space.studio.store.cards() if name in c.tasks}


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folder that is picked in the next dialogs; empty when they are left."""
    answers = [""]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answers[0])
    return answers


def test_a_folder_with_a_diffusion_model_is_added_and_taken_out_again(
    qtbot: QtBot, space: Workspace, tmp_path: Path, chosen: list[str], fetch: FakeLane
) -> None:
    models, folder = space.panels.models, pipeline(tmp_path / "my-model")
    models.add.click()
    assert not space.studio.jobs.busy

    chosen[0] = str(folder)
    models.add.click()
    qtbot.waitUntil(lambda: "my-model" in models.cards)
    card = models.cards["my-model"]
    assert card.ready.text() == "Ready, 0.0 MB"
    models.search.setText("my-model")
    assert card.isVisibleTo(models)

    next(a for a in card.menu().actions() if a.text() == "Take out of the list").trigger()
    qtbot.waitUntil(lambda: fetch.now is not None)
    assert fetch.seen == [RemoveRequest("my-model")]
    remove(space.studio.store, "my-model")
    assert fetch.now is not None
    fetch.now.succeed()
    qtbot.waitUntil(lambda: "my-model" not in models.cards)
    assert folder.is_dir()


def test_a_family_of_the_catalogue_says_where_it_is_from_and_takes_a_folder(
    qtbot: QtBot, space: Workspace, tmp_path: Path, chosen: list[str]
) -> None:
    models = space.panels.models
    card = models.cards["sdxl"]
    assert card.where.text() == "stabilityai/stable-diffusion-xl-base-1.0"
    assert card.lacking.text() == "Not here: needs a folder or the Hub's cache"
    chosen[0] = str(pipeline(tmp_path / "xl"))
    card.get.click()
    qtbot.waitUntil(lambda: models.cards["sdxl"].state == "ready")
    assert models.cards["sdxl"].card.name == "Stable Diffusion XL"


def test_a_folder_that_cannot_be_used_is_refused_with_its_reason(
    qtbot: QtBot, space: Workspace, tmp_path: Path, chosen: list[str]
) -> None:
    folder = pipeline(tmp_path / "odd")
    (folder / "unet" / UNET).unlink()
    before = set(space.panels.models.cards)
    chosen[0] = str(folder)
    space.panels.models.add.click()
    qtbot.waitUntil(lambda: not space.studio.jobs.busy)
    assert "unet has a configuration but no weights" in space.centre.messages.words.text()
    assert set(space.panels.models.cards) == before


def test_what_the_hubs_cache_gets_is_there_when_the_panel_is_looked_at_again(
    qtbot: QtBot, space: Workspace, home: Path
) -> None:
    models = space.panels.models
    assert models.cards["sd-1.5"].state == "absent"
    in_hub_cache(home / "hub", "stable-diffusion-v1-5/stable-diffusion-v1-5")
    models.hide()
    models.show()
    qtbot.waitUntil(lambda: models.cards["sd-1.5"].state == "ready")
    card = models.cards["sd-1.5"]
    offered = [action.text() for action in card.menu().actions() if action.isEnabled()]
    assert offered == ["Use for Paint", "Check files"]
