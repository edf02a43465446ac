"""F21: Qt's rules about threads and lifetimes hold while everything comes, goes and is collected at once.

The program under test runs in a process of its own with a collection after every allocation, and tells
every warning of Qt.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.main_thread import MainThread
from tests.fakes.processes import is_gone

RUNNABLES = 2000
"""10,000 at the count of the plan."""
WINDOWS = 2
QUITS = 6
"""50 at the count of the plan."""
SECONDS = 2.0

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]


def start(kind: str, argument: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.qt_program", kind, str(argument)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )


def told(program: subprocess.Popen[str]) -> dict[str, Any]:
    """What the program says at its end; fails when it crashed, or when Qt or Python complained."""
    out, complaints = program.communicate(timeout=120)
    assert program.returncode == 0, complaints
    said: dict[str, Any] = json.loads(out.splitlines()[-1])
    assert said["warnings"] == []
    assert said["exceptions"] == []
    assert complaints == ""
    return dict(said["counts"])


def test_f21_every_work_of_the_pool_comes_home_to_the_main_thread() -> None:
    counts = told(start("runnables", RUNNABLES))
    assert counts == {"home": RUNNABLES, "elsewhere": 0, "closed": True}


def test_f21_receivers_may_go_while_calls_are_under_way() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    counts = told(start("receivers", seed))
    assert counts["home"] > 0


@pytest.mark.parametrize("number", range(WINDOWS))
def test_f21_a_window_in_a_hurry_breaks_no_rule(number: int) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    counts = told(start("window", seed))
    assert counts["opened"] >= 10
    assert counts["jobs"] >= 30
    assert counts["closed"]


@pytest.mark.parametrize("number", range(QUITS))
def test_f21_quitting_while_busy_ends_at_once_and_in_order(number: int, starter_home: Path) -> None:
    seed = random.randrange(2**32) // 3 * 3 + number % 3
    print(f"seed {seed}")
    program = start("quitting", seed)
    assert program.stdout is not None
    line = program.stdout.readline()
    began = time.monotonic()
    assert line, program.communicate()[1]
    closing = json.loads(line)
    counts = told(program)
    seconds = time.monotonic() - began
    assert counts["status"] == 0
    assert counts["busy"] or number % 3 == 0
    assert seconds <= SECONDS
    MainThread().until(lambda: all(is_gone(pid) for pid in closing["workers"]), SECONDS)
    assert not Path(closing["blocks"]).exists()
