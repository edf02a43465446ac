"""Renders the previews of the styles: ``python packaging/styles.py``.

Each is our own sample picture, painted by the model itself (``vlm-studio models pull style26`` gets it).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.engines import Restyler
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import models_folder, resource
from vlm_studio.tasks.styles import BUILT_IN, STYLES

PAINTED, SIZE = (420, 280), (168, 112)
"""Strokes have a size of their own: they are painted on a larger picture than is shown."""
QUALITY = 82


def main() -> None:
    folder = resource("styles")
    folder.mkdir(exist_ok=True)
    sample = Image.open(resource("samples", "still-life.jpg")).convert("RGB")
    pixels = np.asarray(sample.resize(PAINTED, Image.Resampling.LANCZOS))
    cache = EngineCache(ModelStore(models_folder()))
    with cache.lease(cache.store.card(BUILT_IN)) as engine:
        assert isinstance(engine, Restyler)
        for name in STYLES:
            painted = Image.fromarray(engine.restyle(pixels, [name], None, lambda *_: None))
            small = painted.resize(SIZE, Image.Resampling.LANCZOS)
            small.save(Path(folder) / f"{name}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
