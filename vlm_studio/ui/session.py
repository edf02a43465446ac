"""What is asked for on the command line: running tasks on the files it names, taking the picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from vlm_studio.document.document import Document
from vlm_studio.log import logger
from vlm_studio.tasks.names import DEFAULT_MODELS, task_name
from vlm_studio.ui.workspace import Workspace
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.jobs.process_lane import ProcessLane
    from vlm_studio.ui.pool import Pool


class Session:
    """``status`` is the exit status: 1 once a job failed while a screenshot was asked for."""

    def __init__(
        self,
        space: Workspace,
        run_tasks: tuple[str, ...],
        annotations: Path | None,
        screenshot: str | Path | None,
        words: str = "",
    ) -> None:
        """A design is made of ``words``, for the first of the files if there are any."""
        self._space = space
        self._tasks = run_tasks
        self._annotations = annotations
        self._screenshot = screenshot
        self._words = words
        self._hurt = False
        self._device_known = False
        self._begun: set[str] = set()
        self.status = 0
        space.studio.opened.connect(self._opened)
        space.studio.noticed.connect(self._noticed)

    def begin(self, pool: Pool, lanes: Mapping[str, ProcessLane]) -> None:
        """Warm the lanes up, and take the picture when all is done. The window is whole now."""
        from vlm_studio.document.blocks import remove_dead_folders

        lanes["light"].start()
        pool.start(remove_dead_folders)
        pool.start(lambda: self._ask_device(pool, lanes["heavy"]))
        for task in filter(None, map(task_name, self._tasks[-1:])):
            self._space.panels.task.choose_task(task)
        self._describe()
        if self._screenshot is not None:
            self._wait()

    def _describe(self) -> None:
        """Ask for the design, once, when the files that were to be opened are.

        Where the model is not there yet, the page offers it: nothing is fetched unasked.
        """
        studio = self._space.studio
        if not self._words or (studio.jobs.busy and not studio.documents):
            return
        designs, words = self._space.commands.designs, self._words
        self._words = ""
        designs.describe(words)
        if designs.ready:
            designs.generate()

    def _ask_device(self, pool: Pool, lane: ProcessLane) -> None:
        from vlm_studio.errors import StudioError

        try:
            found = device_text(lane.warm())
        except StudioError:
            found = None  # the first job will say why
        pool.on_main(lambda: self._know_device(found))

    def _know_device(self, words: Text | None) -> None:
        self._device_known = True
        if words is not None:
            self._space.status.show_device(words)
        self._look()

    def _opened(self, document: Document) -> None:
        if document.id in self._begun:
            return
        self._begun.add(document.id)
        if self._annotations is not None:
            self._space.studio.add_annotations(document, self._annotations)
        if self._space.whole:
            self._describe()
        for word in self._tasks:
            task = task_name(word)
            if task is not None:
                self._space.studio.run(document, task, DEFAULT_MODELS[task])

    def _noticed(self, notice: Any) -> None:
        self._hurt |= notice.kind == "error"

    # The screenshot ----------------------------------------------------------------------------

    def _wait(self) -> None:
        jobs = self._space.studio.jobs
        if jobs.busy:
            jobs.changed.connect(self._look)
            jobs.removed.connect(self._look)
        self._look()

    def _look(self, _job: object = None) -> None:
        # A job that ended may just be starting the next one: look again when everybody has heard of it.
        QTimer.singleShot(150, self._shoot_if_idle)

    def _shoot_if_idle(self) -> None:
        jobs = self._space.studio.jobs
        if jobs.busy or not self._device_known or self._screenshot is None:
            return
        if jobs.at_work:  # nobody tells of the end of what has no row
            self._look()
            return
        complaints = [
            str(job.outcome.error) for job in jobs.jobs if job.outcome and job.outcome.error
        ]
        path, self._screenshot = str(self._screenshot), None
        if self._space.desk.view is not None:
            self._space.desk.view.finish_painting()
        if self._space.staging.row is not None:
            self._space.staging.row.strip.finish_painting()
        if not self._space.window.grab().save(path):
            complaints.append(str(text("{name} could not be written.", name=path)))
        for complaint in complaints:
            logger.error("%s", complaint)  # nobody looks at the window: standard error has it too
        self.status = int(bool(complaints) or self._hurt)
        QApplication.exit(0)  # not quit(): that would ask about unsaved changes


def device_text(capabilities: Mapping[str, Any]) -> Text | None:
    """What models run on and why, from what a worker says of itself."""
    why = capabilities.get("why")
    if isinstance(why, Mapping) and "key" in why:
        return Text(why["key"], dict(why.get("values", {})), why.get("plural"))
    return None
