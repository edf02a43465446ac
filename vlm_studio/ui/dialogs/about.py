"""What this program is."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from vlm_studio import __version__, paths
from vlm_studio.ui import theme
from vlm_studio.ui.dialogs.base import Dialog
from vlm_studio.ui.panels.facts import Facts
from vlm_studio.ui.widgets.controls import label
from vlm_studio.words import text


class AboutDialog(Dialog):
    """Name, version, licence, and where things are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, text("About vlm_studio"))
        title = label(text("vlm_studio {version}", version=__version__), "title-text")
        title.setFont(theme.font(theme.TITLE_PX, strong=True))
        self.body.addWidget(title)
        self.body.addWidget(
            label(
                text(
                    "A desktop studio in which every result of a vision model is an editable layer."
                )
            )
        )
        facts = Facts()
        facts.show_facts(
            [
                (text("Licence"), "Apache-2.0"),
                (text("Python"), platform.python_version()),
                (text("Qt"), f"{qVersion()} (PySide6 {pyside_version})"),
                (text("Home folder"), str(paths.home())),
                (text("Logs"), str(paths.logs_folder())),
            ]
        )
        self.body.addWidget(facts)
        self.add_button(text("Close"), default=True).clicked.connect(self.accept)
