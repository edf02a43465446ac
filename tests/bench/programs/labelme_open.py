"""``python labelme_open.py``: for each path on standard input, seconds that the steps of labelme's opening take.

They are those of its window: read and encode again, decode with Qt, hand to the canvas, paint.
"""

import os
import sys
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import PIL.Image
from labelme._label_file import LabelFile
from labelme.widgets.canvas import Canvas
from PyQt5 import QtGui, QtWidgets

PIL.Image.MAX_IMAGE_PIXELS = None
app = QtWidgets.QApplication([])
canvas = Canvas()
canvas.resize(1600, 900)
canvas.show()
app.processEvents()

for line in sys.stdin:
    began = time.perf_counter()
    image = QtGui.QImage.fromData(LabelFile.load_image_file(line.rstrip("\n")))
    canvas.load_pixmap(QtGui.QPixmap.fromImage(image))
    canvas.scale = min(1600 / image.width(), 900 / image.height())
    canvas.repaint()
    print(time.perf_counter() - began, flush=True)
