"""Programs of others that answer each line that they are sent."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import machine, peers, studio, tour
from tests.bench.screen import screen

Ask = Callable[[str], float]

_FAREWELL = 3
_EACH = 12
"""They are so slow that every twelfth frame of the tour has to do."""


@contextlib.contextmanager
def on_tour(peer: str, script: str, count: int) -> Iterator[Ask]:
    """``script`` in the environment of ``peer``, with ``count`` polygons on its canvas, on a screen of its own."""
    given = {
        "size": (tour.WIDTH, tour.HEIGHT),
        "view": tour.VIEW,
        "places": tour.places()[::_EACH],
        "outlines": tour.outlines(count),
    }
    with tempfile.TemporaryDirectory() as folder, screen() as shown:
        path = Path(folder, "tour.json")
        path.write_text(json.dumps(given))
        place = {"DISPLAY": shown.display, "QT_QPA_PLATFORM": "xcb"}
        with asked([peers.python(peer), studio.PROGRAMS / script, path], place) as ask:
            yield ask


@contextlib.contextmanager
def asked(command: Sequence[str | Path], environment: Mapping[str, str] = {}) -> Iterator[Ask]:
    """A started program that answers with numbers; it is ended afterwards."""
    with answering(command, environment) as answer:
        yield lambda word: float(answer(word))


@contextlib.contextmanager
def answering(
    command: Sequence[str | Path], environment: Mapping[str, str] = {}
) -> Iterator[Callable[[object], str]]:
    """A started program that answers each line with one; it is ended afterwards."""
    pipe = subprocess.PIPE
    words, variables = [str(word) for word in command], machine.environment(environment)
    program = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, env=variables)
    assert program.stdin is not None
    assert program.stdout is not None
    asks, answers = program.stdin, program.stdout

    def answer(line: object) -> str:
        print(line, file=asks, flush=True)
        found = answers.readline()
        if not found:
            raise RuntimeError(f"{words} has ended")
        return found

    try:
        yield answer
    finally:
        asks.close()  # most end by themselves when nobody asks any more
        try:
            program.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
