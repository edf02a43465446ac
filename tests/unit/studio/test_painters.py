"""Which diffusion models the window may offer: what a worker found out, and the ControlNets that fit."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.fakes.diffusers_folders import UNET, controlnet, pipeline
from tests.unit.studio.conftest import Workshop
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.design import Abilities
from vlm_studio.wire.models import DescribeRequest

ABLE = Abilities(True, True, True, True, True, True, True, 50, 7.5, 512, 8)


@pytest.fixture
def changed(workshop: Workshop) -> list[str]:
    """Ids of the models that something was said to have changed of."""
    told: list[str] = []
    workshop.studio.models_changed.connect(told.append)
    return told


def added(workshop: Workshop, folder: Path, id: str = "") -> None:
    workshop.studio.add_model(folder, id)
    workshop.idle()


def answered(workshop: Workshop, model: str) -> None:
    """The worker finds out what ``model`` can do, and says so."""
    workshop.main.until(lambda: workshop.heavy.now is not None)
    underway = workshop.heavy.now
    assert underway is not None
    assert underway.request == DescribeRequest(model)
    folders = ModelStore(workshop.studio.store.root).folders
    known = folders.facts(model)
    assert known is not None
    folders.learn(model, msgspec.structs.replace(known, abilities=ABLE, engine="1"))
    underway.succeed()
    workshop.main.until(lambda: workshop.studio.design_models()[0].abilities is not None)


def test_an_added_model_is_offered_once_a_worker_said_what_it_can_do(
    workshop: Workshop, tmp_path: Path, changed: list[str]
) -> None:
    added(workshop, pipeline(tmp_path / "model"))
    assert changed == ["model"]
    [model] = workshop.studio.design_models()
    assert (model.card.id, model.abilities) == ("model", None)
    assert workshop.studio.will_fit("model", 512, 512) is None
    answered(workshop, "model")
    workshop.main.until(lambda: changed == ["model", "model"])
    [model] = workshop.studio.design_models()
    assert model.abilities == ABLE
    fit = workshop.studio.will_fit("model", 30_000, 30_000)
    assert fit is not None
    assert fit.verdict == "too large"
    assert workshop.heavy.seen == [DescribeRequest("model")]
    rows = {type(job.request) for job in workshop.studio.jobs.jobs}
    assert DescribeRequest not in rows


def test_a_controlnet_goes_with_the_models_of_its_base_by_what_its_name_says(
    workshop: Workshop, tmp_path: Path
) -> None:
    added(workshop, pipeline(tmp_path / "small"))
    added(workshop, pipeline(tmp_path / "wide", width=2048))
    for name in ("openpose", "canny", "mystery"):
        added(workshop, controlnet(tmp_path / name))
    models = {model.card.id: model for model in workshop.studio.design_models()}
    assert models["small"].controls == {
        "lineart": ("mystery",),
        "pose": ("openpose", "mystery"),
        "depth": ("mystery",),
        "edges": ("canny", "mystery"),
    }
    assert models["wide"].controls == {}


def test_what_cannot_be_used_is_not_offered(workshop: Workshop, tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "model")
    added(workshop, folder)
    (folder / "unet" / UNET).write_bytes(b"")
    assert workshop.studio.design_models() == ()
    assert workshop.heavy.seen == []


def test_a_folder_that_is_no_model_is_told_and_nothing_is_added(
    workshop: Workshop, tmp_path: Path, changed: list[str]
) -> None:
    added(workshop, tmp_path)
    [notice] = workshop.notices
    assert "holds no diffusion model" in str(notice.text)
    assert changed == []


def test_looking_again_tells_of_what_came_and_what_went(
    workshop: Workshop, tmp_path: Path, changed: list[str]
) -> None:
    from vlm_studio.models.adding import add
    from vlm_studio.models.remove import remove

    other = ModelStore(workshop.studio.store.root)
    workshop.studio.find_models()
    add(other, pipeline(tmp_path / "model"))
    workshop.studio.find_models()
    assert changed == ["model"]
    workshop.studio.find_models()
    assert changed == ["model"]
    remove(other, "model")
    workshop.studio.find_models()
    assert changed == ["model", "model"]
