"""Exporting: the format, its options, and what it cannot hold, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.document.document import Document
from vlm_studio.formats.table import FORMATS, Format, Option, losses
from vlm_studio.studio import Studio
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Check, elided, label, restyle, row, wrapping
from vlm_studio.ui.widgets.number_slider import NumberField
from vlm_studio.words import Text, plural_text, text


class FormatDialog(Dialog):
    """Asks for the place last and starts the job; what is exported and where is said by those that derive from it."""

    def __init__(self, parent: QWidget, title: Text, formats: Iterable[Format]) -> None:
        super().__init__(parent, title, theme.WIDE_DIALOG)
        self._offered = tuple(formats)
        self._controls: dict[str, Check | NumberField] = {}
        self.formats = QListWidget()
        self.formats.setFixedWidth(theme.DIALOG_LIST)
        say(self.formats, "setAccessibleName", text("Format"))
        for format in self._offered:
            item = QListWidgetItem(str(format.name))
            item.setData(Qt.ItemDataRole.UserRole, format.id)
            item.setSizeHint(QSize(0, theme.ROW))
            self.formats.addItem(item)
        self._options = QVBoxLayout()
        self._options.setSpacing(theme.SPACE_1)
        self.losses = wrapping("muted")
        side = QVBoxLayout()
        side.setSpacing(theme.SPACE_2)
        side.addLayout(self._options)
        side.addSpacing(theme.SPACE_2)
        side.addWidget(label(text("What this format cannot hold"), "small"))
        side.addWidget(self.losses)
        side.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_4)
        line.addWidget(self.formats)
        line.addLayout(side, 1)
        self.body.addLayout(line)
        self.setMinimumHeight(theme.DIALOG)
        self.add_button(text("Cancel")).clicked.connect(self.reject)
        self.export = self.add_button(text("Choose location…"), "primary")
        self.export.clicked.connect(self._ask_place)
        self.formats.currentRowChanged.connect(lambda _row: self._show_format())
        self.formats.setCurrentRow(0)

    @property
    def format(self) -> Format:
        """The format that is chosen."""
        return FORMATS[self.formats.currentItem().data(Qt.ItemDataRole.UserRole)]

    def choose(self, id: str) -> None:
        """Choose a format."""
        self.formats.setCurrentRow([format.id for format in self._offered].index(id))

    def options(self) -> dict[str, str | float | bool]:
        """The options as they are set."""
        return {
            name: control.isChecked() if isinstance(control, Check) else control.value()
            for name, control in self._controls.items()
        }

    def _show_format(self) -> None:
        while (item := self._options.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._controls.clear()
        for option in self.format.options:
            self._options.addWidget(self._control(option))
        self._show_losses()

    def _show_losses(self) -> None:
        raise NotImplementedError

    def _control(self, option: Option) -> QWidget:
        if isinstance(option.default, bool):
            check = Check()
            check.setChecked(option.default)
            say(check, "setText", option.text)
            self._controls[option.name] = check
            return check
        whole = float(option.low).is_integer() and option.high >= 100
        field = NumberField(option.low, option.high, 0 if whole else 1)
        field.setValue(option.default)
        field.setFixedWidth(theme.WIDE_FIELD)
        say(field, "setAccessibleName", option.text)
        self._controls[option.name] = field
        line = row(elided(option.text), field)
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _ask_place(self) -> None:
        raise NotImplementedError


class ExportDialog(FormatDialog):
    """Of one document."""

    def __init__(self, parent: QWidget, studio: Studio, document: Document) -> None:
        self._studio = studio
        self._document = document
        self._state = document.snapshot()
        super().__init__(parent, text("Export {name}", name=document.name), FORMATS.values())

    def _show_losses(self) -> None:
        lost = losses(self.format.id, self._state)
        restyle(self.losses, "warn" if lost else "muted")
        if lost:
            say(self.losses, "setText", lambda: "\n".join(f"• {sentence}" for sentence in lost))
        else:
            say(self.losses, "setText", text("Nothing is lost."))

    def _ask_place(self) -> None:
        start = self._suggestion()
        if self.format.suffixes:
            patterns = " ".join(f"*{suffix}" for suffix in self.format.suffixes)
            name, _ = QFileDialog.getSaveFileName(
                self, str(text("Export")), str(start), f"{self.format.name} ({patterns})"
            )
        else:
            name = QFileDialog.getExistingDirectory(
                self, str(text("Export to a folder")), str(start.parent)
            )
        if name:
            self.write(Path(name))

    def _suggestion(self) -> Path:
        source = self._studio.source(self._document)
        folder = source.parent if source else Path.home()
        suffix = self.format.suffixes[0] if self.format.suffixes else ""
        stem = Path(self._document.name).stem
        path = folder / f"{stem}{suffix}"
        return path.with_stem(f"{stem}-annotated") if path == source else path

    def write(self, path: Path) -> None:
        """Export to ``path`` and close."""
        if self.format.suffixes and path.suffix.lower() not in self.format.suffixes:
            path = path.with_name(path.name + self.format.suffixes[0])
        self._studio.export(self._document, self.format.id, path, self.options())
        self.accept()


class ExportImagesDialog(FormatDialog):
    """Of every picture of the list that is done, as a set in one folder."""

    def __init__(self, parent: QWidget, studio: Studio) -> None:
        self._studio = studio
        formats = (format for format in FORMATS.values() if format.id != "vlms")
        super().__init__(parent, text("Export all pictures"), formats)

    def _show_losses(self) -> None:
        done, total = self._studio.images.counts()
        count = plural_text(
            "{done} of {n} picture is done and will be exported.",
            "{done} of {n} pictures are done and will be exported.",
            total,
            done=done,
        )
        lost = text("Every picture is looked at; what is lost is said when all are written.")
        say(self.losses, "setText", lambda: f"{lost}\n\n{count}")
        self.export.setEnabled(done > 0)

    def _ask_place(self) -> None:
        folder = self._studio.images.folder or Path.home()
        name = QFileDialog.getExistingDirectory(
            self, str(text("Export to a folder")), str(folder.parent)
        )
        if name:
            self.write(Path(name))

    def write(self, folder: Path) -> None:
        """Export into ``folder`` and close."""
        self._studio.export_images(self.format.id, folder, self.options())
        self.accept()
