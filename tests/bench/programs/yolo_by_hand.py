"""YOLOv3-tiny in the few lines somebody would write who needs nothing else: both looks, boxes, NMS."""

from __future__ import annotations

import numpy as np
import onnxruntime
from PIL import Image

SIDE = 416
ANCHORS = {
    "scale13": ((81, 82), (135, 169), (344, 319)),
    "scale26": ((10, 14), (23, 27), (37, 58)),
}


def session(path: str, threads: int = 0, *, spinning: bool = True) -> onnxruntime.InferenceSession:
    """The graph, ready to run; 0 ``threads`` is the runtime's own choice."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if not spinning:
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def square(image: Image.Image, canvas: int):
    """The input of one look, and what takes its boxes back to pixels of ``image``."""
    scale = SIDE / (canvas * max(image.size))
    width, height = round(image.width * scale), round(image.height * scale)
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    small = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3)
    pixels = np.full((SIDE, SIDE, 3), 128, np.uint8)
    pixels[top : top + height, left : left + width] = np.asarray(small)
    tensor = (pixels.astype(np.float32) / 255).transpose(2, 0, 1)[None]
    return tensor, (left, top, image.width / width, image.height / height)


def decode(outputs, place, threshold: float):
    """Rows left, top, right, bottom, score, class of one look."""
    left, top, across, down = place
    rows = []
    for head, anchors in zip(outputs, ANCHORS.values()):
        grid = head.shape[-1]
        cells = head.reshape(3, 85, grid, grid)
        chance = 1 / (1 + np.exp(-cells[:, 4]))
        a, y, x = np.nonzero(chance >= threshold)
        cells = cells[a, :, y, x]
        classes = cells[:, 5:].argmax(1)
        scores = chance[a, y, x] / (1 + np.exp(-cells[np.arange(len(a)), 5 + classes]))
        centre = 1 / (1 + np.exp(-cells[:, :2])) + np.stack((x, y), 1)
        half = np.exp(cells[:, 2:4]) * np.array(anchors)[a] / 2
        corners = np.concatenate((centre * SIDE / grid - half, centre * SIDE / grid + half), 1)
        corners = (corners - (left, top, left, top)) * (across, down, across, down)
        rows.append(np.concatenate((corners, scores[:, None], classes[:, None]), 1))
    rows = np.concatenate(rows)
    return rows[rows[:, 4] >= threshold]


def suppressed(rows, overlap: float = 0.45):
    """``rows`` without doubles of one class, surest first."""
    rows, kept = rows[np.argsort(-rows[:, 4])], []
    while len(rows):
        best, rows = rows[0], rows[1:]
        kept.append(best)
        size = np.minimum(best[2:4], rows[:, 2:4]) - np.maximum(best[:2], rows[:, :2])
        common = np.prod(np.maximum(size, 0), 1)
        areas = np.prod(rows[:, 2:4] - rows[:, :2], 1)
        union = np.prod(best[2:4] - best[:2]) + areas - common
        rows = rows[(rows[:, 5] != best[5]) | (common <= overlap * union)]
    return kept


def boxes(run, image: Image.Image, names: list[str], threshold: float = 0.25) -> list[dict]:
    """Everything found in ``image``, in the words of ``vlm-studio run``."""
    rows = []
    for canvas in (1, 2):
        tensor, place = square(image, canvas)
        rows.append(decode(run(list(ANCHORS), {"image": tensor}), place, threshold))
    return [
        {
            "label": names[int(row[5])],
            "score": round(float(row[4]), 4),
            "bbox": [round(float(v), 2) for v in (*row[:2], row[2] - row[0], row[3] - row[1])],
        }
        for row in suppressed(np.concatenate(rows))
    ]
