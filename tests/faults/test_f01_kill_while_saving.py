"""F1: a process killed while it saves leaves the old project or the new one, and it opens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.name == "nt", reason="there is no fork and no SIGKILL"),
]

KILLS = 200


def test_kill_while_saving(tmp_path: Path) -> None:
    seed = time.time_ns() % 1_000_000
    print("seed", seed)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.saver", str(tmp_path), str(seed), str(KILLS)],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["problems"] == []
    assert report["kills"] > 2 * KILLS
