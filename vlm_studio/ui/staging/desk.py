"""The row of designs and their preview on the canvas, for whatever document is in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.document.document import Document
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Box
from vlm_studio.document.history import Change
from vlm_studio.jobs.accept import layers_of, owner_of, part_objects, within
from vlm_studio.jobs.job import Job
from vlm_studio.studio import Studio
from vlm_studio.studio.forming import Forming
from vlm_studio.tasks.staged import Staged
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.focus_watch import FocusWatch
from vlm_studio.ui.menus import STAGING_MENU, ActionSet
from vlm_studio.ui.panels.model_words import model_name
from vlm_studio.ui.staging.resting import Resting

if TYPE_CHECKING:
    from vlm_studio.ui.canvas.view import CanvasView
    from vlm_studio.ui.commands.staging import StagingCommands
    from vlm_studio.ui.staging.row import StagingRow

_TYPING = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_LOOKING = frozenset({"select", "hand", "zoom"})
"""Tools that make nothing."""


class StagingDesk:
    """Makes the row in ``holder`` when the first design comes."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        commands: StagingCommands,
        actions: ActionSet,
        holder: QWidget,
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._commands = commands
        self._actions = actions
        self._holder = holder
        self._hidden: set[str] = set()
        """Documents whose row was put away."""
        self._painted: CanvasView | None = None
        self.row: StagingRow | None = None
        self._resting = Resting(holder)
        self._watch = FocusWatch(self._in_use, holder)
        self._watch.changed.connect(self.refresh)
        self._used = False
        staging = studio.staging
        staging.changed.connect(self._changed)
        staging.arrived.connect(self._arrived)
        staging.forming.formed.connect(self._formed)
        studio.jobs.changed.connect(self._job_changed)
        studio.closed.connect(lambda document: self._hidden.discard(document.id))
        desk.switched.connect(self.refresh)
        desk.changed.connect(self._document_changed)
        desk.selected.connect(self.look)
        self.refresh()

    @property
    def shown(self) -> bool:
        """Whether the row is there."""
        return not self._holder.isHidden()

    def show(self, on: bool) -> None:
        """Bring the row, with the focus in it, or put it away."""
        document = self._desk.document
        if document is None:
            return
        (self._hidden.discard if on else self._hidden.add)(document.id)
        self.refresh()
        if on:
            self.focus()

    def focus(self) -> None:
        """The keys are the row's now."""
        if self.row is not None and self.shown:
            self.row.strip.setFocus()
            self.refresh()

    def refresh(self) -> None:
        """Show what waits for the document in front."""
        document = self._desk.document
        tray = self._studio.staging.tray(document)
        seen = document is not None and bool(tray.designs) and document.id not in self._hidden
        focus = QApplication.focusWidget()
        held = focus is not None and self._holder.isAncestorOf(focus)
        if seen:
            self._made().show_designs(tray.designs, tray.at)
        self._holder.setVisible(seen)
        if held and not seen and self._desk.view is not None:
            self._desk.view.setFocus()
        self._used = self._in_use()
        self._show_on_canvas(document, tray.current if seen and not self._used else None)

    def expect(self, field: QWidget | None = None) -> None:
        """Designs are asked for: if nothing is done in ``field`` until they come, the keys are theirs.

        Without a ``field`` it is the one that has the focus.
        """
        self._resting.begin(field or QApplication.focusWidget())

    def look(self) -> None:
        """Something else is selected, or another tool is in hand."""
        if self._used != self._in_use():
            self.refresh()

    def _in_use(self) -> bool:
        """Whether somebody is at something on the canvas, which must not be under a design."""
        view = self._desk.view
        if view is None or self._holder.window().focusWidget() is not view:
            return False
        chosen = view.selection.annotations or view.selection.objects
        return bool(chosen) or view.drafting or view.tool not in _LOOKING

    def _made(self) -> StagingRow:
        if self.row is None:
            from vlm_studio.ui.staging.row import StagingRow

            self.row = StagingRow(partial(model_name, self._studio.store), self._offer)
            self.row.wanted.connect(lambda verb: getattr(self._commands, verb)())
            self.row.chosen.connect(self._chosen)
            layout = QVBoxLayout(self._holder)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self.row)
        return self.row

    def _offer(self, place: QPoint) -> None:
        self._actions.popup(STAGING_MENU, place)

    def _chosen(self, index: int) -> None:
        self._commands.choose(index)
        self.focus()

    def leave(self) -> None:
        """The window goes: nothing is followed any more."""
        self._watch.stop()

    # Following ---------------------------------------------------------------------------------

    def _changed(self, id: str) -> None:
        if self._desk.document is not None and self._desk.document.id == id:
            self.refresh()

    def _arrived(self, id: str) -> None:
        self._hidden.discard(id)
        self._changed(id)
        if self._desk.document is not None and self._desk.document.id == id and self._free():
            self.focus()

    def _free(self) -> bool:
        """Whether nobody types or is at something on the canvas that the keys belong to."""
        focus, view = QApplication.focusWidget(), self._desk.view
        waits = focus is not None and self._resting.waits(focus)
        if (
            isinstance(focus, _TYPING) and not waits
        ) or QApplication.activePopupWidget() is not None:
            return False
        if focus is None or focus is not view or view is None:
            return focus is None or focus.window() is self._holder.window()
        chosen = view.selection.annotations or view.selection.objects
        return waits or not (view.drafting or chosen)

    def _document_changed(self, change: Change) -> None:
        # What the design stands in the place of may be there again, or no longer.
        current = self._studio.staging.tray(self._desk.document).current
        if current is not None and (change.layers or change.children):
            self.refresh()

    # On the canvas -----------------------------------------------------------------------------

    def _show_on_canvas(self, document: Document | None, staged: Staged | None) -> None:
        view = self._desk.view
        if self._painted is not None and self._painted is not view:
            self._painted.show_staged(None)
        self._painted = None
        if view is None or document is None:
            return
        if staged is None:
            view.show_staged(None)
            return
        from vlm_studio.ui.canvas.staged import StagedPreview

        owner, layers = owner_of(document, staged), layers_of(staged)
        gone: list[ObjectKey] = []
        if owner is not None:
            layers = [msgspec.structs.replace(owner, objects=part_objects(owner, staged))]
            gone = [(owner.id, id) for id in within(owner, staged.artboard)]
        under = frozenset(self._studio.staging.under(document, staged))
        preview = StagedPreview(
            staged.artboard, layers, covers=under, covers_objects=frozenset(gone)
        )
        view.show_staged(preview)
        self._painted = view

    def _formed(self, forming: Forming) -> None:
        """A picture has come so far."""
        view = self._desk.view
        if view is not None and forming.document is self._desk.document:
            self._show_forming(view, forming.artboard, forming)
            self._painted = view

    def _show_forming(self, view: CanvasView, artboard: Box, forming: Forming) -> None:
        from vlm_studio.ui.canvas.staged import StagedPreview
        from vlm_studio.ui.paint.picture import BlockImages

        image = BlockImages().image(forming.block, 0)
        if image is not None:  # its pixels are painted over by the next one
            view.show_staged(StagedPreview(artboard, forming=QImage(image.copy())))

    def _job_changed(self, job: Job) -> None:
        if job.ended and self._studio.staging.forming.forms(job):
            self.refresh()
