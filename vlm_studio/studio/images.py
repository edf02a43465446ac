"""A folder as a list of pictures: which there are, which is in front, and where their annotations are kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from psygnal import Signal

from vlm_studio import paths
from vlm_studio.document.document import Document
from vlm_studio.formats import sidecars
from vlm_studio.formats.folders import ListedPicture
from vlm_studio.jobs.job import Job
from vlm_studio.studio.files import Files
from vlm_studio.studio.picture_row import Picture, PictureState
from vlm_studio.studio.turning import Turning
from vlm_studio.wire.images import (
    ListPicturesRequest,
    PicturesListed,
    PruneRequest,
    Summaries,
    SummariesRequest,
)
from vlm_studio.words import Text, text

_THUMBNAILS = 256 << 20
"""Bytes on disk, about thirty thousand of them."""
_AT_ONCE = 50
"""Sidecars that are looked into in one job."""


class Images:
    """The pictures of one folder. ``shown`` are those that the search and the state let through."""

    listed = Signal()
    """Another folder is open, or the same was read again, or others are shown."""
    changed = Signal(Picture)
    """The state of this picture changed."""
    turned = Signal()
    """Another picture is in front, or none."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.folder: Path | None = None
        self.elsewhere: Path | None = None
        """Where sidecars are kept, if not beside the pictures."""
        self.pictures: list[Picture] = []
        self.shown: list[Picture] = []
        self._seen: set[Picture] = set()
        """The same, to look one up."""
        self._words = ""
        self._state: PictureState | None = None
        self._unread: list[Picture] = []
        self.turning = Turning(files, self)
        self.changed.connect(self._sort_in)
        self.turned.connect(self._follow)
        files.saved.connect(self._saved)

    # The folder --------------------------------------------------------------------------------

    def open(self, folder: Path) -> None:
        """List the pictures of ``folder`` and show the first; what cannot be read is said."""
        folder = folder.absolute()

        def ended(job: Job) -> None:
            result = job.outcome.result if job.outcome else None
            if isinstance(result, PicturesListed):
                self._arrived(folder, result)
                self._files.jobs.dismiss(job)
            elif job.outcome is not None and job.outcome.error is not None:
                self._files.notify(job.outcome.error, "error")

        request = ListPicturesRequest(str(folder), str(paths.images_folder(folder)))
        sentence = text("Open {name}", name=folder.name)
        self._files.jobs.submit(Job(request, sentence, "light", then=ended))

    def refresh(self) -> None:
        """Look again which pictures there are."""
        if self.folder is not None:
            self.open(self.folder)

    def _arrived(self, folder: Path, result: PicturesListed) -> None:
        again = folder == self.folder
        if not again:
            self.turning.leave()
        self._choose_place(folder, result.writable)
        before = {picture.name: picture for picture in self.pictures} if again else {}
        self.folder = folder
        self.pictures = [self._row(folder, found, before) for found in result.pictures]
        self._files.settings.used_file(folder)
        self._filter()
        self._unread = [p for p in self.pictures if p.place is not None and p.summary is None]
        self._read_on()
        if not again:
            prune = PruneRequest(str(paths.thumbnails_folder()), _THUMBNAILS)
            self._files.ask_quietly(prune, "light", lambda _job: None)
        if not again and self.pictures:
            self.turning.show(self.pictures[0])
        elif not self.pictures:
            self._files.notify(text("There is no picture in {name}.", name=folder.name), "info")

    def _choose_place(self, folder: Path, writable: bool) -> None:
        self.elsewhere = None if writable else paths.images_folder(folder)
        if self.elsewhere is not None:
            try:
                self.elsewhere.mkdir(parents=True, exist_ok=True)
            except OSError:
                self.elsewhere = None  # then saving will say why it fails

    def _row(self, folder: Path, found: ListedPicture, before: dict[str, Picture]) -> Picture:
        kept = folder if found.beside else self.elsewhere
        place = kept if found.sidecar is not None else None
        row = before.get(found.name)
        if row is None:
            return Picture(folder, found.name, found.stamp, place, found.sidecar)
        if row.stamp != found.stamp or row.saved != found.sidecar:
            row.error = row.summary = None
            self.turning.outdated(row)
        row.stamp, row.saved, row.place = found.stamp, found.sidecar, place
        return row

    def place(self, picture: Picture) -> Path:
        """Where the annotations of ``picture`` are written."""
        return sidecars.sidecar(picture.path, self.elsewhere)

    def places(self, picture: Picture) -> tuple[str, ...]:
        """Where they are looked for, the newest place first."""
        beside = sidecars.sidecar(picture.path)
        return tuple(dict.fromkeys(map(str, (self.place(picture), beside))))

    def remove(self, pictures: Iterable[Picture]) -> None:
        """Take pictures out of the list; their files stay. The one after them comes in front."""
        gone = set(pictures)
        front = self.turning.picture
        after = self._after(gone) if front in gone else front
        self.pictures = [picture for picture in self.pictures if picture not in gone]
        self._filter()
        if after is None:
            self.turning.leave()
        elif after is not front:
            self.turning.show(after)

    def _after(self, gone: set[Picture]) -> Picture | None:
        """The nearest picture that is shown after the one in front and not in ``gone``, else the one before."""
        front = self.turning.picture
        at = self.shown.index(front) if front in self.shown else 0
        near = (*self.shown[at:], *reversed(self.shown[:at]))
        return next((picture for picture in near if picture not in gone), None)

    # What they hold ----------------------------------------------------------------------------

    @property
    def known(self) -> bool:
        """Whether every sidecar was looked into."""
        return not self._unread

    def _read_on(self) -> None:
        asked, folder = self._unread[:_AT_ONCE], self.folder

        def ended(job: Job) -> None:
            if self.folder == folder and self._unread[: len(asked)] == asked:
                self._unread = self._unread[len(asked) :]
                result = job.outcome.result if job.outcome else None
                if isinstance(result, Summaries):
                    for picture, found in zip(asked, result.found, strict=True):
                        self._know(picture, found)
                self._read_on()

        if asked:
            request = SummariesRequest(tuple(str(picture.sidecar) for picture in asked))
            self._files.ask_quietly(request, "light", ended)
        else:
            self.listed.emit()

    def _know(self, picture: Picture, found: sidecars.Summary | None) -> None:
        picture.summary = found or sidecars.Summary()
        self.changed.emit(picture)

    def _saved(self, document: Document) -> None:
        picture = self.of(document)
        if picture is not None and document.path not in self.places(picture):
            self.turning.let_go(document)  # saved under another name
            picture.dirty = False
            self.changed.emit(picture)
        elif picture is not None:
            self.note_saved(picture, sidecars.summary(sidecars.counted(document.snapshot()).extra))

    def note_saved(self, picture: Picture, said: sidecars.Summary) -> None:
        """The sidecar of ``picture`` was written and says this."""
        path = self.place(picture)
        picture.place, picture.summary, picture.error = path.parent, said, None
        picture.saved = _stamp(path)
        self.turning.outdated(picture)
        self.changed.emit(picture)

    def note_failed(self, picture: Picture, error: Text) -> None:
        """Something could not be done with ``picture``; this says why."""
        picture.error = error
        self.changed.emit(picture)

    # Looking -----------------------------------------------------------------------------------

    def of(self, document: Document) -> Picture | None:
        """The picture whose annotations ``document`` holds."""
        return self.turning.picture_of(document)

    def find(self, words: str, state: PictureState | None) -> None:
        """Show only pictures with ``words`` in their names, and in ``state`` if one is given."""
        self._words, self._state = words.strip().casefold(), state
        self._filter()

    def _filter(self, also: Picture | None = None) -> None:
        every = not self._words and self._state is None
        self.shown = [p for p in self.pictures if every or self._lets_through(p) or p is also]
        self._seen = set(self.shown)
        self.listed.emit()

    def _sort_in(self, picture: Picture) -> None:
        """Its state changed: it comes or goes. The one that is worked on stays until another is in front."""
        if self._state is None or picture is self.turning.picture:
            return
        if self._lets_through(picture) is not (picture in self._seen):
            self._follow()

    def _follow(self) -> None:
        front = self.turning.picture
        if self._state is not None:
            self._filter(front if front in self._seen else None)

    def _lets_through(self, picture: Picture) -> bool:
        right = self._state is None or picture.state is self._state
        return right and self._words in picture.name.casefold()

    def next(self, direction: int, *, unfinished: bool = False) -> Picture | None:
        """The picture that comes after (1) or before (-1) the one in front among those that are shown."""
        front = self.turning.picture
        rows = self.shown[::direction]
        at = rows.index(front) + 1 if front in rows else 0
        return next((p for p in rows[at:] if not (unfinished and p.finished)), None)

    def counts(self) -> tuple[int, int]:
        """How many are done, and how many there are."""
        return sum(picture.finished for picture in self.pictures), len(self.pictures)


def _stamp(path: Path) -> sidecars.Stamp | None:
    try:
        return sidecars.Stamp.of(path)
    except OSError:
        return None
