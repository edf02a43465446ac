"""labelme itself, in an environment of its own (it brings PyQt5)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import platformdirs

VERSION = "6.3.1"
"""The newest for Python 3.11."""

_READ = """
import json, sys
from labelme._label_file import LabelFile
found = []
for name in sys.argv[1:]:
    file = LabelFile(name)
    found.append({
        "image_bytes": len(file.image_data),
        "shapes": [
            {**{k: s[k] for k in ("label", "points", "shape_type", "group_id")},
             "mask": None if s["mask"] is None else s["mask"].astype(int).tolist()}
            for s in file.shapes
        ],
    })
json.dump(found, sys.stdout)
"""


def _folder() -> Path:
    named = os.environ.get("VLM_STUDIO_TEST_LABELME")
    return Path(
        named or Path(platformdirs.user_cache_dir("vlm_studio-tests", appauthor=False), "labelme")
    )


def _python() -> Path:
    """The interpreter of the environment, which is made if it is not there yet."""
    folder = _folder()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("a+b") as lock:
        if os.name != "nt":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / f"ready-{VERSION}"
        if not ready.exists():
            venv.create(folder, with_pip=True, clear=True, symlinks=os.name != "nt")
            subprocess.run(
                [python, "-m", "pip", "install", "-q", f"labelme=={VERSION}"], check=True
            )
            ready.touch()
    return python


def read(*files: Path) -> list[dict[str, Any]]:
    """What labelme's own label-file class reads from ``files``: shapes, and the bytes of the picture."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(_folder())}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [_python(), "-c", _READ, *map(str, files)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=sys.stderr if sys.stderr.isatty() else subprocess.DEVNULL,
        env=environment,
        timeout=120,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
