"""``run image-to-image``: the style that was named, or the picture it is taken from."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from vlm_studio.cli.journal import file_hash
from vlm_studio.cli.parser import UsageError
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.tasks.requests import Style
from vlm_studio.tasks.styles import BUILT_IN, OF_A_PICTURE, STYLES, check

TASK = "image-to-image"
FORMATS = ("png", "vlms")
"""What holds a picture that was painted."""


class Wish(msgspec.Struct, frozen=True):
    """Built-in styles by their names, or the ``picture`` with the style, whose bytes hash to ``sha256``."""

    names: tuple[str, ...]
    picture: str
    sha256: str
    strength: float

    @property
    def said(self) -> str:
        return self.picture or ",".join(self.names)

    def style(self, blocks: BlockFolder) -> Style:
        """What to ask for; the picture is read now. Raises :class:`StudioError`."""
        if not self.picture:
            return Style(self.names, strength=self.strength)
        from vlm_studio.formats.images import decode

        path = Path(self.picture)
        example = PictureRef.of_block(decode(path, blocks, mips=False).block)
        return Style(example=example, title=path.stem, strength=self.strength)


def wish(options: argparse.Namespace) -> Wish | None:
    """What the arguments ask for; ``None`` for another task. Raises :class:`UsageError`."""
    if options.task != TASK:
        asked = {
            "style": options.style is not None,
            "strength": options.strength is not None,
            "json": options.json,
        }
        for name in (name for name, is_asked in asked.items() if is_asked):
            raise UsageError(f"--{name} goes with {TASK}")
        return None
    if options.style is None:
        raise UsageError(f"{TASK} needs --style: a picture, or one of {', '.join(STYLES)}")
    if options.format not in (None, *FORMATS):
        raise UsageError(f"{TASK} writes {' or '.join(FORMATS)}, not {options.format}")
    strength = 1.0 if options.strength is None else options.strength
    path = Path(options.style)
    if path.is_file():
        try:
            return Wish((), str(path), file_hash(path), strength)
        except OSError as error:
            raise UsageError(f"--style: {path}: {error.strerror or error}") from error
    names = tuple(dict.fromkeys(part.strip() for part in options.style.split(",")))
    try:
        check(names)
    except StudioError as error:
        raise UsageError(f"--style: {error}") from error
    return Wish(names, "", "", strength)


def model(wish: Wish) -> str:
    """The model, which is also the architecture, that takes a style of that kind."""
    return OF_A_PICTURE if wish.picture else BUILT_IN
