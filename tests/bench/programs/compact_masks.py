"""``python compact_masks.py``: supervision's CompactMask, asked for line by line.

A line names an ``.npy`` file of frames and one of boxes; the answer is the seconds that it took to take them in and
the bytes they take then.
"""

import sys
import time

import numpy as np
from supervision.detection.compact_mask import CompactMask

for line in sys.stdin:
    frames_file, boxes_file = line.rstrip("\n").split("\t")
    frames, boxes = np.load(frames_file, mmap_mode="r"), np.load(boxes_file)
    shape = frames.shape[1:]
    began = time.perf_counter()
    masks = CompactMask.from_dense(frames, boxes, image_shape=shape)
    seconds = time.perf_counter() - began
    size = sum(part.nbytes for part in (masks._crop_shapes, masks._offsets, *masks._rles))
    print(seconds, size, flush=True)
