"""What is behind a failed job."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vlm_studio import paths
from vlm_studio.jobs.job import Job
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.panels.job_words import status_text
from vlm_studio.ui.widgets.controls import label
from vlm_studio.words import text


class DetailsDialog(Dialog):
    """The sentence, the traceback, and where the log is."""

    def __init__(self, parent: QWidget, job: Job) -> None:
        super().__init__(parent, job.title, theme.WIDE_DIALOG)
        self.body.addWidget(label(status_text(job)))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setPlainText(job.outcome.details if job.outcome is not None else "")
        self.details.setMinimumHeight(theme.DETAILS)
        self.body.addWidget(self.details, 1)
        self.body.addWidget(
            label(text("The log is in {folder}.", folder=str(paths.logs_folder())), "small")
        )
        self.add_button(text("Copy")).clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.details.toPlainText())
        )
        self.add_button(text("Close"), default=True).clicked.connect(self.accept)
