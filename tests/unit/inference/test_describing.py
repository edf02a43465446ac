"""What a worker finds out about a diffusion model, once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fakes.diffusers_folders import UNET, config, controlnet, pipeline
from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.inference.describing import describe
from vlm_studio.models import facts
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore


@pytest.fixture
def store() -> ModelStore:
    return ModelStore(paths.models_folder())


def test_what_real_pipelines_can_do_is_kept_for_the_window(
    store: ModelStore, pipelines: Mapping[str, Path]
) -> None:
    for name in ("sd", "sdxl", "flow"):
        add(store, pipelines[name], f"tiny-{name}")
        window = ModelStore(store.root, looks=False)
        before = window.folders.facts(f"tiny-{name}")
        assert before is not None
        assert before.abilities is None
        found = describe(f"tiny-{name}", store)
        assert found.abilities is not None
        assert found.abilities.text
        assert window.folders.facts(f"tiny-{name}") == found


def test_it_is_asked_once(store: ModelStore, pipelines: Mapping[str, Path]) -> None:
    add(store, pipelines["sd"], "tiny")
    first = describe("tiny", store)
    [file] = (store.root / facts.FOLDER).iterdir()
    written = file.stat().st_mtime_ns
    assert describe("tiny", store) == first
    assert file.stat().st_mtime_ns == written


def test_a_kind_of_pipeline_that_cannot_paint_is_a_problem_of_the_model(
    store: ModelStore, pipelines: Mapping[str, Path], tmp_path: Path
) -> None:
    folder = pipeline(tmp_path / "odd")
    config(folder / "model_index.json", _class_name="StableWhalesongPipeline")
    add(store, folder)
    found = describe("odd", store)
    assert found.abilities is None
    assert "StableWhalesongPipeline" in str(found.problem)
    assert ModelStore(store.root, looks=False).state("odd") == "broken"


def test_a_damaged_model_and_a_controlnet_need_no_diffusers(
    store: ModelStore, tmp_path: Path
) -> None:
    add(store, controlnet(tmp_path / "canny"))
    assert describe("canny", store).inspected is not None
    add(store, pipeline(tmp_path / "model"))
    (tmp_path / "model" / "unet" / UNET).write_bytes(b"")
    assert describe("model", store).problem is not None
    with pytest.raises(StudioError, match="not here"):
        describe("sdxl", store)
