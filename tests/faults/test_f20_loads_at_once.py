"""F20: several requests to load models at once, one of them cancelled. Each comes out as it does alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.errors import JobCancelled
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.models.adding import add
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.design import Designs, PaintRequest

pytestmark = pytest.mark.faults

MODELS = ("sd", "sdxl", "flow", "sd")
ROUNDS = 10


def request(model: str) -> PaintRequest:
    return PaintRequest("a lamp", model, width=64, height=64, steps=1, seed=7, device="cpu")


def painted(model: str, cache: EngineCache, context: PlainContext) -> bytes:
    result = run_task(request(model), context, cache)
    assert isinstance(result, Designs)
    [design] = result.designs
    assert design.placed is not None
    return MappedBlock(design.placed.block).array().tobytes()


def leased(model: str, cache: EngineCache) -> Any:
    """The pipeline of a loaded model."""
    with cache.lease(cache.store.card(model), "cpu") as engine:
        return engine.pipeline("text")  # type: ignore[attr-defined]


def test_f20_four_at_once(
    pipelines: Mapping[str, Path], tmp_path: Path, blocks: BlockFolder
) -> None:
    import torch

    original = torch.nn.Module.register_parameter
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    store = ModelStore(tmp_path / "models")
    for model in set(MODELS):
        add(store, pipelines[model], model)
    plain = PlainContext(blocks)
    serial = {model: painted(model, EngineCache(store), plain) for model in set(MODELS)}
    for _ in range(ROUNDS):
        cache, cancelled = EngineCache(store), chance.randrange(len(MODELS))
        checks = chance.randrange(6)
        starting = threading.Barrier(len(MODELS))

        def one(
            number: int,
            cache: EngineCache = cache,
            cancelled: int = cancelled,
            checks: int = checks,
            starting: threading.Barrier = starting,
        ) -> bytes | None:
            left = [checks]

            def is_cancelled() -> bool:
                left[0] -= 1
                return number == cancelled and left[0] < 0

            starting.wait()
            try:
                return painted(MODELS[number], cache, PlainContext(blocks, cancelled=is_cancelled))
            except JobCancelled:
                return None

        with ThreadPoolExecutor(len(MODELS)) as pool:
            results = list(pool.map(one, range(len(MODELS))))
        for number, (model, result) in enumerate(zip(MODELS, results, strict=True)):
            assert result == serial[model] or (result is None and number == cancelled), model
        assert torch.nn.Module.register_parameter is original
        for model in set(MODELS):
            parts = leased(model, cache).components.values()
            tensors = [
                p for part in parts if hasattr(part, "parameters") for p in part.parameters()
            ]
            assert tensors
            assert not any(tensor.is_meta for tensor in tensors)
            assert painted(model, cache, plain) == serial[model]
