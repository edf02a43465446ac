"""``python napari_shapes.py TOUR``: napari's canvas with a picture and a layer of polygons, asked for line by line.

As ``labelme_canvas.py``; ``band`` selects all shapes in a rectangle, ``recolour`` gives all another colour.
"""

import json
import sys
import time
from pathlib import Path

import napari
import numpy as np
from qtpy.QtWidgets import QApplication

tour = json.loads(Path(sys.argv[1]).read_text())
width, height = tour["size"]
viewer = napari.Viewer()
app = QApplication.instance()
viewer.window.resize(tour["view"][0] + 300, tour["view"][1] + 200)
viewer.add_image(np.zeros((height, width), np.uint8))
polygons = [np.array([(y, x) for x, y in corners]) for _, corners in tour["outlines"]]
shapes = viewer.add_shapes(polygons, shape_type="polygon", edge_width=2)
app.processEvents()


def frame():
    viewer.window.screenshot(canvas_only=True, flash=False)
    app.processEvents()


def timed(deed):
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def walk():
    spent = []
    for scale, x, y in tour["places"]:
        began = time.perf_counter()
        viewer.camera.zoom, viewer.camera.center = scale, (0, y, x)
        frame()
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[int(len(spent) * 0.95)]


def hit():
    places = [corners[0] for _, corners in tour["outlines"][:20]]
    spent = [timed(lambda place=place: shapes.get_value((place[1], place[0]))) for place in places]
    return sorted(spent)[len(spent) // 2]


def band():
    def select():
        box = np.array([(0, 0), (0, width), (height, width), (height, 0)])
        shapes.selected_data = set(shapes._data_view.shapes_in_box(box[[0, 2]]))
        frame()

    shapes.selected_data = set()
    return timed(select)


def drag():
    def move():
        shapes._data_view.shift(0, np.array([1.0, 1.0]))
        shapes.refresh()
        frame()

    return sorted(timed(move) for _ in range(5))[2]


def recolour():
    def paint():
        shapes.edge_color = "red"
        frame()

    return timed(paint)


def add():
    return timed(lambda: shapes.add_polygons(polygons[0] + 3))


DEEDS = {"walk": walk, "hit": hit, "band": band, "drag": drag, "recolour": recolour, "add": add}
for line in sys.stdin:
    print(DEEDS[line.strip()](), flush=True)
