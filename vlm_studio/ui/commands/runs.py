"""Asking models for something, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vlm_studio.document.layers import RasterLayer
from vlm_studio.document.masks import Mask
from vlm_studio.jobs.job import JobState
from vlm_studio.studio import Studio
from vlm_studio.tasks.requests import Style
from vlm_studio.ui.commands.designs import DesignCommands
from vlm_studio.ui.commands.pulling import get
from vlm_studio.ui.desk import Desk

DESIGN = "design"
"""What the task panel calls making something new; all other tasks of its look at pictures."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the task panel is set to."""

    task: str
    model: str
    overlap: float = 0.45
    labels: tuple[str, ...] = ()
    cutout: bool = False
    style: Style | None = None


class RunCommands:
    """``wish`` is asked for what the task panel is set to; ``designing`` tells whether that is to design."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        wish: Callable[[], Wish | None],
        designing: Callable[[], bool],
        designs: DesignCommands,
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._wish = wish
        self.designing = designing
        self._designs = designs

    def run(self, *, first: bool = False) -> None:
        """Run the chosen task, or get its model when it is not there yet."""
        if self.designing():
            self._designs.generate(first=first)
            return
        wish, document = self.ready_wish(), self._desk.document
        if wish is None or document is None:
            return
        layer = self._desk.layer
        selected = layer.id if isinstance(layer, RasterLayer) else None
        self._studio.run(
            document,
            wish.task,
            wish.model,
            selected,
            overlap=wish.overlap,
            labels=wish.labels,
            cutout=wish.cutout,
            style=wish.style,
            first=first,
        )

    def ready_wish(self) -> Wish | None:
        """What the task panel is set to; none while its model is not there, which then is on its way."""
        wish = self._wish()
        if wish is not None and self._studio.store.state(wish.model) != "ready":
            get(self._studio, wish.model)
            return None
        return wish

    def cancel(self) -> None:
        """Cancel the job that runs, else the one that waits first."""
        jobs = self._studio.jobs.jobs
        running = [job for job in jobs if job.state is JobState.RUNNING]
        waiting = [job for job in jobs if job.state is JobState.WAITING]
        for job in (running or waiting)[:1]:
            self._studio.jobs.cancel(job)

    def masks_from_boxes(self) -> None:
        """One mask an object: for the selected boxes, else for all that the active or topmost layer shows."""
        document, layer, selection = (
            self._desk.document,
            self._desk.box_layer(),
            self._desk.selection,
        )
        if document is None or selection is None or layer is None:
            return
        chosen = [id for owner, id in selection.annotations if owner == layer.id]
        self._studio.masks_from_boxes(document, layer.id, chosen or None)

    def cut_out(self) -> None:
        """Copy what is under the selected masks to raster layers of their own."""
        document, selection = self._desk.document, self._desk.selection
        if document is None or selection is None:
            return
        for layer, id in sorted(selection.annotations):
            annotation = document.annotations(layer).get(id)
            if annotation is not None and isinstance(annotation.shape, Mask):
                self._studio.cut_out(document, layer, id)
