"""F15: with no network at all the program starts, the starter models run, and nothing asks for a socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pictures import picture

pytestmark = pytest.mark.faults

WATCHED = """
import sys
asked = []
sys.addaudithook(lambda event, args: asked.append(event) if event.startswith("socket.connect") else None)
from vlm_studio.cli import main
status = main(sys.argv[1:])
assert not asked, asked
sys.exit(status)
"""


def alone(
    *words: str, env: dict[str, str], read_only: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program in a network namespace that has nothing in it, with ``read_only`` mounted so."""
    command = [sys.executable, "-c", WATCHED, *words]
    if read_only is not None:
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        command = ["sh", "-c", mount, str(read_only), *command]
    full = {**os.environ, "HF_HUB_OFFLINE": "1", "QT_QPA_PLATFORM": "offscreen", **env}
    command = ["unshare", "-mn", *([] if os.geteuid() == 0 else ["-r"]), *command]
    return subprocess.run(
        command, env=full, capture_output=True, text=True, timeout=120, check=False
    )


def test_every_task_runs_offline(starter_home):
    env = {"VLM_STUDIO_HOME": str(starter_home)}
    for task in ("detect", "segment", "pose"):
        done = alone("run", task, str(picture("astronaut.png")), env=env)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["annotations"]
        assert "Traceback" not in done.stderr


def test_no_runtime_keeps_a_list_of_what_was_run(starter_home, tmp_path):
    env = {"VLM_STUDIO_HOME": str(starter_home), "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    for task in ("detect", "segment", "pose"):
        assert alone("run", task, str(picture("astronaut.png")), env=env).returncode == 0
    assert list(tmp_path.rglob("*")) == []


def test_the_window_opens_and_detects_offline(starter_home, tmp_path):
    shot = tmp_path / "window.png"
    env = {"VLM_STUDIO_HOME": str(starter_home)}
    words = ["open", str(picture("chelsea.png")), "--run", "detect", "--screenshot", str(shot)]
    done = alone(*words, env=env)
    assert done.returncode == 0, done.stderr
    assert shot.stat().st_size > 10_000
    assert "Traceback" not in done.stderr


def test_an_empty_home_is_enough_to_start(tmp_path):
    done = alone(
        "doctor", "--json", env={"VLM_STUDIO_HOME": str(tmp_path / "new"), "HOME": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["models"].values()) == {"absent", "ready"}


def test_a_home_that_cannot_be_written_is_enough_to_work(starter_home):
    env = {"VLM_STUDIO_HOME": str(starter_home), "HOME": str(starter_home)}
    photo = str(picture("astronaut.png"))
    done = alone("run", "detect", photo, env=env, read_only=starter_home)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["annotations"]
    assert "Traceback" not in done.stderr
    assert not (starter_home / "logs").exists()
