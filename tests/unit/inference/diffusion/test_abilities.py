"""What a model can do is known from its folder, before any weights are read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion.abilities import abilities, largest


@pytest.mark.parametrize("name", ["sd", "sdxl", "flow"])
def test_a_whole_family_paints_from_words_from_a_picture_and_in_a_mask(
    pipelines: Mapping[str, Path], name: str
) -> None:
    found = abilities(pipelines[name])
    assert found.text
    assert found.image
    assert found.inpaint
    assert found.control
    assert found.strength
    assert found.negative
    assert found.side == 64
    assert found.multiple == (16 if name == "flow" else 8)


def test_no_weights_are_needed_to_know(pipelines: Mapping[str, Path], tmp_path: Path) -> None:
    bare = shutil.copytree(
        pipelines["sd"], tmp_path / "bare", ignore=shutil.ignore_patterns("*.safetensors")
    )
    assert abilities(bare) == abilities(pipelines["sd"])


def _named(tmp_path: Path, name: str) -> Path:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": name}))
    return tmp_path


def test_a_model_without_a_pipeline_for_pictures_cannot_start_from_one(
    pipelines: Mapping[str, Path], tmp_path: Path
) -> None:
    found = abilities(_named(tmp_path, "SanaPipeline"))
    assert found.text
    assert not found.image
    assert not found.inpaint
    assert found.side == 1024


def test_negative_words_are_not_offered_where_they_are_not_read(
    pipelines: Mapping[str, Path], tmp_path: Path
) -> None:
    assert not abilities(_named(tmp_path, "FluxPipeline")).negative
    assert abilities(_named(tmp_path, "QwenImagePipeline")).negative


def test_a_network_that_wants_to_see_a_mask_only_repaints(pipelines: Mapping[str, Path]) -> None:
    found = abilities(pipelines["inpaint"])
    assert found.inpaint
    assert not found.text
    assert not found.image


def test_the_longest_side_is_that_of_the_networks_table_of_places(
    pipelines: Mapping[str, Path],
) -> None:
    assert largest(pipelines["flow"]) == 64 * 2 * 8


@pytest.mark.parametrize("name", ["WanPipeline", "NoSuchPipeline", ""])
def test_models_for_anything_but_pictures_are_refused(
    pipelines: Mapping[str, Path], tmp_path: Path, name: str
) -> None:
    with pytest.raises(StudioError, match="not a kind of model"):
        abilities(_named(tmp_path, name))


@pytest.mark.parametrize(
    "damage", ['{"block_out_channels": 4}', '{"temperal_downsample": 4}', "[" * 100_000, "\xff"]
)
def test_settings_that_nobody_can_read_are_as_none(
    pipelines: Mapping[str, Path], tmp_path: Path, damage: str
) -> None:
    folder = shutil.copytree(pipelines["sd"], tmp_path / "model")
    (folder / "vae" / "config.json").write_text(damage, "latin-1")
    found = abilities(folder)
    assert (found.multiple, found.inpaint) == (8, True)
