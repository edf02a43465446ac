"""Asking a person about files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vlm_studio.document.document import Document
from vlm_studio.filenames import PROJECT_SUFFIX
from vlm_studio.studio import Studio
from vlm_studio.ui.commands.files import Answer
from vlm_studio.words import text

PICTURES = "*.png *.jpg *.jpeg *.webp *.avif *.tif *.tiff *.bmp *.gif *.heic *.heif *.svg"


class DialogAsker:
    """An :class:`~vlm_studio.ui.commands.files.Asker` with dialogs."""

    def __init__(self, window: QWidget, studio: Studio) -> None:
        self._window = window
        self._studio = studio
        self._folder = ""

    def open_files(self) -> list[Path]:
        both = f"{PICTURES} *{PROJECT_SUFFIX} *.ora"
        kinds = (
            (text("Pictures and projects"), both),
            (text("Pictures"), PICTURES),
            (text("Projects"), f"*{PROJECT_SUFFIX} *.ora"),
            (text("All files"), "*"),
        )
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            str(text("Open")),
            self._folder,
            ";;".join(f"{words} ({pattern})" for words, pattern in kinds),
        )
        if names:
            self._folder = str(Path(names[0]).parent)
        return [Path(name) for name in names]

    def open_folder(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(
            self._window, str(text("Open folder")), self._folder
        )
        if name:
            self._folder = name
        return Path(name) if name else None

    def annotation_files(self) -> list[Path]:
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            str(text("Add annotations")),
            self._folder,
            f"COCO, labelme (*.json);;{text('All files')} (*)",
        )
        return [Path(name) for name in names]

    def save_path(self, suggestion: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            str(text("Save the project")),
            str(suggestion),
            f"{text('Project')} (*{PROJECT_SUFFIX})",
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(PROJECT_SUFFIX)

    def unsaved(self, document: Document) -> Answer:
        from vlm_studio.ui.dialogs.unsaved import UnsavedDialog

        dialog = UnsavedDialog(self._window, document.name)
        dialog.exec()
        return dialog.answer

    def export(self, document: Document) -> None:
        from vlm_studio.ui.dialogs.export import ExportDialog

        ExportDialog(self._window, self._studio, document).open()

    def export_images(self) -> None:
        from vlm_studio.ui.dialogs.export import ExportImagesDialog

        ExportImagesDialog(self._window, self._studio).open()
