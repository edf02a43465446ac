"""Annotations of one picture out of a COCO or labelme file, whoever wrote it. The content says which it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vlm_studio.document.annotations import Annotation
from vlm_studio.errors import StudioError
from vlm_studio.formats import coco_reading, labelme_reading
from vlm_studio.formats.images import reading
from vlm_studio.formats.readers import ContentError, read_json
from vlm_studio.formats.target import Found, Target
from vlm_studio.formats.values import sound
from vlm_studio.words import Text, plural_text, text

MAX_BYTES = 256 * 2**20
MAX_ANNOTATIONS = 100_000


def read_annotations(path: Path, target: Target) -> tuple[tuple[Annotation, ...], tuple[Text, ...]]:
    """The annotations that the file ``path`` holds for the picture ``target``, and sentences on what was left out.

    They are numbered from 1, and made by hand as far as anybody knows.

    Raises :class:`~vlm_studio.errors.StudioError` with one sentence that names the file.
    """
    with reading(path) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise StudioError(text("{name} is too large to be read.", name=path.name))
    try:
        content: Any = read_json(data)
        found = list(_records(content, target, path.name))
    except (ContentError, RecursionError) as error:
        raise StudioError(text("{name} is damaged, or no JSON file.", name=path.name)) from error
    if len(found) > MAX_ANNOTATIONS:
        raise StudioError(text("{name} holds too many annotations.", name=path.name))
    return _gathered(found, path.name)


def _records(content: Any, target: Target, name: str) -> Iterable[Found | None]:
    if isinstance(content, dict):
        if isinstance(content.get("images"), list) and isinstance(content.get("annotations"), list):
            return coco_reading.found(content, target, name)
        if isinstance(content.get("shapes"), list):
            return labelme_reading.found(content, target, name)
    raise StudioError(text("{name} is neither a COCO nor a labelme file.", name=name))


def _gathered(
    found: list[Found | None], name: str
) -> tuple[tuple[Annotation, ...], tuple[Text, ...]]:
    good = [each for each in found if each is not None and sound(each.shape)]
    lost = len(found) - len(good)
    if not good:
        if lost:
            raise StudioError(text("No annotation in {name} can be read.", name=name))
        raise StudioError(text("{name} holds no annotations of this picture.", name=name))
    notices: tuple[Text, ...] = ()
    if lost:
        notices = (
            plural_text(
                "{n} annotation in {name} cannot be read and was left out.",
                "{n} annotations in {name} cannot be read and were left out.",
                lost,
                name=name,
            ),
        )
    annotations = (
        Annotation(id, each.label, each.shape, each.score) for id, each in enumerate(good, 1)
    )
    return tuple(annotations), notices
