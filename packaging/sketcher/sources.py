"""The icon sets that the sketcher learns from, fetched with npm and taken only if they are what was published."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import msgspec


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A package of the npm registry: a set of icons, or words about icons (then ``member`` is the file with them).

    ``only`` is the end of the names that are taken, of a set that holds several styles.
    """

    id: str
    package: str
    version: str
    file: str
    sha512: str
    licence: str
    name: str = ""
    author: str = ""
    address: str = ""
    only: str = ""
    member: str = "package/icons.json"


def cache() -> Path:
    """Where data, checkpoints and reports are kept; ``SKETCHER_CACHE`` moves it."""
    folder = Path(os.environ.get("SKETCHER_CACHE", "~/.cache/vlm_studio_sketcher")).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sources(kind: str) -> list[Source]:
    """The rows of ``sources.toml`` of one ``kind``: ``set`` or ``words``."""
    rows = tomllib.loads(Path(__file__).with_name("sources.toml").read_text("utf-8"))[kind]
    return msgspec.convert(rows, list[Source])


def fetch(source: Source) -> Path:
    """The package's file, fetched if it is not there. Ends the program if it is another one than was published."""
    folder = cache() / "npm"
    folder.mkdir(exist_ok=True)
    path = folder / source.file
    if not path.is_file():
        command = ["npm", "pack", "--silent", f"{source.package}@{source.version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if digest != source.sha512:
        path.unlink()
        sys.exit(f"{source.file} is not the file that was published: its SHA-512 is another.")
    return path


def read(source: Source) -> Any:
    """The JSON of the package's ``member``."""
    with tarfile.open(fetch(source)) as archive:
        stream = archive.extractfile(source.member)
        assert stream is not None
        return json.load(stream)


if __name__ == "__main__":
    for source in [*sources("set"), *sources("words")]:
        print(fetch(source))
