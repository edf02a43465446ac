from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.models.tiny import World
from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.models import build, catalogue
from vlm_studio.models.card import models_info
from vlm_studio.tasks.names import DEFAULT_MODELS, DESIGN_MODELS, DIFFUSION_TASKS, HELPER_TASKS


def test_the_shipped_catalogue_has_a_hash_for_every_file_and_a_model_for_every_task() -> None:
    cards = {card.id: card for card in catalogue.load(paths.resource("catalogue"))}
    assert set(cards) >= {
        "yolov3-tiny", "blazeface", "u2netp", "selfie", "grabcut", "blazepose", "hands",
    }  # fmt: skip
    for task, id in {**DEFAULT_MODELS, **DESIGN_MODELS}.items():
        assert task in cards[id].tasks
    for card in cards.values():
        assert set(card.tasks) <= {*DEFAULT_MODELS, *DESIGN_MODELS, *HELPER_TASKS, *DIFFUSION_TASKS}
        assert all(len(file.sha256) == 64 and file.size > 0 for file in card.files)
        assert card.licence
        assert card.good_at.endswith(".")
        assert card.built is None or card.built.builder in build.BUILDERS


def test_a_result_says_which_file_it_came_from(world: World) -> None:
    card = world.store.card("eye")
    assert models_info(card) == {
        "id": "eye", "revision": "1", "sha256": card.files[0].sha256, "licence": "MIT",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('commercial = "yes"', 'commercial = "maybe"', "maybe"),
        ("memory_mib = 1", 'memory_mib = "much"', "memory_mib"),
        ('licence = "MIT"\n', "", "licence"),
        ('licence = "MIT"', 'licence = "MIT"\nlicense = "MIT"', "license"),
        ('id = "eye"', 'id = "../eye"', "id"),
        ('name = "eye.tflite"', 'name = "../../eye.tflite"', "name"),
        ('name = "eye.tflite"', 'name = ".part"', "name"),
        ("size = 5000", "size = 0", "verified"),
        ('member = "tiny/eye.tflite"\n', "", "member"),
        ('source = "tiny_models', 'source = "tiny_model', "source"),
    ],
)
def test_a_bad_row_is_named_with_its_reason(world: World, old: str, new: str, says: str) -> None:
    file = world.catalogue / "tiny.toml"
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), "utf-8")
    with pytest.raises(StudioError, match=rf"tiny\.toml cannot be used, at model .*{says}"):
        catalogue.load(world.catalogue)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("[[model", "utf-8")
    with pytest.raises(StudioError, match=r"odd\.toml"):
        catalogue.load(tmp_path)
    (tmp_path / "odd.toml").write_text("model = 3", "utf-8")
    with pytest.raises(StudioError, match=r"odd\.toml cannot be used, at model"):
        catalogue.load(tmp_path)


def test_an_id_may_stand_only_once(world: World) -> None:
    content = (world.catalogue / "tiny.toml").read_text("utf-8")
    (world.catalogue / "again.toml").write_text(content, "utf-8")
    with pytest.raises(StudioError, match="twice"):
        catalogue.load(world.catalogue)
