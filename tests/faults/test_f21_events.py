"""F21, F22: ten thousand random but legal events through the window: nothing complains, and everything can be undone."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from vlm_studio.ui.canvas.tools.table import TOOLS

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
WINDOWS, EVENTS = 4, 2_500
LEAST = 10
"""Steps that are there to be undone, so that it is seen that the events do something."""
FIXED = 20261126
"""The seed of the first window: the others are different each time, and printed."""


@pytest.mark.parametrize("number", range(WINDOWS))
def test_f21_random_events_break_nothing_and_can_all_be_undone(number: int) -> None:
    seed = random.randrange(2**32) if number else FIXED
    print(f"python -m tests.faults.event_program {seed} {EVENTS}")
    command = [sys.executable, "-m", "tests.faults.event_program", str(seed), str(EVENTS)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["exceptions"] == []
    assert said["warnings"] == []
    assert done.stderr == ""
    assert said["counts"]["events"] >= EVENTS
    assert said["counts"]["undone"] >= LEAST
    used = {name.removeprefix("tool ") for name in said["counts"] if name.startswith("tool ")}
    assert len(used & set(TOOLS)) >= len(TOOLS) / 2
    assert said["open"]
    assert said["first"], "undoing everything did not give the first document"
    assert said["last"], "redoing everything did not give the last document"
    assert said["counts"]["closed"]
