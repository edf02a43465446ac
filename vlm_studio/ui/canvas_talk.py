"""What canvases ask of the window, and tell it: menus, labels, the zoom and the colour below the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtWidgets import QMenu

from vlm_studio.studio import Studio
from vlm_studio.ui.canvas.label_request import LabelRequest
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.label_popup import LabelPopup
from vlm_studio.ui.labels import offered
from vlm_studio.ui.menus import CANVAS_MENU, ActionSet
from vlm_studio.ui.status import StatusLine
from vlm_studio.words import text


class CanvasTalk(QObject):
    """Hears every view that is made (:meth:`follow`); ``refresh`` brings actions up to date before a menu opens."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        status: StatusLine,
        actions: ActionSet,
        refresh: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._desk = desk
        self._status = status
        self._actions = actions
        self._refresh = refresh

    def follow(self, view: CanvasView) -> None:
        """A view was made."""
        view.zoom_changed.connect(lambda _scale: self.show_zoom())
        view.pointer_moved.connect(self._show_pointer)
        view.label_wanted.connect(lambda request: self._ask_label(view, request))
        view.context_wanted.connect(lambda place, _keys: self._offer(view.mapToGlobal(place)))

    def show_zoom(self) -> None:
        """Of the view in front."""
        if self._desk.view is not None:
            self._status.show_zoom(self._desk.view.zoom)

    def ask_words(self, request: LabelRequest) -> None:
        """Ask for a description of something in the view in front."""
        if self._desk.view is not None:
            LabelPopup(self._desk.view, request, (), lambda _: None, hint=text("Description"))

    def _show_pointer(self, point: QPointF | None) -> None:
        color = self._desk.view.colour_at(point) if self._desk.view and point else None
        self._status.show_pointer(point, color)

    def _ask_label(self, view: CanvasView, request: LabelRequest) -> None:
        settings = self._studio.settings
        labels = offered(self._desk.document, settings, self._studio.store)
        LabelPopup(view, request, labels, settings.used_label)

    def _offer(self, place: QPoint) -> None:
        """What can be done at this place of the canvas, on the screen."""
        self._refresh()
        drawn = self._desk.selection is not None and bool(self._desk.selection.objects)
        ids = [id for id in CANVAS_MENU if drawn or id != "arrange"]
        self._actions.popup(ids, place, self._offer_layers)

    def _offer_layers(self, menu: QMenu) -> None:
        """The layers one above the other where the menu was opened."""
        from vlm_studio.ui.canvas.picking import layers_at

        stage = self._desk.stage
        if stage is None or stage.pointed is None:
            return
        menu.addSeparator()
        inner = menu.addMenu(str(text("Layers here")))
        for layer in layers_at(stage, stage.pointed):
            entry = inner.addAction(layer.name.replace("&", "&&"))
            entry.triggered.connect(lambda _=False, id=layer.id: self._desk.select_layers([id]))
        inner.menuAction().setEnabled(not inner.isEmpty())
