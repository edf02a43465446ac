"""Real pictures that come with the test dependencies."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def _folder(package: str, *parts: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.joinpath(*parts)


def picture(name: str) -> Path:
    """The file ``name`` of scikit-image, matplotlib or scikit-learn, such as ``astronaut.png``."""
    folders = (
        _folder("skimage", "data"),
        _folder("matplotlib", "mpl-data", "sample_data"),
        _folder("sklearn", "datasets", "images"),
    )
    return next(folder / name for folder in folders if (folder / name).exists())
