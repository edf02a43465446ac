"""Names of files that a person hands in."""

from __future__ import annotations

import os
from pathlib import Path

from vlm_studio.errors import StudioError
from vlm_studio.words import text

PROJECT_SUFFIX = ".vlms"


def check_name(path: Path) -> None:
    """Raises :class:`StudioError` for a name that is not text (on Linux any bytes are one): no file could hold it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(path.name).decode(errors="replace")
        message = text("{name} cannot be opened: its name is not valid UTF-8.", name=shown)
        raise StudioError(message) from error
