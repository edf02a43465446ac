"""One picture of an opened folder, and how far the work on it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vlm_studio.formats.sidecars import Stamp, Summary, sidecar
from vlm_studio.words import Text


class PictureState(Enum):
    """``DONE`` has results, ``EDITED`` was worked on by hand, ``FAILED`` has its sentence in ``error``."""

    NEW = "new"
    DONE = "done"
    EDITED = "edited"
    FAILED = "failed"


@dataclass(eq=False, slots=True)
class Picture:
    """Changed only by the list it stands in."""

    folder: Path
    name: str
    stamp: Stamp
    place: Path | None = None
    """The folder of the project with its annotations, once there is one."""
    saved: Stamp | None = None
    """The sidecar's version."""
    summary: Summary | None = None
    """What the sidecar holds, once it was read."""
    error: Text | None = None
    dirty: bool = False
    """Whether it is open and has changes that are in no file yet."""

    @property
    def path(self) -> Path:
        return self.folder / self.name

    @property
    def sidecar(self) -> Path | None:
        """The project with its annotations, once there is one."""
        return sidecar(self.path, self.place) if self.place is not None else None

    @property
    def state(self) -> PictureState:
        if self.error is not None:
            return PictureState.FAILED
        if self.dirty or (self.summary is not None and self.summary.by_hand):
            return PictureState.EDITED
        return PictureState.DONE if self.place is not None else PictureState.NEW

    @property
    def finished(self) -> bool:
        """Whether somebody or some model was at it."""
        # As ``state`` says; it is asked of ten thousand rows at once.
        return self.error is None and (self.place is not None or self.dirty)

    def has_run(self, wish: str) -> bool:
        """Whether this was done on the picture as it is now."""
        said = self.summary
        if said is None or self.place is None:
            return False
        return wish in said.runs and said.picture in (None, self.stamp)
