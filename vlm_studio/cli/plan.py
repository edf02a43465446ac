"""What one ``run`` was asked to do, checked as a whole."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from vlm_studio import __version__
from vlm_studio.cli import restyle_options
from vlm_studio.cli.parser import UsageError
from vlm_studio.document.annotations import Filter
from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.names import DEFAULT_MODELS, task_name
from vlm_studio.tasks.styles import OF_A_PICTURE

SUFFIXES = {
    "json": (".json",),
    "coco": (".json",),
    "labelme": (".json",),
    "png": (".png",),
    "masks": (".png",),
    "vlms": (".vlms",),
    "yolo": (),
}
SETS = ("coco", "yolo", "masks")
"""Formats that are written for all pictures of a run together: they share a list of classes."""

PAINTED = ("png", "vlms")
"""Formats that show annotations as they look on the canvas."""


class Plan(msgspec.Struct, frozen=True):
    """Everything that decides what a picture's output looks like; ``weights`` is the model file's hash."""

    task: str
    model: str
    weights: str
    threshold: float
    smallest: float
    largest: float
    labels: tuple[str, ...]
    overlap: float
    boxes: str | None
    skeleton: str | None
    device: str
    format: str
    restyle: restyle_options.Wish | None = None

    @property
    def shown(self) -> Filter:
        """The filter of the layers that are made."""
        return Filter(self.threshold, smallest=self.smallest, largest=self.largest)

    def digest(self) -> str:
        """A hash that changes when anything in the plan, or the program's version, does."""
        return hashlib.sha256(__version__.encode() + msgspec.json.encode(self)).hexdigest()


def make(options: argparse.Namespace, store: ModelStore) -> tuple[Plan, Card]:
    """The plan and the card of its model. Raises :class:`UsageError` where the arguments contradict each other."""
    task: str = options.task
    if options.boxes and task != "image-segmentation":
        raise UsageError("--boxes goes with image-segmentation")
    if options.skeleton and task != "keypoint-detection":
        raise UsageError("--skeleton goes with keypoint-detection")
    restyle = restyle_options.wish(options)
    wanted = "mask-generation" if options.boxes else task
    if 0 < options.max_size < options.min_size:
        raise UsageError("--max-size is smaller than --min-size")
    try:
        usual = restyle_options.model(restyle) if restyle else DEFAULT_MODELS[wanted]
        card = store.card(options.model or usual)
    except StudioError as error:
        raise UsageError(str(error)) from error
    if wanted not in card.tasks:
        raise UsageError(
            f"the model {card.id} does not do {wanted}; it does {', '.join(card.tasks)}"
        )
    if restyle is not None and card.architecture != restyle_options.model(restyle):
        kind = "a picture" if card.architecture == OF_A_PICTURE else "one of its own"
        raise UsageError(f"--style: the model {card.id} takes {kind}")
    finder = store.card(DEFAULT_MODELS[task_name(options.boxes) or ""]) if options.boxes else card
    _check_labels(options.labels, store.classes(finder), finder)
    if options.device == "cuda":
        _check_cuda()
    plan = Plan(
        task=task,
        model=card.id,
        weights=card.sha256,
        threshold=options.threshold,
        smallest=options.min_size,
        largest=options.max_size,
        labels=options.labels,
        overlap=options.overlap,
        boxes=task_name(options.boxes) if options.boxes else None,
        skeleton=options.skeleton,
        device=options.device,
        format=options.format or _format_of(options.out, "png" if restyle else "json"),
        restyle=restyle,
    )
    return plan, card


def _format_of(out: Path | None, usual: str) -> str:
    suffix = out.suffix.lower() if out else ""
    return {".png": "png", ".vlms": "vlms"}.get(suffix, usual)


def _check_labels(labels: Sequence[str], classes: Sequence[str], card: Card) -> None:
    unknown = [label for label in labels if classes and label not in classes]
    if unknown:
        raise UsageError(f"--labels: the model {card.id} has no class {', '.join(unknown)}")


def _check_cuda() -> None:
    from vlm_studio.inference.devices import choose

    try:
        choose("cuda")
    except StudioError as error:
        raise UsageError(f"--device cuda: {error}") from error
