"""Everything the program can do, in one place that knows neither processes nor Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.formats.sidecars import Member
from vlm_studio.jobs.job import URGENT, Job
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio.batch import Batch
from vlm_studio.studio.clips import Clips
from vlm_studio.studio.designing import Designing
from vlm_studio.studio.files import Files
from vlm_studio.studio.images import Images
from vlm_studio.studio.importing import Importing
from vlm_studio.studio.models import Models
from vlm_studio.studio.offers import Offers
from vlm_studio.studio.painters import Painters
from vlm_studio.studio.palettes import Palette, Palettes
from vlm_studio.studio.picture_row import Picture
from vlm_studio.tasks.names import TITLES
from vlm_studio.wire.images import BatchRequest, ExportImagesRequest, ImagesExported
from vlm_studio.wire.work import (
    PaletteFound,
    PaletteRequest,
    PullRequest,
    RemoveRequest,
    VerifyRequest,
)
from vlm_studio.words import Text, plural_text, text

_COLOURS = 8
"""Of a picture's palette."""


class Studio(Files, Importing, Models, Painters):
    """Everything the program can do. It is given its job queue and knows neither processes nor Qt."""

    def __init__(
        self, jobs: JobQueue, blocks: BlockFolder, store: ModelStore, settings: Settings
    ) -> None:
        super().__init__(jobs, blocks, store, settings)
        self.palettes = Palettes()
        self.images = Images(self)
        self.clips = Clips(self)
        self._offers = Offers(self)
        self.designing = Designing(store, self.design_models, self.design, self.add)

    def open(self, paths: Iterable[Path]) -> None:
        """Open pictures, projects and folders; a folder becomes the list of its pictures."""
        several = list(paths)
        for folder in [path for path in several if path.is_dir()][-1:]:
            self.images.open(folder)
        super().open(path for path in several if not path.is_dir())

    def keep_palette(
        self, document: Document, layer: str | None, then: Callable[[Palette], object]
    ) -> None:
        """Keep a palette of the raster layer ``layer``, or of what is visible; ``then`` hears of it."""
        picture = document.picture(layer)
        if picture is None:
            sentence = text("There is no visible picture to look at.")
            self.notify(sentence, "warning", document)
            return
        request = PaletteRequest(picture, _COLOURS)

        def ended(job: Job) -> None:
            outcome = job.outcome
            result = outcome.result if outcome is not None else None
            if isinstance(result, PaletteFound):
                try:
                    then(self.palettes.add(Path(document.name).stem, result.colours))
                except StudioError as error:
                    self.notify(error.text, "warning", document)
            elif outcome is not None and outcome.error is not None:
                self.notify(outcome.error, "warning", document)

        self.ask_quietly(request, "light", ended, URGENT)

    def run_all(
        self, wish: BatchRequest, pictures: Sequence[Picture], *, again: bool = False
    ) -> Job:
        """Do ``wish`` on every picture of the list that is given, in one row; not twice, unless ``again``."""
        title = plural_text(
            "{task} - {n} picture", "{task} - {n} pictures", len(pictures), task=TITLES[wish.task]
        )
        job = Job(wish, title, "batch", leader=Batch(self, wish, pictures, again=again))
        self.jobs.submit(job)
        return job

    def export_images(
        self, format: str, path: Path, options: Mapping[str, str | float | bool]
    ) -> None:
        """Write every listed picture that is done in ``format`` (an id of ``formats.table``) into the folder ``path``.

        What the picture in front holds is saved first, so that it goes along.
        """
        document = self.images.turning.document

        def begin(saved: bool = True) -> None:
            if saved:
                self._export_images(format, path, options)

        if document is not None and document.history.dirty and not document.read_only:
            self.save(document, then=begin)
        else:
            begin()

    def _export_images(
        self, format: str, path: Path, options: Mapping[str, str | float | bool]
    ) -> None:
        done = [picture for picture in self.images.pictures if picture.sidecar is not None]
        members = tuple(Member(str(picture.path), str(picture.sidecar)) for picture in done)

        def ended(job: Job) -> None:
            result = self._result(job)
            if isinstance(result, ImagesExported):
                self.notify(text("Exported {name}", name=path.name), "info")
                for notice in result.notices:
                    self.notify(notice, "warning")

        title = plural_text(
            "Export {n} picture to {name}",
            "Export {n} pictures to {name}",
            len(members),
            name=path.name,
        )
        request = ExportImagesRequest(members, format, str(path), dict(options))
        # Long, but not in the way: the light lane goes on opening and saving.
        self._submit(request, title, "fetch", then=ended)

    def pull(self, model: str, folder: Path | None = None) -> Job:
        """Get a model into the store, or repair it there."""
        request = PullRequest(model, str(folder) if folder else None)
        return self._store_job(request, text("Get {name}", name=self._model_name(model)))

    def verify(self, model: str) -> Job:
        sentence = text("Check {name}", name=self._model_name(model))
        return self._store_job(VerifyRequest(model), sentence)

    def remove(self, model: str) -> Job:
        sentence = text("Remove {name}", name=self._model_name(model))
        return self._store_job(RemoveRequest(model), sentence)

    def _model_name(self, model: str) -> Text:
        return text(self.store.card(model).name)

    def _store_job(self, request: PullRequest | VerifyRequest | RemoveRequest, title: Text) -> Job:
        def ended(job: Job) -> None:
            self._result(job)
            self.store.folders.refresh()
            self.models_changed.emit(request.model)

        return self._submit(request, title, "fetch", then=ended)

    def shutdown(self) -> None:
        """Stop everything; the window is gone already."""
        self.settings.save()
        self.staging.disk.finish()
        self.jobs.shutdown()
        self.blocks.remove()
