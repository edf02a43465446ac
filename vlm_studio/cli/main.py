"""The command line: which verb, and the exit status."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vlm_studio.formats.painter import Painter


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 when something could not be done, or 2 for wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["worker"]:
        return _worker(words[1:])
    from vlm_studio.cli.parser import VERBS, build

    if words and not words[0].startswith("-") and words[0] not in VERBS and Path(words[0]).exists():
        words.insert(0, "open")  # somebody dropped a file or a folder on the program
    options = build().parse_args(words)
    return _verb(options.verb or "open", options)


def _verb(name: str, options: argparse.Namespace) -> int:
    # Each verb is a module that is imported only when it is asked for.
    from vlm_studio import log
    from vlm_studio.cli.parser import UsageError
    from vlm_studio.errors import StudioError

    log.start(name)
    module = importlib.import_module(f"vlm_studio.cli.{name}_verb")
    try:
        status: int = module.command(options)
        sys.stdout.flush()  # what cannot be printed is known here, not when Python ends
    except UsageError as error:
        print(f"vlm-studio {name}: {error}", file=sys.stderr)
        return 2
    except StudioError as error:
        log.logger.info("%s", error, exc_info=error)
        print(f"vlm-studio: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our lines has enough of them (`| head`).
        sys.stderr.close()
        return 1
    except OSError as error:
        # Mostly standard output itself, on a full disk; closed, it is not tried again when Python ends.
        log.logger.info("%s", error, exc_info=error)
        print(f"vlm-studio: {error.strerror or error}", file=sys.stderr)
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return 1
    return status


def _worker(words: Sequence[str]) -> int:
    # The other process of the program. It gets its painter from here, because no room below knows Qt.
    from vlm_studio.worker.main import main as work

    parser = argparse.ArgumentParser("vlm-studio worker")
    parser.add_argument("--lane", choices=("light", "heavy", "fetch"), required=True)
    return work(parser.parse_args(words).lane, painter)


def painter() -> Painter:
    """Draws annotations with Qt; made only when an export or a project asks for it."""
    from vlm_studio.ui.paint.qt_painter import QtPainter

    return QtPainter()
