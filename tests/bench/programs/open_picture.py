"""``python open_picture.py``: opens each path on standard input in the real window.

Answers with JSON: seconds until its frame, its first pixels and all of it were painted; the most memory that the
window and the light worker had meanwhile (resident MiB), and the size of the block in MiB.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop

import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None
from vlm_studio.document.document import Document
from vlm_studio.document.layers import RasterLayer
from vlm_studio.settings import Settings
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.running import Running

app = make_application()
dress(app, "dark", "en")
window = MainWindow()
window.resize(1600, 900)
window.show()
running = Running(app, window, Settings())
studio = running.studio
running.begin((), None, None)


def turn() -> None:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def worker() -> int:
    capabilities = running._lanes["light"].warm()
    return int(capabilities["pid"])


def forget_peaks(*pids: object) -> None:
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: object) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell the memory of a process")


def block_of(document: Document):
    [layer] = document.walk()
    assert isinstance(layer, RasterLayer)
    return layer.block


def opened(path: Path) -> dict[str, float]:
    pid = worker()
    forget_peaks("self", pid)
    seen: dict[str, float] = {}
    began = time.perf_counter()
    studio.open([path])
    while "whole" not in seen:
        turn()
        if not studio.documents or running.space.desk.view is None:
            continue
        document = studio.documents[0]
        block = block_of(document)
        finest = document.rough.get(block.path, 0)
        stages = [
            "frame",
            *(["pixels"] if finest < block.levels else []),
            *([] if finest else ["whole"]),
        ]
        if stages[-1] not in seen:
            running.space.desk.view.repaint()
            now = time.perf_counter() - began
            seen = {**dict.fromkeys(stages, now), **seen}
    seen |= {"window": peak("self"), "worker": peak(pid), "block": block.nbytes / 2**20}
    studio.close(document)
    while studio.jobs.busy:
        turn()
    return seen


while not running.space.whole:
    turn()
for line in sys.stdin:
    print(json.dumps(opened(Path(line.rstrip("\n")))), flush=True)
running.end()
os._exit(0)
