"""``python bare_boxes.py MODEL NAMES PICTURE``: what ``vlm-studio run object-detection`` cannot be faster than."""

import json
import sys

from PIL import Image
from yolo_by_hand import boxes, session

model, names, picture = sys.argv[1:]
run = session(model).run
labels = open(names).read().split("\n")  # noqa: PTH123, SIM115 - pathlib takes its time to import
print(json.dumps(boxes(run, Image.open(picture).convert("RGB"), labels)), flush=True)
