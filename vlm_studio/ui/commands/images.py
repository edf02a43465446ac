"""Working through the pictures of a folder."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.words import text


class ImageCommands:
    """``chosen`` tells which rows of the list are selected, ``followed`` hears that an option is another."""

    def __init__(
        self,
        studio: Studio,
        chosen: Callable[[], list[Picture]],
        followed: Callable[[], object],
    ) -> None:
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
