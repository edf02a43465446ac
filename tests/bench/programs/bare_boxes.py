"""``python bare_boxes.py MODEL NAMES PICTURE``: what ``vlm-studio run object-detection`` cannot be faster than."""

import json
import sys

from PIL import Image
from yolo_by_hand import boxes, session

model, names, picture = sys.argv[1:]
run = session(model).run
with open(names) as file:
    labels = file.read().split("\n")
print(json.dumps(boxes(run, Image.open(picture).convert("RGB"), labels)), flush=True)
