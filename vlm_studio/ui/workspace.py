"""The parts of the window together: connects them and decides nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.document.layers import Layer, RasterLayer, VectorLayer
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.tasks.design import DesignRequest
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.canvas_talk import CanvasTalk
from vlm_studio.ui.centre import Centre
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.commands.app import AppCommands
from vlm_studio.ui.commands.clipboard import Clipboard
from vlm_studio.ui.commands.designs import DesignCommands
from vlm_studio.ui.commands.edit import EditCommands
from vlm_studio.ui.commands.files import Asker, FileCommands
from vlm_studio.ui.commands.images import ImageCommands
from vlm_studio.ui.commands.layers import LayerCommands
from vlm_studio.ui.commands.merge import MergeCommands
from vlm_studio.ui.commands.paths import PathCommands
from vlm_studio.ui.commands.runs import DESIGN, RunCommands
from vlm_studio.ui.commands.shapes import ShapeCommands
from vlm_studio.ui.commands.staging import StagingCommands
from vlm_studio.ui.commands.view import ViewCommands
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.dialogs.asker import DialogAsker
from vlm_studio.ui.focus_watch import FocusWatch
from vlm_studio.ui.image_desk import ImageDesk
from vlm_studio.ui.image_views import ImageViews
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.layout import Layout
from vlm_studio.ui.main_window import MainWindow
from vlm_studio.ui.menus import LAYER_MENU, ActionSet, fill_menus, fill_strip
from vlm_studio.ui.opening import Opening
from vlm_studio.ui.recent_menu import add_recent_menu
from vlm_studio.ui.results import layers_made
from vlm_studio.ui.search_button import search_button
from vlm_studio.ui.staging.desk import StagingDesk
from vlm_studio.ui.status import StatusLine
from vlm_studio.ui.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from vlm_studio.ui.panels.all import Panels
    from vlm_studio.ui.panels.design_page import DesignPage


class Workspace(QObject):
    """Brings a window to life with a studio: commands, actions, panels and views."""

    panels: Panels
    status: StatusLine
    actions: ActionSet
    image_desk: ImageDesk
    staging: StagingDesk

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        asker: Asker | None = None,
        *,
        staged: bool = False,
    ) -> None:
        """A ``staged`` one only shows documents until :meth:`build` was called as often as it wants."""
        super().__init__(window)
        self.window = window
        self.studio = studio
        self.desk = Desk()
        self.keys = KeyMap(studio.settings, self)
        self.dialogs = WindowDialogs(
            window,
            studio,
            self.keys,
            lambda: self.actions.by_id,
            lambda mode: self.centre.use_wheel(mode),
        )
        self._layout = Layout(
            window, lambda: self.panels.jobs, lambda: self.image_desk.bring_back()
        )
        self.commands = self._made_commands(asker or DialogAsker(window, studio))
        window.close_wanted.connect(self.commands.files.quit)  # also before everything is there
        self.centre = Centre(
            studio,
            self.desk,
            self.commands.files,
            self.commands.clipboard.paste,
            self.commands.designs.describe,
            window.empty,
        )
        Opening(studio, window.empty)
        self._designs = QWidget()
        """Where the designs that wait are shown; not in the centre, whose keys mean other things."""
        self._designs.hide()
        window.middle.setCurrentIndex(window.middle.addWidget(_over(self.centre, self._designs)))
        self.whole = False
        """Whether everything is there."""
        self._rest = self._steps()
        while not staged and self.build():
            pass

    def build(self) -> bool:
        """Make the next part of the window; ``False`` when none is left."""
        return next(self._rest, False)

    def _steps(self) -> Iterator[bool]:
        from vlm_studio.ui.panels.all import Panels

        yield True
        self.panels = Panels(self.studio, self.desk, self.commands, self.keys)
        for _ in self.panels.steps():
            yield True
        self.status = StatusLine(self.desk)
        self.actions = self._made_actions()
        self._talk = CanvasTalk(
            self.studio, self.desk, self.status, self.actions, self._refresh, self
        )
        yield True
        self.image_desk = ImageDesk(
            self.window, self.studio, self.desk, self.commands, self.actions
        )
        self._image_views = ImageViews(self.studio, self.desk)
        self._place_parts()
        yield True
        self.staging = StagingDesk(
            self.studio, self.desk, self.commands.staging, self.actions, self._designs
        )
        self._connect()
        self._use_profile()
        self.desk.switched.emit()  # some of them were made after a document came to the front
        self._refresh()
        self.whole = True

    def _made_actions(self) -> ActionSet:
        places: dict[str, QWidget] = {
            "window": self.window,
            "canvas": self.centre,
            "layers": self.panels.layers,
            "images": self.window.docks.all["images"],
        }
        return ActionSet(self.window, self.commands, self.keys, places)

    def _made_commands(self, asker: Asker) -> Commands:
        designs = DesignCommands(
            self.studio, self.desk, self._design_page, lambda: self.staging.expect()
        )
        runs = RunCommands(
            self.studio,
            self.desk,
            lambda: self.panels.task.wish(),
            lambda: self.panels.task.task == DESIGN,
            designs,
        )
        return Commands(
            files=FileCommands(self.studio, self.desk, asker, self._leave),
            edit=EditCommands(self.studio, self.desk),
            clipboard=Clipboard(self.studio, self.desk, self._layers_in_hand),
            layers=LayerCommands(self.desk, self._layers_in_hand),
            images=ImageCommands(
                self.studio, runs, lambda: self.image_desk.chosen(), self._refresh
            ),
            merge=MergeCommands(self.studio, self.desk),
            paths=PathCommands(self.desk),
            runs=runs,
            designs=designs,
            shapes=ShapeCommands(self.studio, self.desk),
            staging=StagingCommands(
                self.studio,
                self.desk,
                lambda on: self.staging.show(on),
                lambda: self.staging.shown,
                lambda request: self._talk.ask_words(request),
                lambda request: self.commands.designs.use(request),
                lambda: self.staging.expect(self.desk.view),
            ),
            view=ViewCommands(self.desk, self._layout),
            app=AppCommands(
                search=self.dialogs.search,
                settings=self.dialogs.settings,
                shortcuts=self.dialogs.shortcuts,
                keyboard=self.dialogs.keyboard,
                about=self.dialogs.about,
                trace=lambda: self.dialogs.trace(self.desk.document, self.desk.layer),
            ),
        )

    def _design_page(self) -> DesignPage:
        """The Design page, in front."""
        while self.build():  # the page to begin with can be clicked on before the rest is there
            pass
        self._layout.show_task()
        self.panels.task.choose_task(DESIGN)
        return self.panels.task.design_page()

    def _task_chosen(self) -> None:
        if self.panels.task.task == DESIGN:
            self._layout.room.take()
        else:
            self._layout.room.give_back()
        self._refresh()

    def _layers_in_hand(self) -> bool:
        return self.panels.layers.isAncestorOf(self.window.focusWidget())

    def _place_parts(self) -> None:
        window = self.window
        bar = window.menuBar()
        fill_menus(
            bar,
            self.actions,
            {"recent": partial(add_recent_menu, self.studio), "panels": window.docks.fill_menu},
        )
        self._corner = search_button(self.actions.by_id["app.search"], self.keys)
        bar.setCornerWidget(self._corner)
        self._corner.show()
        fill_strip(window.strip, self.actions)
        for name, panel in self.panels.by_name().items():
            window.docks.all[name].setWidget(panel)
        if not self.studio.documents:
            window.empty.open.setFocus()
        window.setStatusBar(self.status)

    def _connect(self) -> None:
        studio, desk = self.studio, self.desk
        for signal in (desk.switched, desk.selected, desk.history):
            signal.connect(self._refresh)
        for signal in (studio.jobs.added, studio.jobs.changed, studio.jobs.removed):
            signal.connect(lambda _job: self._refresh())
        studio.saved.connect(self.status.note_saved)
        self.keys.changed.connect(self._use_profile)
        self.actions.turned.connect(self._refresh)
        self.panels.task.task_chosen.connect(self._task_chosen)
        studio.images.listed.connect(self._refresh)
        self.centre.view_made.connect(self._view_made)
        for view in self.centre.views:
            self._view_made(view)
        listed = self.panels.layers.list
        listed.customContextMenuRequested.connect(
            lambda place: self.actions.popup(LAYER_MENU, listed.viewport().mapToGlobal(place))
        )
        self.panels.jobs.folded.connect(self._layout.resize_jobs)
        self.panels.jobs.show_wanted.connect(self._show_result)
        self.panels.jobs.details_wanted.connect(self.dialogs.details)
        studio.staging.changed.connect(lambda _id: self._refresh())
        self.window.left.connect(self.commands.clipboard.leave)
        watch = FocusWatch(self._layers_in_hand, self.window)
        watch.changed.connect(self._refresh)
        self.window.left.connect(watch.stop)
        self.window.left.connect(self.staging.leave)

    def _view_made(self, view: CanvasView) -> None:
        self._image_views.follow(view)
        self._talk.follow(view)
        view.tool_changed.connect(lambda _name: self._refresh())
        view.tool_changed.connect(lambda _name: self.staging.look())
        view.comparing_changed.connect(self._refresh)

    def _use_profile(self) -> None:
        self.centre.options.space_finishes = self.keys.profile == "annotator"

    # Following ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        tray = self.studio.staging.tray(self.desk.document)
        now = replace(
            self.desk.situation(busy=self.studio.jobs.busy),
            images=bool(self.studio.images.pictures),
            keep_zoom=self.studio.settings.keep_zoom,
            layers_in_hand=self._layers_in_hand(),
            staged=len(tray.designs),
            staging=self.staging.shown,
            discarded=bool(tray.discarded),
            earlier=self.studio.staging.earlier.count > 0,
            design_layer=_is_design(self.desk.layer),
            designing=self.panels.task.task == DESIGN,
        )
        self.actions.refresh(now)
        document = self.desk.document
        self.window.setWindowTitle(f"{document.name}[*] - vlm_studio" if document else "vlm_studio")
        self.window.setWindowModified(document is not None and document.history.dirty)
        self._talk.show_zoom()
        self.centre.show_options(now.tool if now.document else "")

    def _show_result(self, job: Job) -> None:
        """Select what a job made, and bring its document in front."""
        document = next((d for d in self.studio.documents if d.id == job.document), None)
        if document is None:
            return
        self.studio.opened.emit(document)
        if isinstance(job.request, DesignRequest):
            self.staging.show(True)
            return
        self.desk.select_layers(layers_made(document, job) or self._selected_layers())

    def _selected_layers(self) -> tuple[str, ...]:
        return self.desk.selection.layers if self.desk.selection is not None else ()

    def _leave(self) -> None:
        self._layout.room.give_back()
        self.studio.settings.window = self.window.docks.save()
        self.window.leave()


def _over(upper: QWidget, lower: QWidget) -> QWidget:
    """Both, one over the other, the upper one as tall as it can be."""
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(upper, 1)
    layout.addWidget(lower)
    return both


def _is_design(layer: Layer | None) -> bool:
    known = layer.provenance if isinstance(layer, RasterLayer | VectorLayer) else None
    return known is not None and known.task in ("text-to-sketch", "text-to-image")
