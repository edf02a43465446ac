"""Getting a model that is wanted."""

from __future__ import annotations

from vlm_studio.studio import Studio


def get(studio: Studio, model: str) -> None:
    """Pull a model unless that is under way already."""
    if not any(
        getattr(job.request, "model", None) == model and job.lane == "fetch" and not job.ended
        for job in studio.jobs.jobs
    ):
        studio.pull(model)
