"""``vlm-studio doctor``: what there is on this machine, and what is missing."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio import __version__, paths
from vlm_studio.words import Text

_LIBRARIES = (
    "PySide6-Essentials", "numpy", "Pillow", "pillow-heif", "onnxruntime", "ai-edge-litert",
    "opencv-python-headless", "torch", "torchvision", "transformers", "diffusers",
)  # fmt: skip


def command(options: argparse.Namespace) -> int:
    """Print versions, the device and why, the model store, disk space and the lanes."""
    report = examine()
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
        return 0
    for title, part in report.items():
        print(title)
        for name, value in part.items():
            print(f"  {name}: {_plain(value)}")
    return 0


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    return str(value)


def examine() -> dict[str, dict[str, Any]]:
    """Everything the report says, by heading."""
    from vlm_studio.inference.devices import describe
    from vlm_studio.models.store import ModelStore

    home = paths.home()
    store = ModelStore(paths.models_folder())
    return {
        "versions": {
            "vlm_studio": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            **{name: _version(name) for name in _LIBRARIES},
        },
        "device": {name: _said(value) for name, value in describe().items()},
        "models": {card.id: store.state(card.id) for card in store.cards()},
        "disk": _disk(home),
        "lanes": _lanes(),
    }


def _said(value: object) -> object:
    return str(value) if isinstance(value, Text) else value


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def _disk(home: Path) -> dict[str, Any]:
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    return {
        "home": str(home),
        "writable": os.access(existing, os.W_OK),
        "free_gib": round(shutil.disk_usage(existing).free / 2**30, 1),
    }


def _lanes() -> dict[str, str]:
    """Start each lane as the window does, and say whether it answers."""
    from vlm_studio.document.blocks import BlockFolder
    from vlm_studio.jobs.process_lane import ProcessLane, worker_command

    blocks = BlockFolder.create()
    answers = {}
    try:
        for name in ("light", "heavy"):
            lane = ProcessLane(name, worker_command(name), blocks.path)
            try:
                lane.warm()
                answers[name] = "ready"
            except Exception as error:  # whatever is wrong here is what the report is for
                answers[name] = str(error) or type(error).__name__
            finally:
                lane.stop()
    finally:
        blocks.remove()
    return answers
