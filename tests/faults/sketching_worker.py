"""The program's own worker, whose sketch library is a toy: run it with a lane's name."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from vlm_studio.worker.main import main


def _no_painter() -> None:
    raise RuntimeError("nothing is drawn here")


if __name__ == "__main__":
    from tests.unit.inference.test_design import Icons
    from tests.unit.sketch.toys import SameWords
    from vlm_studio.inference.cache import EngineCache
    from vlm_studio.models.store import ModelStore

    toys = {"icons": Icons(Path(tempfile.mkdtemp())), "all-minilm-l6-v2": SameWords()}
    EngineCache._load = lambda _self, card, _device: toys[card.id]  # type: ignore[assignment, method-assign]
    ModelStore.state = lambda _self, _id: "ready"  # type: ignore[assignment, method-assign]
    main(sys.argv[1], _no_painter)  # type: ignore[arg-type]
