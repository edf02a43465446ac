"""``python labelme_canvas.py TOUR``: labelme's canvas with a picture and polygons, asked for line by line.

TOUR is a JSON file with ``size``, ``view``, ``places`` and ``outlines``. ``walk`` answers with the milliseconds that
95 % of the frames stay below; ``hit``, ``drag`` and ``add`` with the milliseconds of one.
"""

import json
import sys
import time
from pathlib import Path

from labelme._shape import Shape
from labelme.widgets.canvas import Canvas
from PyQt5 import QtCore, QtGui, QtWidgets

tour = json.loads(Path(sys.argv[1]).read_text())
app = QtWidgets.QApplication([])
canvas = Canvas()
area = QtWidgets.QScrollArea()
area.setWidgetResizable(True)
area.setWidget(canvas)
area.resize(*tour["view"])
picture = QtGui.QPixmap(*tour["size"])
picture.fill(QtGui.QColor("#345678"))
canvas.load_pixmap(picture) if hasattr(canvas, "load_pixmap") else canvas.loadPixmap(picture)


def polygon(label, corners):
    shape = Shape(label=label, shape_type="polygon", flags={})
    for x, y in corners:
        shape.add_point(QtCore.QPointF(x, y))
    shape.close()
    return shape


canvas.load_shapes([polygon(*outline) for outline in tour["outlines"]])
area.show()
app.processEvents()


def show(scale, x, y):
    canvas.scale = scale
    canvas.adjustSize()
    area.horizontalScrollBar().setValue(round(x * scale - tour["view"][0] / 2))
    area.verticalScrollBar().setValue(round(y * scale - tour["view"][1] / 2))
    canvas.repaint()
    app.processEvents()


def walk():
    spent = []
    for place in tour["places"]:
        began = time.perf_counter()
        show(*place)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[int(len(spent) * 0.95)]


def moved(place, button, kind, buttons):
    event = QtGui.QMouseEvent(
        kind, QtCore.QPointF(place), button, buttons, QtCore.Qt.KeyboardModifiers()
    )
    app.sendEvent(canvas, event)


def on_canvas(x, y):
    offset = canvas.offset_to_center() if hasattr(canvas, "offset_to_center") else QtCore.QPointF()
    return (QtCore.QPointF(x, y) + offset) * canvas.scale


NONE, LEFT = QtCore.Qt.NoButton, QtCore.Qt.LeftButton
MOVE, PRESS, RELEASE = (
    QtCore.QEvent.MouseMove,
    QtCore.QEvent.MouseButtonPress,
    QtCore.QEvent.MouseButtonRelease,
)


def hit():
    """The mouse moves over shapes: which one is below it."""
    canvas.set_editing(True) if hasattr(canvas, "set_editing") else canvas.setEditing(True)
    spent = []
    for number in range(20):
        x, y = tour["outlines"][number * 7 % len(tour["outlines"])][1][0]
        began = time.perf_counter()
        moved(on_canvas(x + 5, y + 5), NONE, MOVE, NONE)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[len(spent) // 2]


def drag():
    """One shape follows the mouse, a frame each."""
    corners = tour["outlines"][0][1]
    x, y = (sum(values) / len(corners) for values in zip(*corners))
    show(0.5, x, y)
    moved(on_canvas(x, y), NONE, MOVE, NONE)
    moved(on_canvas(x, y), LEFT, PRESS, LEFT)
    spent = []
    for step in range(20):
        began = time.perf_counter()
        moved(on_canvas(x + step, y), NONE, MOVE, LEFT)
        canvas.repaint()
        app.processEvents()
        spent.append((time.perf_counter() - began) * 1000)
    moved(on_canvas(x, y), LEFT, RELEASE, NONE)
    return sorted(spent)[len(spent) // 2]


for line in sys.stdin:
    print({"walk": walk, "hit": hit, "drag": drag}[line.strip()](), flush=True)
