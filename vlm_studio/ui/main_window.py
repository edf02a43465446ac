"""The window: puts the parts together and connects them; it decides nothing by itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QPushButton, QWidget

from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.ui import icons, theme
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.centre import Centre
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.commands.app import AppCommands
from vlm_studio.ui.commands.edit import EditCommands
from vlm_studio.ui.commands.files import Asker, FileCommands
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.commands.runs import RunCommands
from vlm_studio.ui.commands.view import ViewCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.dialogs.asker import DialogAsker
from vlm_studio.ui.docks import Dock, Docks
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.labels import offered
from vlm_studio.ui.menus import ActionSet, fill_menus, tip, tool_strip
from vlm_studio.ui.panels.jobs_panel import JobsPanel
from vlm_studio.ui.panels.layers_panel import LayersPanel
from vlm_studio.ui.panels.models_panel import ModelsPanel
from vlm_studio.ui.panels.properties_panel import PropertiesPanel
from vlm_studio.ui.panels.task_panel import TaskPanel
from vlm_studio.ui.saying import say
from vlm_studio.ui.status import StatusLine
from vlm_studio.words import text

_Area = Qt.DockWidgetArea
MINIMUM = (1024, 640)


class MainWindow(QMainWindow):
    """``left`` is emitted when the window was closed and nothing is left to be lost."""

    left = Signal()

    def __init__(self, studio: Studio, asker: Asker | None = None) -> None:
        super().__init__()
        self.studio = studio
        self.desk = Desk()
        self._leaving = False
        self.setMinimumSize(*MINIMUM)
        self.resize(1440, 900)
        self.setAcceptDrops(False)
        self._make_commands(asker or DialogAsker(self, studio))
        self._make_parts()
        self._place_parts()
        self._connect()
        self._refresh()

    # Making ------------------------------------------------------------------------------------

    def _make_commands(self, asker: Asker) -> None:
        self.docks = Docks(self)
        layers = LayerCommands(self.desk)
        files = FileCommands(self.studio, self.desk, asker, self._finish)
        self.commands = Commands(
            files=files,
            edit=EditCommands(self.studio, self.desk),
            layers=layers,
            runs=RunCommands(self.studio, self.desk, lambda: self.task.wish()),
            view=ViewCommands(self.desk, self),
            app=AppCommands(
                search=self._search,
                settings=self._settings,
                shortcuts=self._shortcuts,
                about=self._about,
            ),
        )

    def _make_parts(self) -> None:
        studio, desk, commands = self.studio, self.desk, self.commands
        self.centre = Centre(studio, desk, commands.files, commands.edit.paste)
        self.task = TaskPanel(studio, desk, commands.layers)
        self.models = ModelsPanel(studio)
        self.layers = LayersPanel(desk, studio.store, commands.layers)
        self.properties = PropertiesPanel(studio, desk, commands.layers, commands.edit.set_label)
        self.jobs = JobsPanel(studio)
        self.status = StatusLine(desk)

    def _place_parts(self) -> None:
        places = {"window": self, "canvas": self.centre, "layers": self.layers}
        self.actions_by_id = ActionSet(self, self.commands, places)
        fill_menus(
            self.menuBar(),
            self.actions_by_id,
            {"recent": self._recent_menu, "panels": self.docks.fill_menu},
        )
        self._corner = self._search_button()
        self.menuBar().setCornerWidget(self._corner)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, tool_strip(self.actions_by_id))
        self.setCentralWidget(self.centre)
        for name, title, panel, area in (
            ("task", text("Task"), self.task, _Area.LeftDockWidgetArea),
            ("models", text("Models"), self.models, _Area.LeftDockWidgetArea),
            ("layers", text("Layers"), self.layers, _Area.RightDockWidgetArea),
            ("properties", text("Properties"), self.properties, _Area.RightDockWidgetArea),
            ("jobs", text("Jobs"), self.jobs, _Area.BottomDockWidgetArea),
        ):
            self.docks.add(Dock(name, title, panel), area)
        # The job panel has its own line on top.
        self.docks.all["jobs"].setTitleBarWidget(QWidget())
        self.setStatusBar(self.status)
        self.docks.settle()

    def _search_button(self) -> QWidget:
        action = self.actions_by_id.by_id["app.search"]
        button = QPushButton()
        button.setProperty("role", "search")
        button.setIcon(icons.icon("search", "muted"))
        button.setFixedWidth(240)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(button, "setText", lambda: tip_of_search())
        button.clicked.connect(action.trigger)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 3, theme.SPACE_2, 3)
        line.addWidget(button)
        return holder

    def _connect(self) -> None:
        studio, desk = self.studio, self.desk
        for signal in (desk.switched, desk.selected, desk.history):
            signal.connect(self._refresh)
        for signal in (studio.jobs.added, studio.jobs.changed, studio.jobs.removed):
            signal.connect(lambda _job: self._refresh())
        studio.saved.connect(self.status.note_saved)
        self.centre.view_made.connect(self._view_made)
        for view in self.centre.views:
            self._view_made(view)
        self.task.run_clicked.connect(lambda: self.commands.runs.run())
        self.task.masks_clicked.connect(lambda: self.commands.runs.masks_from_boxes())
        self.models.chosen.connect(self.task.choose_model)
        self.jobs.show_wanted.connect(self._show_result)
        self.jobs.details_wanted.connect(self._show_details)

    def fill_later(self) -> None:
        """Fill what is not needed for the first picture of the window."""
        self.models.fill()
        self.centre.empty.fill()

    def _view_made(self, view: CanvasView) -> None:
        view.zoom_changed.connect(lambda _scale: self._show_zoom())
        view.pointer_moved.connect(self._show_pointer)
        view.tool_changed.connect(lambda _name: self._refresh())
        view.label_wanted.connect(lambda request: self._ask_label(view, request))
        view.context_wanted.connect(lambda place, _keys: self._context_menu(view, place))

    # Following ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        now = self.desk.situation(busy=self.studio.jobs.busy)
        self.actions_by_id.refresh(now)
        document = self.desk.document
        self.setWindowTitle(f"{document.name}[*] - vlm_studio" if document else "vlm_studio")
        self.setWindowModified(document is not None and document.history.dirty)
        self._show_zoom()

    def _show_zoom(self) -> None:
        if self.desk.view is not None:
            self.status.show_zoom(self.desk.view.zoom)

    def _show_pointer(self, point: QPointF | None) -> None:
        color = self.desk.view.colour_at(point) if self.desk.view and point else None
        self.status.show_pointer(point, color)

    def _ask_label(self, view: CanvasView, request: LabelRequest) -> None:
        labels = offered(self.desk.document, self.studio.settings, self.studio.store)
        LabelPopup(view, request, labels, self.studio.settings.used_label)

    def _context_menu(self, view: CanvasView, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id in (
            "edit.label", "edit.duplicate", "edit.copy", "edit.paste", "edit.delete", "-",
            "run.masks", "run.cut_out", "-", "edit.select_all", "view.fit_selection", "view.fit",
        ):  # fmt: skip
            action = self.actions_by_id.by_id.get(id)
            if action is None:
                menu.addSeparator()
            elif action.isEnabled():
                menu.addAction(action)
        menu.popup(view.mapToGlobal(place))

    def _show_result(self, job: Job) -> None:
        """Bring the layer in front that a job made."""
        document = next((d for d in self.studio.documents if d.id == job.document), None)
        if document is None:
            return
        self.studio.opened.emit(document)
        task, model = (
            str(type(job.request).__struct_config__.tag),
            getattr(job.request, "model", ""),
        )
        made = [
            layer.id
            for layer in document.walk()
            if isinstance(layer, AnnotationLayer)
            and layer.source is not None
            and (layer.source.task, layer.source.model) == (task, model)
        ]
        self.desk.select_layers(made[-1:] or self._selected_layers())

    def _selected_layers(self) -> tuple[str, ...]:
        return self.desk.selection.layers if self.desk.selection is not None else ()

    # Panels (see ``commands.view``) ------------------------------------------------------------

    def toggle_panels(self) -> None:
        self.docks.toggle_all()

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_jobs(self) -> None:
        dock = self.docks.all["jobs"]
        if dock.isVisible():
            self.jobs.toggle()
        else:
            dock.show()
            self.jobs.set_open(True)

    def reset_layout(self) -> None:
        self.jobs.set_open(False)
        self.docks.reset()

    def _recent_menu(self, menu: QMenu) -> None:
        recent = menu.addMenu("")
        say(recent, "setTitle", text("Open recent"))
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        menu.aboutToShow.connect(
            lambda: recent.menuAction().setEnabled(bool(self.studio.settings.recent_files))
        )

    def _fill_recent(self, menu: QMenu) -> None:
        from pathlib import Path

        menu.clear()
        for name in self.studio.settings.recent_files:
            path = Path(name)
            shown = menu.addAction(path.name.replace("&", "&&"))
            shown.setToolTip(name)
            shown.triggered.connect(lambda _=False, p=path: self.studio.open([p]))
        menu.setToolTipsVisible(True)

    # Dialogs -----------------------------------------------------------------------------------

    def _search(self) -> None:
        from vlm_studio.ui.dialogs.search import CommandSearch

        CommandSearch(self, self.actions_by_id.by_id).open()

    def _settings(self) -> None:
        from vlm_studio.ui.dialogs.settings import SettingsDialog

        dialog = SettingsDialog(self, self.studio.settings)
        dialog.wheel_changed.connect(self.centre.use_wheel)
        dialog.open()

    def _shortcuts(self) -> None:
        from vlm_studio.ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self).open()

    def _about(self) -> None:
        from vlm_studio.ui.dialogs.about import AboutDialog

        AboutDialog(self).open()

    def _show_details(self, job: Job) -> None:
        from vlm_studio.ui.dialogs.details import DetailsDialog

        DetailsDialog(self, job).open()

    # Leaving -----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
            return
        event.ignore()
        self.commands.files.quit()

    def _finish(self) -> None:
        self._leaving = True
        self.studio.settings.window = self.docks.save()
        self.close()
        QTimer.singleShot(0, self.left.emit)


def tip_of_search() -> str:
    """What the search button says: its action and its key."""
    from vlm_studio.ui.actions import BY_ID

    return tip(BY_ID["app.search"])
