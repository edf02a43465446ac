"""Programs of others that answer with a number for each line they are sent."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import machine, peers, studio, tour

Ask = Callable[[str], float]

_EACH = 8
"""They are so slow that every eighth frame of the tour has to do."""


@contextlib.contextmanager
def on_tour(peer: str, script: str, count: int) -> Iterator[Ask]:
    """``script`` in the environment of ``peer``, with ``count`` polygons on its canvas."""
    given = {
        "size": (tour.WIDTH, tour.HEIGHT),
        "view": tour.VIEW,
        "places": tour.places()[::_EACH],
        "outlines": tour.outlines(count),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tour.json")
        path.write_text(json.dumps(given))
        with asked([peers.python(peer), studio.PROGRAMS / script, path]) as ask:
            yield ask


@contextlib.contextmanager
def asked(command: list[Path]) -> Iterator[Ask]:
    """A started program; it is ended afterwards."""
    pipe = subprocess.PIPE
    program = subprocess.Popen(
        [str(word) for word in command],
        stdin=pipe,
        stdout=pipe,
        text=True,
        env=machine.environment(),
    )
    try:

        def ask(word: str) -> float:
            assert program.stdin is not None
            assert program.stdout is not None
            print(word, file=program.stdin, flush=True)
            return float(program.stdout.readline())

        yield ask
    finally:
        program.kill()
        program.wait()
