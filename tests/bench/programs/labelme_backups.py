"""``python labelme_backups.py SHAPES CORNERS``: the steps of labelme's canvas, asked for line by line.

``undo`` answers with the milliseconds of one edit taken back as its application does it, ``bytes`` with what one
remembered step takes: the growth of the process over several.
"""

import math
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from labelme._shape import Shape
from labelme.widgets.canvas import Canvas
from PyQt5 import QtCore, QtWidgets

STEPS = 20


def polygon(index, corners):
    shape = Shape(label=f"thing {index % 5}", shape_type="polygon", flags={})
    x, y = 40 + index % 50 * 80, 40 + index // 50 * 80
    for corner in range(corners):
        turn = 2 * math.pi * corner / corners
        shape.add_point(QtCore.QPointF(x + 30 * math.cos(turn), y + 30 * math.sin(turn)))
    shape.close()
    return shape


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


count, corners = map(int, sys.argv[1:])
app = QtWidgets.QApplication([])
canvas = Canvas(num_backups=1000)
canvas.load_shapes([polygon(index, corners) for index in range(count)])

for line in sys.stdin:
    if line.strip() == "undo":
        canvas.shapes[0].points[0] += QtCore.QPointF(1, 1)
        canvas.backup_shapes()
        began = time.perf_counter()
        canvas.restore_last_shape()
        canvas.load_shapes(canvas.shapes)
        print((time.perf_counter() - began) * 1000, flush=True)
    else:
        before = resident()
        for _ in range(STEPS):
            canvas.backup_shapes()
        print((resident() - before) / STEPS, flush=True)
