from __future__ import annotations

import subprocess
import sys

import pytest

from tests.unit.models.tiny import EYE, World
from vlm_studio.errors import StudioError
from vlm_studio.models.pull import pull


def test_an_unknown_model_is_answered_with_what_was_perhaps_meant(world: World) -> None:
    with pytest.raises(StudioError, match=r"no model nosee; did you mean nose"):
        world.store.card("nosee")
    with pytest.raises(
        StudioError, match=r"no model stable-giraffe; there are eye, ear, nose, hand"
    ):
        world.store.card("stable-giraffe")


def test_a_model_that_is_not_there_says_how_to_get_it(world: World) -> None:
    assert world.store.state("eye") == "absent"
    with pytest.raises(StudioError, match=r"The eye is not on this computer .* models pull eye"):
        world.store.path("eye", "eye.tflite")
    assert not world.store.root.exists()


def test_a_pulled_model_is_ready_and_its_file_is_where_the_store_says(world: World) -> None:
    pull(world.store, "eye", world.context, world.shelf)
    assert world.store.state("eye") == "ready"
    assert world.store.path("eye", "eye.tflite").read_bytes() == EYE
    assert world.store.folder("eye") == world.store.root / "eye"


def test_a_cut_file_makes_the_model_broken_without_hashing_anything(world: World) -> None:
    pull(world.store, "nose", world.context, world.shelf)
    file = world.store.path("nose", "nose.tflite")
    file.write_bytes(file.read_bytes()[:-1])
    assert world.store.state("nose") == "broken"
    with pytest.raises(StudioError, match="The files of The nose are damaged"):
        world.store.path("nose", "nose.tflite")
    assert world.store.path("nose", "x.names").read_bytes() == b"cat\ndog\n"


def test_a_model_without_files_is_always_ready(world: World) -> None:
    assert world.store.state("hand") == "ready"
    assert world.store.card("hand").sha256 == ""


def test_the_windows_process_can_ask_the_store_without_any_heavy_library() -> None:
    script = (
        "import sys, pathlib, vlm_studio.models.store as s\n"
        "store = s.ModelStore(pathlib.Path('nowhere'))\n"
        "print([store.state(card.id) for card in store.cards()])\n"
        "print(sorted({'numpy', 'onnx', 'pip', 'onnxruntime', 'PIL'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    states, loaded = run.stdout.splitlines()
    assert "absent" in states
    assert loaded == "[]"
