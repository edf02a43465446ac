"""One log for every process: a rotating file under the home folder, warnings also on standard error."""

from __future__ import annotations

import copy
import logging
import logging.handlers
import sys

from vlm_studio import paths

logger = logging.getLogger("vlm_studio")


def start(name: str) -> None:
    """Log to ``logs/NAME.log``; a home folder that cannot be written leaves only standard error."""
    logger.setLevel(logging.INFO)
    on_screen = logging.StreamHandler(sys.stderr)
    on_screen.setLevel(logging.WARNING)
    on_screen.setFormatter(_Brief("%(levelname)s: %(message)s"))
    handlers: list[logging.Handler] = [on_screen]
    try:
        folder = paths.logs_folder()
        folder.mkdir(parents=True, exist_ok=True)
        to_file = logging.handlers.RotatingFileHandler(
            folder / f"{name}.log", maxBytes=2_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        pass
    else:
        to_file.setFormatter(
            logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")
        )
        handlers.append(to_file)
    for old in logger.handlers:
        old.close()
    logger.handlers = handlers
    logger.propagate = False
    # A log that cannot be written is no reason to print a traceback.
    logging.raiseExceptions = False


class _Brief(logging.Formatter):
    """Tracebacks are for the file; a terminal gets the sentence."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.exc_info = plain.exc_text = plain.stack_info = None
        return super().format(plain)
