"""``python window_delay.py idle|process|thread|painting PICTURE SECONDS``: how late the window's own timer is.

The real window shows PICTURE and paints it again at every tick of 16 ms. Meanwhile objects are looked for in it
again and again: by nobody, by the heavy lane in its process, or by the same code in a thread of the window's process;
or a diffusion model paints there, in the heavy lane.
Prints the delays of all ticks in milliseconds, as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None
from tests.fakes.inline_lane import InlineLane
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.jobs.job import Job
from vlm_studio.jobs.process_lane import ProcessLane, worker_command
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.design import PaintRequest
from vlm_studio.ui.app import dress, make_application
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.pool import Pool
from vlm_studio.ui.workspace import Workspace

TICK = 16
PAINTING = PaintRequest("a lamp", "painter", width=256, height=256, steps=8, device="cpu")
WARM_JOBS = 3

mode, picture, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
blocks, store, pool = BlockFolder.create(), ModelStore(models_folder()), Pool()


def in_place() -> InlineLane:
    from vlm_studio.worker.run import Tools, run

    tools = Tools(store, lambda: None)
    return InlineLane(lambda request, context: run(request, context, tools), blocks)


app = make_application()
dress(app, "dark", "en")
window = MainWindow()
lanes = {name: ProcessLane(name, worker_command(name), blocks.path) for name in ("light", "heavy")}
if mode == "thread":
    lanes["heavy"] = in_place()
studio = Studio(JobQueue(lanes, pool.start, pool.on_main), blocks, store, Settings())
space = Workspace(window, studio)
delays: list[float] = []
due = 0.0
timer = QTimer(timerType=Qt.TimerType.PreciseTimer, singleShot=True, interval=TICK)


def tick() -> None:
    global due
    now = time.perf_counter()
    if due:
        delays.append(max(0.0, (now - due) * 1000))
    if space.desk.view is not None:
        space.desk.view.update()
    timer.start()
    due = time.perf_counter() + TICK / 1000


def watch() -> None:
    tick()
    QTimer.singleShot(round(seconds * 1000), lambda: app.exit(0))


def opened(document: Document) -> None:
    done = 0

    def again(job: Job | None = None) -> None:
        nonlocal done
        if job is not None and job.ended:
            done += 1
            studio.jobs.dismiss(job)
            if done == WARM_JOBS:
                watch()
        if mode == "painting":
            studio.design(document, PAINTING)
        else:
            studio.run(document, "object-detection", "yolov3-tiny")

    if mode == "idle":
        QTimer.singleShot(1500, watch)
        return
    studio.jobs.changed.connect(lambda job: job.ended and QTimer.singleShot(0, lambda: again(job)))
    again()


timer.timeout.connect(tick)
studio.opened.connect(opened)
window.show()
studio.open([picture])
app.exec()
print(json.dumps(delays), flush=True)
studio.shutdown()
blocks.remove()
os._exit(0)
