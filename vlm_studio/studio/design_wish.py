"""What a person wants designed, and what is asked of a model for it."""

from __future__ import annotations

import unicodedata

import msgspec

from vlm_studio.document.annotations import Area
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.sketch.description import checked, within
from vlm_studio.sketch.quotes import quoted
from vlm_studio.studio import presets
from vlm_studio.studio.artboards import CUSTOM
from vlm_studio.tasks.design import (
    MAX_WORDS,
    Control,
    DesignRequest,
    PaintRequest,
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
    guidance: float | None = None
    temperature: float | None = None


class Given(msgspec.Struct, frozen=True):
    """What of a document a painting starts from, keeps to and follows."""

    picture: PictureRef | None = None
    inside: tuple[Area, ...] = ()
    controls: tuple[Control, ...] = ()


def problem(words: str, *, sketches: bool, negative: str = "") -> Text | None:
    """Why nothing can be made of a description and the words for what is not to be there, in one sentence."""
    try:
        for each in (words, negative):
            within(each, MAX_WORDS)
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
    request = SketchRequest(
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
    chosen = {"guidance": wish.guidance, "temperature": wish.temperature}
    said = {name: value for name, value in chosen.items() if value is not None}
    return msgspec.structs.replace(request, **said)


def paint_request(wish: DesignWish, given: Given) -> PaintRequest:
    """Paintings as ``wish`` says; those that start from a picture are as large as it is."""
    frame = given.picture
    return PaintRequest(
        words=presets.in_words(" ".join(wish.words.split()), wish.preset),
        model=wish.model,
        width=wish.width if frame is None else frame.width,
        height=wish.height if frame is None else frame.height,
        negative=" ".join(wish.negative.split()),
        count=wish.count,
        seed=wish.seed,
        steps=wish.steps,
        guidance=wish.guidance,
        strength=wish.strength,
        picture=given.picture,
        inside=given.inside,
        feather=wish.feather if given.inside else 0,
        controls=given.controls,
    )


def wish_of(request: DesignRequest) -> DesignWish:
    """What the Design page has to be set to for ``request``, as far as it is not about pixels."""
    wish = DesignWish(
        words=request.words,
        model=request.model,
        artboard=CUSTOM,
        width=request.width,
        height=request.height,
        count=request.count,
        seed=request.seed,
    )
    replace = msgspec.structs.replace
    if isinstance(request, SketchRequest):
        look = next(
            (each.id for each in presets.PRESETS if each.ink == request.ink != presets.BLACK), ""
        )
        return replace(
            wish,
            style=request.style,
            pen=request.pen,
            preset=look,
            guidance=request.guidance,
            temperature=request.temperature,
        )
    return replace(
        wish,
        negative=request.negative,
        strength=request.strength,
        feather=request.feather,
        steps=request.steps,
        guidance=request.guidance,
    )
