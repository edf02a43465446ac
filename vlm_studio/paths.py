"""Where things are on disk."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """A file or folder that ships with the program, under ``resources/``."""
    bundle = getattr(sys, "_MEIPASS", None)
    installed = Path(__file__).parent / "resources"
    if bundle is not None:
        root = Path(bundle) / "resources"
    elif installed.is_dir():
        root = installed
    else:
        root = Path(__file__).parent.parent / "resources"
    return root.joinpath(*parts)


def home() -> Path:
    """The folder of settings, models, caches and logs; ``VLM_STUDIO_HOME`` moves it."""
    moved = os.environ.get("VLM_STUDIO_HOME")
    if moved:
        return Path(moved).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("vlm_studio", appauthor=False))


def models_folder() -> Path:
    """The model store."""
    return home() / "models"


def thumbnails_folder() -> Path:
    """Small pictures of the files in opened folders; they can be made again."""
    return home() / "cache" / "thumbnails"


def images_folder(folder: Path) -> Path:
    """Where the annotations of pictures in ``folder`` are kept when it cannot be written itself."""
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return home() / "images" / f"{folder.name[:60]}-{key}"


def staging_folder() -> Path:
    """Designs that were made and neither taken nor thrown away."""
    return home() / "staging"


def pixels_folder() -> Path:
    """Where folders of pixels are that have no room in memory."""
    return home() / "pixels"


def design_folder() -> Path:
    """Earlier descriptions and small pictures of what came of them."""
    return home() / "design"


def logs_folder() -> Path:
    """Log files, newest last."""
    return home() / "logs"


def settings_file() -> Path:
    """The settings, as JSON."""
    return home() / "settings.json"


def palettes_file() -> Path:
    """The palettes a person keeps, as JSON."""
    return home() / "palettes.json"
