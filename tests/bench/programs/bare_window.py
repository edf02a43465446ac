"""``python bare_window.py [PICTURE]``: the quickest window PySide6 can show."""

import sys

from PySide6.QtWidgets import QApplication, QLabel

app = QApplication(sys.argv)
window = QLabel("Hello")
if len(sys.argv) > 1:
    from PySide6.QtGui import QPixmap

    window.setScaledContents(True)
    window.setPixmap(QPixmap(sys.argv[1]))
window.resize(1440, 900)
window.show()
app.exec()
