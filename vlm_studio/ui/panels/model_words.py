"""Words about models that more than one panel says."""

from __future__ import annotations

from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.names import TITLES
from vlm_studio.words import Text, text

TASK_NAMES: dict[str, Text] = {
    task: TITLES[task]
    for task in (
        "object-detection",
        "image-segmentation",
        "mask-generation",
        "keypoint-detection",
        "image-to-image",
        "text-to-sketch",
        "sentence-similarity",
    )
} | {
    "text-to-image": text("Paint"),
    "control": text("ControlNet"),
}
"""What models are looked for by."""
SPOKEN = (
    text("26 styles"),
    text("Any style"),
    text("Selfie segmentation"),
    text("Sketch library"),
    text("Sketcher"),
)
"""Names of models that are words, so that each language has its own; other names are names everywhere."""


def model_name(store: ModelStore, id: str) -> str:
    """What the model is called; its id when nobody knows it here."""
    try:
        return str(text(store.card(id).name)) if id else id
    except StudioError:
        return id


def megabytes(size: int) -> str:
    """A size in megabytes, as people say it."""
    amount = size / 1_000_000
    return f"{amount:.0f} MB" if amount >= 10 else f"{amount:.1f} MB"


def download_size(card: Card) -> int:
    """Bytes that have to be fetched for a model: the containers its files come in."""
    return sum(container.size for container in card.containers) or card.size


def get_text(card: Card, state: str) -> Text:
    """What the button says that fetches a model."""
    if state == "broken":
        return text("Repair {name}", name=text(card.name))
    return text("Get {name}, {size}", name=text(card.name), size=megabytes(download_size(card)))
