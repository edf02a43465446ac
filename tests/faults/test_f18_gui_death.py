"""F18: the program is killed while a worker is busy. Two seconds later there is no worker and no shared memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.main_thread import MainThread
from tests.fakes.processes import is_gone

PROGRAM = Path(__file__).parents[1] / "fakes" / "program.py"
SECONDS = 2.0
KINDS = ["detect"] * 5 + ["blocks 20"] * 2 + ["deaf"] + ["frozen"] * 2
"""What the heavy worker is at: a model, pixels, a call without a checkpoint, a call that keeps the GIL."""

pytestmark = pytest.mark.faults


def test_there_are_as_many_deaths_as_the_plan_says() -> None:
    assert len(KINDS) == 10


@pytest.mark.parametrize("number", range(10))
def test_f18_no_worker_and_no_pixels_outlive_the_program(number: int, starter_home: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    program = subprocess.Popen(
        [sys.executable, str(PROGRAM), KINDS[number]], stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    try:
        started = json.loads(program.stdout.readline())
        blocks = Path(started["blocks"])
        assert blocks.is_dir()
        assert len(started["workers"]) == 2
        assert not any(is_gone(pid) for pid in started["workers"])
        main = MainThread()
        main.let_pass(random.Random(seed).uniform(0, 0.3))
    finally:
        program.kill()
        program.wait()
        program.stdout.close()
    main.until(lambda: all(is_gone(pid) for pid in started["workers"]), SECONDS)
    assert not blocks.exists()
