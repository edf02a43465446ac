"""What a person wants designed, and what is asked of a model for it."""

from __future__ import annotations

import unicodedata

import msgspec

from vlm_studio.errors import StudioError
from vlm_studio.sketch.description import checked, within
from vlm_studio.sketch.quotes import quoted
from vlm_studio.studio import presets
from vlm_studio.tasks.design import (
    MAX_WORDS,
    SketchRequest,
)
from vlm_studio.words import Text, text


class DesignWish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the Design page is set to; kept with the description in the history.

    ``model`` is a model's id, or empty for every one that sketches; ``artboard`` a key of ``artboards.NAMES``.
    """

    words: str
    model: str = ""
    negative: str = ""
    preset: str = ""
    artboard: str = "square"
    width: int = 1024
    height: int = 1024
    count: int = 4
    style: str = ""
    pen: float = 1.0
    seed: int = 0
    strength: float = 0.75
    feather: int = 0
    steps: int = 0
    guidance: float = 0.0


def problem(words: str, *, sketches: bool) -> Text | None:
    """Why nothing can be made of a description, in one sentence."""
    try:
        within(words, MAX_WORDS)
        if sketches:
            said = quoted(words)
            if not said.words or said.rest:
                checked(said.rest)
            return None
    except StudioError as error:
        return error.text
    if not words.strip():
        return text("Say what to draw.")
    if not any(unicodedata.category(char)[0] in "LNS" for char in words):
        return text("There are no words in this description.")
    return None


def sketch_request(wish: DesignWish, model: str) -> SketchRequest:
    """Sketches as ``wish`` says, from ``model``."""
    look = presets.BY_ID.get(wish.preset)
    return SketchRequest(
        words=" ".join(wish.words.split()),
        model=model,
        width=wish.width,
        height=wish.height,
        count=wish.count,
        style=wish.style,
        seed=wish.seed,
        pen=wish.pen,
        ink=look.ink if look is not None else presets.BLACK,
    )
