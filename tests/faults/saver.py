"""A process whose children are killed while they save; run by ``test_f01_kill_while_saving``.

It prints one JSON object: how often it killed, and every rule that was broken.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import msgspec
from PIL import Image

from tests.fakes.documents import gradient, rich_state
from tests.fakes.failing_ops import CountingOps, DyingOps
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.formats.links import decode_followed
from vlm_studio.formats.open import open_file
from vlm_studio.formats.project import save

PAINTER = PlainPainter()


class Rig:
    """A project that is saved in two versions, and the rules after a kill; a sidecar of a picture if ``linked``."""

    def __init__(self, folder: Path, *, linked: bool) -> None:
        self.folder = folder
        self.path = folder / ("photo.png.vlms" if linked else "work.vlms")
        self.blocks = BlockFolder.create()
        state = rich_state(self.blocks)
        if linked:
            state = _linked(state, folder / "photo.png", self.blocks)
        self.states = (state, msgspec.structs.replace(state, name="Later"))
        self.hashes = {self._saved(version) for version in self.states}
        self.problems: list[str] = []
        self.kills = 0

    def _saved(self, state: DocumentState) -> str:
        save(state, self.path, PAINTER)
        return self._hash()

    def _hash(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def check(self, when: str) -> None:
        """The project is one of the two, opens, and at most one temporary file is left, which opening removes."""
        self.kills += 1
        if self._hash() not in self.hashes:
            self.problems.append(f"{when}: neither old nor new")
        if len(self._temps()) > 1:
            self.problems.append(f"{when}: {self._temps()}")
        started = time.monotonic()
        opened = open_file(self.path, self.blocks)
        if time.monotonic() - started > 2:
            self.problems.append(f"{when}: opening took too long")
        if opened.notices or self._temps():
            self.problems.append(f"{when}: {opened.notices} {self._temps()}")
        self.blocks.sweep({layer.block.path for layer in self.states[0].layers.values() if hasattr(layer, "block")})  # fmt: skip

    def _temps(self) -> list[str]:
        return [
            p.name for p in self.folder.iterdir() if p.suffix not in (".vlms", ".vlms~", ".png")
        ]

    def save_for_ever(self) -> None:
        while True:
            for state in self.states:
                save(state, self.path, PAINTER)


def _linked(state: DocumentState, picture: Path, blocks: BlockFolder) -> DocumentState:
    """``state`` with the file ``picture``, which is made, in place of its photo."""
    [photo] = [layer for layer in state.layers.values() if layer.name == "Photo"]
    Image.fromarray(gradient(state.width, state.height)).save(picture)
    block, _ = decode_followed(picture, blocks, None)
    layers = {**state.layers, photo.id: msgspec.structs.replace(photo, block=block)}
    return msgspec.structs.replace(state, layers=layers)


def killed_at_random(rig: Rig, count: int, random_source: random.Random) -> None:
    started = time.monotonic()
    save(rig.states[0], rig.path, PAINTER)
    duration = time.monotonic() - started
    for number in range(count):
        child = os.fork()
        if child == 0:
            rig.save_for_ever()
        delay = random_source.uniform(0, 1.2 * duration)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rig.check(f"kill {number} after {delay:.4f} s")


def killed_after_every_call(rig: Rig) -> None:
    counting = CountingOps()
    save(rig.states[0], rig.path, PAINTER, counting)
    for at in range(len(counting.calls)):
        child = os.fork()
        if child == 0:
            save(rig.states[at % 2], rig.path, PAINTER, DyingOps(at))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            rig.problems.append(f"call {at} was not the end")
        rig.check(f"after call {at} ({counting.calls[at]})")


def main() -> None:
    folder, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    kills, problems = 0, []
    for linked in (False, True):
        rig = Rig(folder, linked=linked)
        killed_at_random(rig, count, random.Random(seed))
        killed_after_every_call(rig)
        rig.blocks.remove()
        kills += rig.kills
        problems += rig.problems
    print(json.dumps({"kills": kills, "problems": problems}))


if __name__ == "__main__":
    main()
