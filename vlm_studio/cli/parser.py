"""The arguments of every verb."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from vlm_studio import __version__
from vlm_studio.cli import generate_options
from vlm_studio.tasks.names import DEFAULT_MODELS, task_name
from vlm_studio.tasks.styles import STYLES
from vlm_studio.words.catalogue import LANGUAGES

RUN_TASKS = tuple(name for name in DEFAULT_MODELS if name != "mask-generation")
VERBS = ("open", "run", "generate", "recreate", "export", "trace", "models", "doctor")
RUN_FORMATS = ("json", "coco", "yolo", "labelme", "png", "masks", "vlms")


class UsageError(Exception):
    """Wrong usage that only shows once the arguments are looked at together."""


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        "vlm-studio",
        description="A studio in which every result of a vision model is an editable layer.",
        epilog="Without a command, the window opens; with a file or folder in its place, it opens that.",
    )
    parser.add_argument("--version", action="version", version=f"vlm-studio {__version__}")
    parser.set_defaults(
        verb=None,
        files=[],
        run=(),
        describe="",
        annotations=None,
        screenshot=None,
        size=None,
        theme=None,
        language=None,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND")
    _open(verbs.add_parser("open", help="open files, or a folder of pictures, in the window"))
    _run(verbs.add_parser("run", help="run a model on pictures"))
    generate_options.generate(
        verbs.add_parser("generate", help="sketches or paintings of what a description says")
    )
    generate_options.recreate(verbs.add_parser("recreate", help="make the designs of a file again"))
    _export(
        verbs.add_parser(
            "export", help="write a project, or those of a folder of pictures, in another format"
        )
    )
    _trace(verbs.add_parser("trace", help="a picture as paths, in an SVG file"))
    _models(verbs.add_parser("models", help="the models there are, and the model store"))
    doctor = verbs.add_parser("doctor", help="versions, device, model store, disk, lanes")
    doctor.add_argument("--json", action="store_true", help="as one JSON object")
    return parser


def _open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE|FOLDER")
    parser.add_argument(
        "--run", type=_tasks, default=(), metavar="TASK,...", help="run these first"
    )
    parser.add_argument(
        "--describe", default="", metavar="WORDS", help="make designs of these words first"
    )
    parser.add_argument(
        "--annotations",
        type=Path,
        metavar="FILE.json",
        help="put what this COCO or labelme file says of them on a layer",
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="OUT.png",
        help="wait for the jobs, grab the window, quit",
    )
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window")
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--language", choices=tuple(LANGUAGES))


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", type=_task, metavar="TASK", help=", ".join(RUN_TASKS))
    parser.add_argument("inputs", nargs="+", type=Path, metavar="IMAGE|FOLDER")
    parser.add_argument("--model", metavar="ID")
    parser.add_argument(
        "--threshold", type=_fraction, default=0.25, metavar="X", help="default 0.25"
    )
    parser.add_argument(
        "--labels", type=_words, default=(), metavar="A,B", help="only these classes"
    )
    for name, meaning in (("--min-size", "no smaller objects"), ("--max-size", "no larger ones")):
        parser.add_argument(
            name,
            type=_pixels,
            default=0.0,
            metavar="PX",
            help=f"{meaning}: the longer side in pixels",
        )
    parser.add_argument("--overlap", type=_fraction, default=0.45, metavar="X", help="default 0.45")
    parser.add_argument(
        "--boxes",
        choices=("object-detection", "detect"),
        help="one labelled mask for each detected box",
    )
    parser.add_argument("--skeleton", choices=("coco17",), help="convert poses to this skeleton")
    parser.add_argument(
        "--style",
        metavar="NAME|PICTURE",
        help="of image-to-image: a picture with the style, or one or more of " + ", ".join(STYLES),
    )
    parser.add_argument(
        "--strength", type=_fraction, metavar="X", help="of image-to-image: 0 to 1, default 1"
    )
    parser.add_argument(
        "--json", action="store_true", help="of image-to-image: a JSON object a picture"
    )
    parser.add_argument("--recursive", action="store_true", help="folders inside folders as well")
    parser.add_argument("--force", action="store_true", help="do pictures again that are done")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--format", choices=RUN_FORMATS)
    parser.add_argument("--out", type=Path, metavar="PATH", help="a file, or a folder")


def _trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("picture", type=Path, metavar="PICTURE")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.svg", help="default: named like the picture"
    )
    parser.add_argument("--black-and-white", action="store_true", help="only what is dark")
    for name, meaning in (
        ("--detail", "how small areas and differences of colour count"),
        ("--smoothness", "0 has corners only"),
    ):
        parser.add_argument(
            name, type=_fraction, default=0.5, metavar="X", help=f"0 to 1, default 0.5: {meaning}"
        )


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT|SVG|FOLDER")
    parser.add_argument(
        "--format",
        required=True,
        choices=("png", "jpeg", "svg", *(f for f in RUN_FORMATS if f not in ("json", "png"))),
    )
    parser.add_argument("--out", required=True, type=Path, metavar="PATH")


def _models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("list", "show", "pull", "add", "verify", "remove", "path")
    )
    parser.add_argument("model", nargs="?", metavar="ID|starter|FOLDER")
    parser.add_argument("--id", default="", metavar="ID", help="what an added folder is called")
    parser.add_argument(
        "--from", dest="folder", type=Path, metavar="FOLDER", help="take the files from here"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def _task(word: str) -> str:
    name = task_name(word)
    if name not in RUN_TASKS:
        raise argparse.ArgumentTypeError(
            f"there is no task '{word}'; there are {', '.join(RUN_TASKS)}"
        )
    return name


def _tasks(words: str) -> tuple[str, ...]:
    return tuple(_task(word) for word in _words(words))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _fraction(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from 0 to 1")
    return value


def _pixels(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number of pixels above 0")
    return value


def _size(word: str) -> tuple[int, int]:
    width, _, height = word.partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"'{word}' is not a size like 1440x900")
    return int(width), int(height)
