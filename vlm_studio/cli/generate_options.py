"""The arguments of ``generate`` and ``recreate``."""

from __future__ import annotations

import argparse
import typing
from pathlib import Path

from vlm_studio.sketch.sets import SETS
from vlm_studio.tasks.design import MAX_COUNT, MAX_STEPS, ControlKind, SketchRequest
from vlm_studio.tasks.names import DESIGN_MODELS

FORMATS = ("svg", "png", "vlms")
CONTROLS: tuple[ControlKind, ...] = typing.get_args(ControlKind)
MAX_SIDE = 4096
DEVICES = ("auto", "cpu", "cuda", "mps")
_MOST_GUIDANCE, _MOST_TEMPERATURE = 100, 2


def generate(parser: argparse.ArgumentParser) -> None:
    """What can be said of a design. What stays ``None`` was not said: the kind of model decides."""
    parser.add_argument(
        "description",
        metavar="DESCRIPTION",
        help='such as "a mug left of a lamp"; words in quotation marks are written',
    )
    parser.add_argument(
        "--model",
        metavar="ID|FOLDER",
        default=DESIGN_MODELS["text-to-sketch"],
        help="default %(default)s; a diffusion model paints",
    )
    _whole_number(parser, "--count", 1, MAX_COUNT, "default 4 sketches or 1 painting")
    _whole_number(parser, "--seed", 0, 2**32 - 1, "default 0", default=0)
    parser.add_argument(
        "--size", type=_artboard, metavar="WxH", help="pixels, or one number for a square"
    )
    parser.add_argument(
        "--style",
        choices=[one.id for one in SETS],
        metavar="SET",
        help="of sketches: only icons of this set: " + ", ".join(one.id for one in SETS),
    )
    parser.add_argument(
        "--temperature",
        type=lambda word: _number(word, _MOST_TEMPERATURE),
        metavar="X",
        help=f"of invented sketches: how daring, 0 to {_MOST_TEMPERATURE}, default {SketchRequest('', '').temperature}",
    )
    parser.add_argument(
        "--guidance",
        type=lambda word: _number(word, _MOST_GUIDANCE),
        metavar="X",
        help=f"of paintings and invented sketches: how closely words are followed, 0 to {_MOST_GUIDANCE}, default that of the model",
    )
    _paintings(parser)
    _files(parser)


def _paintings(parser: argparse.ArgumentParser) -> None:
    _pictures(parser)
    parser.add_argument(
        "--strength",
        type=lambda word: _number(word, 1),
        metavar="X",
        help="with --init: 0 to 1, default 0.75",
    )
    _whole_number(
        parser,
        "--feather",
        0,
        MAX_SIDE,
        "with --mask: pixels over which its edge is soft, default 0",
    )
    _whole_number(parser, "--steps", 1, MAX_STEPS, "of paintings: default that of the model")
    parser.add_argument(
        "--negative", metavar="WORDS", help="of paintings: what is not to be in them"
    )
    parser.add_argument("--device", choices=DEVICES, help="of paintings: default auto")


def _pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--init", type=Path, metavar="IMAGE", help="of paintings: start from this picture"
    )
    parser.add_argument(
        "--mask", type=Path, metavar="IMAGE", help="with --init: change only what is light in it"
    )
    parser.add_argument(
        "--control",
        type=_control,
        action="append",
        metavar="KIND=IMAGE",
        help="of paintings: follow this picture; KIND is one of " + ", ".join(CONTROLS),
    )


def recreate(parser: argparse.ArgumentParser) -> None:
    """A file whose designs are made again."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a PNG of generate, or a project (.vlms)"
    )
    _pictures(parser)
    _files(parser)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=FORMATS, help="default svg for sketches, png for paintings"
    )
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")


def _whole_number(
    parser: argparse.ArgumentParser,
    name: str,
    least: int,
    most: int,
    about: str,
    default: int | None = None,
) -> None:
    parser.add_argument(
        name,
        type=lambda word: _whole(word, least, most),
        default=default,
        metavar="N",
        help=f"{least} to {most}, {about}",
    )


def _whole(word: str, least: int, most: int) -> int:
    if not (word.isascii() and word.isdecimal() and least <= int(word) <= most):
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from {least} to {most}")
    return int(word)


def _artboard(word: str) -> tuple[int, int]:
    width, _, height = word.partition("x")
    return _whole(width, 16, MAX_SIDE), _whole(height or width, 16, MAX_SIDE)


def _number(word: str, most: int) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from 0 to {most}")
    return value


def _control(word: str) -> tuple[ControlKind, Path]:
    kind, _, path = word.partition("=")
    for known in CONTROLS:
        if known == kind and path:
            return known, Path(path)
    raise argparse.ArgumentTypeError(
        f"'{word}' is not KIND=IMAGE with one of {', '.join(CONTROLS)}"
    )
