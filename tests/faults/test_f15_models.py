"""F15, offline: the model store without a network, in an empty home, in a home that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.starter import starter_store

pytestmark = pytest.mark.faults

WATCHED = """
import sys
tried = []
sys.addaudithook(lambda event, args: tried.append(event) if event == "socket.connect" else None)
from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.models.pull import pull
from vlm_studio.models.store import ModelStore
from vlm_studio.models.verify import verify
from vlm_studio.models.remove import remove
class Plain:
    def checkpoint(self, fraction, text=None):
        pass
store = ModelStore(paths.models_folder())
def attempt(work):
    try:
        print(work())
    except StudioError as error:
        print(error)
"""
OFFLINE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "1",
}


@cache
def can_unshare() -> bool:
    probe = ["unshare", "-rmn", "true"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run(home: Path, script: str, *, read_only: bool = False) -> list[str]:
    """The lines that ``script`` prints in a process of its own, without a network where the system allows it."""
    command = [sys.executable, "-c", WATCHED + script + "\nprint(tried)"]
    if read_only and not can_unshare():
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere and namespaces are not allowed here")
        home.chmod(0o555)
    elif read_only:
        mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        command = ["unshare", "-rmn", "sh", "-c", mount, str(home), *command]
    elif can_unshare():
        command = ["unshare", "-rn", *command]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env = {**kept, **OFFLINE, "HOME": str(home), "VLM_STUDIO_HOME": str(home)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    *lines, tried = done.stdout.splitlines()
    assert tried == "[]"
    return lines


def test_what_was_pulled_is_ready_and_verified_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(starter_store().root)
    script = """
print({store.state(card.id) for card in store.resolve("starter")})
attempt(lambda: verify(store, "starter", Plain()))
attempt(lambda: pull(store, "starter", Plain()))
"""
    assert run(tmp_path, script) == ["{'ready'}", "()", "None"]


def test_an_empty_home_has_no_models_and_asking_makes_nothing(tmp_path: Path) -> None:
    script = """
print(sorted(card.id for card in store.cards() if store.state(card.id) == "ready"))
attempt(lambda: store.path("u2netp", "u2netp.onnx"))
attempt(lambda: verify(store, "u2netp", Plain()))
attempt(lambda: remove(store, "u2netp"))
"""
    ready, path, problems, removed = run(tmp_path, script)
    assert ready == "['grabcut', 'sketcher']"
    assert path.endswith("vlm-studio models pull u2netp")
    assert "is missing" in problems
    assert removed == "None"
    assert list(tmp_path.iterdir()) == []


def test_pull_says_that_the_index_cannot_be_reached_and_leaves_nothing(tmp_path: Path) -> None:
    [sentence] = run(tmp_path, 'attempt(lambda: pull(store, "u2netp", Plain()))')
    assert "cannot be reached" in sentence
    assert "--from FOLDER" in sentence
    assert [path.name for path in (tmp_path / "models").iterdir()] == [".lock"]


def test_pull_from_a_folder_needs_no_network(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    script = f"""
import pathlib
attempt(lambda: pull(store, "u2netp", Plain(), pathlib.Path({str(starter_store().root)!r})))
print(store.state("u2netp"))
"""
    assert run(home, script) == ["None", "ready"]


def test_a_home_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    script = """
print(store.state("u2netp"))
attempt(lambda: pull(store, "u2netp", Plain()))
"""
    state, sentence = run(tmp_path, script, read_only=True)
    assert state == "absent"
    assert sentence.startswith("The models could not be stored in")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_cannot_be_written_still_gives_and_checks_its_models(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "u2netp").mkdir()
    source = starter_store().path("u2netp", "u2netp.onnx")
    (models / "u2netp" / "u2netp.onnx").write_bytes(source.read_bytes())
    script = """
print(store.state("u2netp"))
attempt(lambda: verify(store, "u2netp", Plain()))
attempt(lambda: remove(store, "u2netp"))
print(store.state("u2netp"))
"""
    before, problems, removed, after = run(tmp_path, script, read_only=True)
    assert (before, problems, after) == ("ready", "()", "ready")
    assert "cannot be removed" in removed
