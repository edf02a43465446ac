"""Task names, their titles and aliases, and what each uses when nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

from vlm_studio.words import Text, text

TITLES: Mapping[str, Text] = {
    "object-detection": text("Detect"),
    "image-segmentation": text("Segment"),
    "box-masks": text("Masks from boxes"),
    "keypoint-detection": text("Pose"),
    "mask-generation": text("Click mask"),
    "mask-preparation": text("Prepare masks"),
    "image-to-image": text("Restyle"),
    "text-to-sketch": text("Sketch"),
    "text-to-image": text("Paint"),
    "sentence-similarity": text("Search by meaning"),
    "trace": text("Trace"),
}
"""What the kinds of :data:`~vlm_studio.tasks.requests.TaskRequest` are called, by their tags; and tracing, without a model."""
ALIASES: Mapping[str, str] = {
    "detect": "object-detection",
    "segment": "image-segmentation",
    "pose": "keypoint-detection",
    "restyle": "image-to-image",
}
DEFAULT_MODELS: Mapping[str, str] = {
    "object-detection": "yolov3-tiny",
    "image-segmentation": "u2netp",
    "keypoint-detection": "blazepose",
    "mask-generation": "grabcut",
    "image-to-image": "style26",
}
"""Tasks a person can choose for a picture, with the model used unless another is named."""
DESIGN_MODELS: Mapping[str, str] = {"text-to-sketch": "icons"}
"""Tasks that need words and no picture, with the model used unless another is named."""

ENCODER = "all-minilm-l6-v2"
"""The model that understands descriptions."""

HELPER_TASKS = ("sentence-similarity",)
"""Tasks of models that serve other parts of the program."""
DIFFUSION_TASKS = ("text-to-image", "control")
"""Tasks of diffusion models, of which none comes with the program."""


def task_name(word: str) -> str | None:
    """The task that ``word`` names, itself or by an alias; ``None`` when there is no such task."""
    name = ALIASES.get(word, word)
    return name if name in DEFAULT_MODELS else None
