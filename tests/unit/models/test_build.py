from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.models.test_darknet import NET, random_weights, with_header
from tests.unit.models.tiny import World, model
from vlm_studio.errors import StudioError
from vlm_studio.models import darknet
from vlm_studio.models.pull import pull
from vlm_studio.models.verify import verify

WEIGHTS = with_header(random_weights(1))


@pytest.fixture
def loose(world: World, tmp_path: Path) -> Path:
    """A folder with a Darknet model, which the world's catalogue knows as ``dark``, to be built."""
    files = {"dark.weights": WEIGHTS, "dark.cfg": NET.encode()}
    folder = tmp_path / "loose"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    row = model("dark", None, files, {}).replace(
        "starter = true", 'built = { name = "dark.onnx", builder = "darknet-1" }'
    )
    (world.catalogue / "dark.toml").write_text(row, "utf-8")
    return folder


def test_pull_builds_what_the_engine_reads(world: World, loose: Path) -> None:
    assert world.store.state("dark") == "absent"
    pull(world.store, "dark", world.context, loose)
    assert world.store.state("dark") == "ready"
    built = world.store.path("dark", "dark.onnx").read_bytes()
    assert built == darknet.to_onnx(NET, WEIGHTS)
    assert verify(world.store, "dark", world.context) == ()


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["dark.onnx", "built.json"])
@pytest.mark.parametrize("damage", [spoil, Path.unlink])
def test_a_damaged_build_is_found_and_built_anew_without_any_source(
    world: World, loose: Path, tmp_path: Path, name: str, damage: object
) -> None:
    pull(world.store, "dark", world.context, loose)
    assert callable(damage)
    damage(world.store.folder("dark") / name)
    assert [str(problem) for problem in verify(world.store, "dark", world.context)] == [
        "The dark: dark.onnx is missing or damaged."
    ]
    empty = tmp_path / "empty"
    empty.mkdir()
    pull(world.store, "dark", world.context, empty)
    assert verify(world.store, "dark", world.context) == ()
    assert world.store.path("dark", "dark.onnx").read_bytes() == darknet.to_onnx(NET, WEIGHTS)


def test_what_an_older_builder_made_counts_as_broken(world: World, loose: Path) -> None:
    pull(world.store, "dark", world.context, loose)
    record = world.store.folder("dark") / "built.json"
    record.write_text(record.read_text("utf-8").replace("darknet-1", "darknet-0"), "utf-8")
    assert world.store.state("dark") == "broken"
    pull(world.store, "dark", world.context, loose)
    assert world.store.state("dark") == "ready"


def test_weights_that_do_not_fit_leave_nothing_to_be_taken_for_a_build(
    world: World, loose: Path
) -> None:
    row = world.catalogue / "dark.toml"
    short = NET.replace("filters=6", "filters=5").encode()
    (loose / "dark.cfg").write_bytes(short)
    files = {"dark.weights": WEIGHTS, "dark.cfg": short}
    built = 'built = { name = "dark.onnx", builder = "darknet-1" }'
    row.write_text(model("dark", None, files, {}).replace("starter = true", built), "utf-8")
    with pytest.raises(StudioError, match="do not fit"):
        pull(world.store, "dark", world.context, loose)
    assert world.store.state("dark") == "broken"
    assert set(world.files()) == {"dark/dark.weights", "dark/dark.cfg"}
