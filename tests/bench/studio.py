"""Our own program as the benchmarks start it: a home of its own with the starter models in it."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.starter import starter_store

PROGRAMS = Path(__file__).parent / "programs"


def command() -> Path:
    """The installed ``vlm-studio``."""
    return Path(sys.executable).with_name("vlm-studio")


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """A temporary folder for ``VLM_STUDIO_HOME``."""
    with tempfile.TemporaryDirectory(prefix="vlm_studio-bench-") as folder:
        Path(folder, "models").symlink_to(starter_store().root, target_is_directory=True)
        yield Path(folder)


def yolo() -> tuple[Path, Path]:
    """The graph of yolov3-tiny and the names of its classes."""
    store = starter_store()
    return store.path("yolov3-tiny", "yolov3-tiny.onnx"), store.path("yolov3-tiny", "coco.names")
