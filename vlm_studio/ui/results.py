"""Finding what a job made."""

from __future__ import annotations

from vlm_studio.document.document import Document
from vlm_studio.document.layers import AnnotationLayer, RasterLayer
from vlm_studio.jobs.job import Job
from vlm_studio.tasks.requests import Restyled
from vlm_studio.wire.work import TraceRequest


def layers_made(document: Document, job: Job) -> list[str]:
    """The ids of the layers in which the result of ``job`` is, as far as they are there still."""
    result = job.outcome.result if job.outcome is not None else None
    if isinstance(result, Restyled):
        return _painted(document, result)
    if isinstance(job.request, TraceRequest):
        return [id for id in (job.request.layer,) if id in document.layers]
    return _found(document, job)[-1:]


def _painted(document: Document, result: Restyled) -> list[str]:
    block = result.placed.block
    return [
        layer.id
        for layer in document.walk()
        if isinstance(layer, RasterLayer) and layer.block == block
    ]


def _found(document: Document, job: Job) -> list[str]:
    task = str(type(job.request).__struct_config__.tag)
    model = getattr(job.request, "model", "")
    return [
        layer.id
        for layer in document.walk()
        if isinstance(layer, AnnotationLayer)
        and layer.source is not None
        and (layer.source.task, layer.source.model) == (task, model)
    ]
