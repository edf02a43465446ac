"""What a row of the job panel says."""

from __future__ import annotations

from vlm_studio.document.annotations import Annotation, Filter
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import Pose
from vlm_studio.jobs.job import Job, JobState
from vlm_studio.tasks.design import Designs
from vlm_studio.tasks.requests import Annotations, Restyled
from vlm_studio.wire.images import BatchDone, ImagesExported
from vlm_studio.wire.work import CutOut, Exported, Merged, Saved, StoreChanged, Traced
from vlm_studio.words import Text, plural_text, text

ICONS = {
    "object-detection": "detect",
    "image-segmentation": "segment",
    "keypoint-detection": "pose",
    "mask-generation": "click_mask",
    "mask-preparation": "click_mask",
    "box-masks": "mask",
    "image-to-image": "restyle",
    "text-to-sketch": "pencil",
    "text-to-image": "picture",
    "cut-out": "cut_out",
    "merge": "layers",
    "open": "open",
    "decode": "picture",
    "read-annotations": "annotation",
    "mask-picture": "mask",
    "save": "save",
    "export": "export",
    "pull": "download",
    "verify": "check",
    "remove": "trash",
    "run-all": "images",
    "export-images": "export",
    "list-pictures": "images",
}


def icon_name(job: Job) -> str:
    """The icon of what a job does."""
    return ICONS.get(str(type(job.request).__struct_config__.tag), "run")


def seconds(value: float) -> Text:
    """A time as people say it."""
    if value < 10:
        return text("{seconds} s", seconds=f"{value:.1f}")
    if value < 90:
        return text("{seconds} s", seconds=f"{value:.0f}")
    return text("{minutes} min", minutes=f"{value / 60:.0f}")


def time_text(job: Job) -> Text | None:
    """How long it still takes if that is known, else how long it took so far."""
    if job.state is JobState.WAITING:
        return None
    left = job.seconds_left()
    if left is not None:
        return text("{time} left", time=seconds(left))
    return seconds(job.elapsed()) if job.elapsed() >= 0.05 else None


def status_text(job: Job, shown_from: float = Filter().score) -> Text:
    """One line on how it stands, or how it ended; objects count from the score ``shown_from`` on."""
    match job.state:
        case JobState.WAITING:
            return text("Waiting")
        case JobState.STOPPING:
            return text("Stopping")
        case JobState.RUNNING:
            return job.text or text("Running")
        case JobState.CANCELLED:
            return text("Cancelled")
        case JobState.FAILED:
            error = job.outcome.error if job.outcome is not None else None
            return error or text("It failed without saying why.")
    return _done(job, shown_from)


def _done(job: Job, shown_from: float) -> Text:
    result = job.outcome.result if job.outcome is not None else None
    time = seconds(job.elapsed())
    match result:
        case Annotations(annotations=found, cutout=cutout):
            if not found and cutout is None:
                return text("Nothing found in {time}", time=time)
            return text("{what} in {time}", what=counted(found, shown_from), time=time)
        case Exported(paths=paths):
            return plural_text("{n} file in {time}", "{n} files in {time}", len(paths), time=time)
        case StoreChanged(ready=ready, problems=problems):
            if problems:
                return problems[0]
            return text("Ready, in {time}", time=time) if ready else text("Removed")
        case BatchDone(done=done, before=before):
            return _batch(done, before, time)
        case ImagesExported(files=files):
            return plural_text("{n} file in {time}", "{n} files in {time}", files, time=time)
        case Saved():
            return text("Saved in {time}", time=time)
        case Designs(designs=designs):
            return plural_text(
                "{n} design in {time}", "{n} designs in {time}", len(designs), time=time
            )
        case CutOut() | Merged() | Restyled():
            return text("New layer in {time}", time=time)
        case Traced(objects=objects):
            return plural_text("{n} path in {time}", "{n} paths in {time}", len(objects), time=time)
    return text("Done in {time}", time=time)


def _batch(done: int, before: int, time: Text) -> Text:
    """How many pictures were done, and how many had been."""
    if not done:
        return plural_text("All {n} was done before", "All {n} were done before", before)
    if not before:
        return plural_text("{n} picture in {time}", "{n} pictures in {time}", done, time=time)
    return plural_text(
        "{n} picture in {time}, {before} done before",
        "{n} pictures in {time}, {before} done before",
        done,
        time=time,
        before=before,
    )


def counted(found: tuple[Annotation, ...], shown_from: float) -> Text:
    """How many of what."""
    shown = [a for a in found if a.score is None or a.score >= shown_from]
    if shown and all(isinstance(a.shape, Mask) for a in shown):
        return plural_text("{n} mask", "{n} masks", len(shown))
    if shown and all(isinstance(a.shape, Pose) for a in shown):
        return plural_text("{n} pose", "{n} poses", len(shown))
    return plural_text("{n} object", "{n} objects", len(shown))
