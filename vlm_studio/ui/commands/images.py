"""Working through the pictures of a folder."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.ui.commands.runs import RunCommands
from vlm_studio.wire.images import BatchRequest
from vlm_studio.words import text


class ImageCommands:
    """``chosen`` tells which rows of the list are selected, ``followed`` hears that an option is another."""

    def __init__(
        self,
        studio: Studio,
        runs: RunCommands,
        chosen: Callable[[], list[Picture]],
        followed: Callable[[], object],
    ) -> None:
        self._runs = runs
        self._studio = studio
        self._images = studio.images
        self._chosen = chosen
        self._followed = followed

    def show(self, picture: Picture) -> None:
        """Bring a picture in front."""
        if picture is not self._images.turning.picture or self._images.turning.document is None:
            self._images.turning.show(picture)

    def step(self, direction: int, *, unfinished: bool = False) -> None:
        """To the next (1) or previous (-1) picture of those that are shown."""
        found = self._images.next(direction, unfinished=unfinished)
        if found is not None:
            self._images.turning.show(found)
        elif unfinished:
            sentence = text("There is no further picture that is not done.")
            self._studio.notify(sentence, "info")

    def run_all(self) -> None:
        """The wish of the task panel on every picture, but on none twice."""
        self._run(self._images.pictures)

    def run_unfinished(self) -> None:
        """On the pictures that nobody and no model was at."""
        self._run([picture for picture in self._images.pictures if not picture.finished])

    def run_chosen(self) -> None:
        """On the selected pictures, whatever was done on them before."""
        self._run(self._chosen(), again=True)

    def _run(self, pictures: list[Picture], *, again: bool = False) -> None:
        if self._runs.designing():
            sentence = text("Choose a task that looks at pictures.")
            self._studio.notify(sentence, "info")
            return
        wish = self._runs.ready_wish()
        if wish is None:
            return
        if wish.style is not None:
            sentence = text("Restyle works on one picture at a time.")
            self._studio.notify(sentence, "info")
            return
        if not pictures:
            self._studio.notify(text("There is no picture to run on."), "info")
            return
        request = BatchRequest(wish.task, wish.model, wish.overlap, wish.labels, wish.cutout)
        self._studio.run_all(request, pictures, again=again)

    def refresh(self) -> None:
        """Look again which pictures there are."""
        self._images.refresh()

    def remove(self) -> None:
        """Take the selected pictures out of the list; their files stay where they are."""
        self._images.remove(self._chosen())

    def toggle_keep_zoom(self) -> None:
        """Whether the next picture is seen as the last one was, or each as it was seen before."""
        self._studio.settings.keep_zoom = not self._studio.settings.keep_zoom
        self._followed()
