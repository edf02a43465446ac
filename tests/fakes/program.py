"""The program without its window, to be killed: two lanes, a photo, and jobs for the heavy lane without end.

``program.py KIND`` with ``detect`` (the real lanes, models from ``VLM_STUDIO_HOME``) or a script of
tests/fakes/worker.py. Prints a line of JSON once the heavy lane is busy.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import skimage.data

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.pictures import PictureRef
from vlm_studio.jobs.process_lane import ProcessLane, worker_command
from vlm_studio.tasks.requests import SegmentRequest
from vlm_studio.wire.work import PullRequest, Request
from vlm_studio.words import Text

SCRIPTED = [sys.executable, str(Path(__file__).with_name("worker.py"))]


def main(kind: str) -> None:
    blocks = BlockFolder.create()
    commands = {
        name: worker_command(name) if kind == "detect" else [*SCRIPTED, name]
        for name in ("light", "heavy")
    }
    lanes = {name: ProcessLane(name, command, blocks.path) for name, command in commands.items()}
    pids = [lane.warm()["pid"] for lane in lanes.values()]
    busy = threading.Event()

    def progress(fraction: float | None, words: Text | None) -> None:
        if words is not None:
            busy.set()

    def work() -> None:
        for number in range(10**6):
            lanes["heavy"].run(number, request(kind, blocks), progress)

    threading.Thread(target=work, daemon=True).start()
    busy.wait()
    print(json.dumps({"workers": pids, "blocks": str(blocks.path)}), flush=True)
    threading.Event().wait()


def request(kind: str, blocks: BlockFolder) -> Request:
    if kind != "detect":
        return PullRequest(kind)
    picture = PictureRef.of_block(blocks.store(_opaque()))
    return SegmentRequest(picture, "u2netp", cutout=True)


def _opaque() -> object:
    import numpy as np

    photo = skimage.data.astronaut()
    return np.dstack((photo, np.full(photo.shape[:2], 255, np.uint8)))


if __name__ == "__main__":
    main(sys.argv[1])
