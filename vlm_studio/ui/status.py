"""The line at the bottom: zoom, place and colour under the mouse, what is selected, the device, the last save."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QStatusBar

from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.ui import theme
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided
from vlm_studio.words import Text, plural_text, text
from vlm_studio.words.numbers import percentage


class StatusLine(QStatusBar):
    """Listens to the desk and to the view in front."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._saved: dict[str, str] = {}
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, theme.SPACE_2, 0)
        self.zoom, self.place, self.color = QLabel(), QLabel(), QLabel()
        self.selection = QLabel()
        self.device = Elided()
        self.device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.saved = QLabel()
        for part, width in ((self.zoom, 60), (self.place, 110), (self.color, 72)):
            part.setMinimumWidth(width)
            self.addWidget(part)
        self.addWidget(self.selection)
        self.addWidget(self.device, 1)
        self.addPermanentWidget(self.saved)
        for signal in (desk.switched, desk.selected, desk.history):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected, and whether it is saved."""
        document = self._desk.document
        total = self._total(document) if document is not None else 0
        self.selection.setVisible(total > 0)
        self.saved.setVisible(document is not None)
        if document is None:
            for part in (self.zoom, self.place, self.color):
                part.clear()
            return
        say(self.selection, "setText", self._selected(total))
        say(self.saved, "setText", self._saved_text(document))

    def _selected(self, total: int) -> Text:
        selection = self._desk.selection
        count = len(selection.annotations) if selection is not None else 0
        return plural_text("{count} of {n} selected", "{count} of {n} selected", total, count=count)

    def _total(self, document: Document) -> int:
        return sum(
            len(document.shown_annotations(layer))
            for layer in document.walk()
            if isinstance(layer, AnnotationLayer) and document.is_shown(layer.id)
        )

    def _saved_text(self, document: Document) -> Text:
        if document.history.dirty:
            return text("Not saved")
        when = self._saved.get(document.id)
        return text("Saved {time}", time=when) if when else text("No changes")

    def note_saved(self, document: Document) -> None:
        """``document`` was saved just now."""
        self._saved[document.id] = datetime.now().strftime("%H:%M")
        self.refresh()

    def show_zoom(self, scale: float) -> None:
        """A scale of 1 is 100%."""
        shown = percentage(scale, 0 if scale >= 0.1 else 1)
        say(self.zoom, "setText", text("{percent}", percent=shown))

    def show_pointer(self, point: QPointF | None, color: QColor | None) -> None:
        """Where the mouse is in the document, and the colour there."""
        if point is None:
            self.place.clear()
            self.color.clear()
            return
        x, y = int(point.x() // 1), int(point.y() // 1)
        say(self.place, "setText", text("x {x}  y {y}", x=x, y=y))
        self.color.setText(color.name().upper() if color is not None else "")

    def show_device(self, words: Text) -> None:
        """What models run on, and why."""
        say(self.device, "setText", words)
