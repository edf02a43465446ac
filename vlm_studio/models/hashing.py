"""SHA-256 of files, with a place to stop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

CHUNK = 1 << 20


def sha256_of(path: Path, report: Callable[[int], None] = lambda _: None) -> str:
    """The hash of a file, in lower-case hexadecimal; ``report`` hears the size of each part as it is read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
            report(len(part))
    return digest.hexdigest()
