"""``python best_loop.py MODEL NAMES FOLDER OUT``: the quickest loop that we could write by hand.

Pictures are decoded in one thread, looked at in others, written in one more. One inference thread with both
cores, and two with one core each, were tried: the second is quicker where there are as many pictures as here.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from yolo_by_hand import boxes, session

model, names, folder, out = sys.argv[1:]
AT_ONCE = int(os.environ.get("BEST_LOOP_AT_ONCE", os.cpu_count() or 1))
run = session(model, (os.cpu_count() or 1) // AT_ONCE, spinning=False).run
labels = Path(names).read_text().split("\n")
target = Path(out)
target.mkdir(exist_ok=True)


def read(path):
    return path, Image.open(path).convert("RGB")


def look(reading):
    path, image = reading.result()
    return path, image.size, boxes(run, image, labels)


def write(looking):
    path, (width, height), found = looking.result()
    image = {"path": str(path), "width": width, "height": height}
    line = {"image": image, "task": "object-detection", "annotations": found}
    (target / f"{path.stem}.json").write_text(json.dumps(line) + "\n")


with (
    ThreadPoolExecutor(1) as reader,
    ThreadPoolExecutor(AT_ONCE) as lookers,
    ThreadPoolExecutor(1) as writer,
):
    ahead = []
    for path in sorted(Path(folder).iterdir()):
        ahead.append(writer.submit(write, lookers.submit(look, reader.submit(read, path))))
        if len(ahead) > 8:
            ahead.pop(0).result()
    for done in ahead:
        done.result()
