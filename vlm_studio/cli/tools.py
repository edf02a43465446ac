"""What the verbs need to run work in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vlm_studio.document.blocks import BlockFolder, remove_dead_folders
from vlm_studio.tasks.context import PlainContext
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.words import Text

if TYPE_CHECKING:
    from vlm_studio.models.store import ModelStore
    from vlm_studio.worker.run import Tools


Progress = Callable[[float | None, Text | None], None]
"""Hears how far work is, 0..1, and what is being done."""


@dataclass(frozen=True)
class Bench:
    """A place for pixels, the model store, and the same ``run`` that a worker has."""

    blocks: BlockFolder
    store: ModelStore
    tools: Tools

    def run(self, request: Request, progress: Progress = lambda *_: None) -> Outcome:
        """Do ``request`` here and now; never raises."""
        from vlm_studio.worker.run import run

        return run(request, PlainContext(self.blocks, progress), self.tools)

    def result(self, request: Request, progress: Progress = lambda *_: None) -> object:
        """As :meth:`run`, but a failure is raised as :class:`~vlm_studio.errors.StudioError`."""
        from vlm_studio.errors import StudioError

        outcome = self.run(request, progress)
        if outcome.error is not None:
            raise StudioError(outcome.error)
        return outcome.result


@contextmanager
def workbench() -> Iterator[Bench]:
    """A :class:`Bench` for the length of one command."""
    from vlm_studio import paths
    from vlm_studio.cli.main import painter
    from vlm_studio.models.store import ModelStore
    from vlm_studio.worker.run import Tools

    remove_dead_folders()
    blocks = BlockFolder.create()
    store = ModelStore(paths.models_folder())
    try:
        yield Bench(blocks, store, Tools(store, painter))
    finally:
        blocks.remove()
