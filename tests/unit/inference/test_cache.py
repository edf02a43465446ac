"""Models are loaded once, lent to one at a time, and make room for each other."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from tests.starter import starter_store
from vlm_studio.errors import StudioError
from vlm_studio.inference.cache import EngineCache
from vlm_studio.models.store import ModelStore


def test_a_model_is_loaded_once() -> None:
    cache = EngineCache(starter_store())
    card = cache.store.card("selfie")
    with cache.lease(card) as first:
        pass
    with cache.lease(card) as second:
        assert second is first


def test_a_model_asked_for_by_many_at_once_is_loaded_once_and_lent_to_one_at_a_time() -> None:
    cache = EngineCache(starter_store())
    card = cache.store.card("selfie")
    ready = threading.Barrier(4)
    engines: list[object] = []
    busy = threading.Lock()
    alone: list[bool] = []

    def borrow() -> None:
        ready.wait()
        with cache.lease(card) as engine:
            alone.append(busy.acquire(blocking=False))
            engines.append(engine)
            busy.release()

    threads = [threading.Thread(target=borrow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert alone == [True] * 4
    assert len({id(engine) for engine in engines}) == 1


def test_the_longest_unused_goes_when_the_budget_is_full() -> None:
    store = starter_store()
    cards = [store.card(id) for id in ("selfie", "blazeface", "hands")]
    budget = sum(card.memory_mib for card in cards[1:]) * 2**20
    cache = EngineCache(store, budget)
    for card in cards[:2]:
        with cache.lease(card):
            pass
    assert cache.loaded() == ("selfie", "blazeface")
    with cache.lease(cards[2]):
        assert "hands" in cache.loaded()
    assert cache.loaded() == ("blazeface", "hands")


def test_a_model_in_use_never_goes() -> None:
    cache = EngineCache(starter_store(), budget=0)
    with cache.lease(cache.store.card("selfie")) as engine:
        with cache.lease(cache.store.card("blazeface")):
            pass
        assert cache.loaded() == ("selfie",)
        assert engine is not None


def test_the_model_used_last_stays_however_large_it_is() -> None:
    cache = EngineCache(starter_store(), budget=0)
    with cache.lease(cache.store.card("selfie")), cache.lease(cache.store.card("blazeface")):
        pass
    assert cache.loaded() == ("selfie",), "it was given back last"
    with cache.lease(cache.store.card("blazeface")):
        assert cache.loaded() == ("blazeface",), "the other made room first"


def copy_of(id: str, folder: Path) -> ModelStore:
    shutil.copytree(starter_store().folder(id), folder / id)
    return ModelStore(folder)


@pytest.mark.parametrize("id", ["u2netp", "selfie", "hands"])
def test_a_damaged_model_is_one_sentence_and_the_next_try_works(id: str, tmp_path: Path) -> None:
    store = copy_of(id, tmp_path)
    card = store.card(id)
    file = store.path(id, card.files[0].name)
    content = file.read_bytes()
    # The size is right, so only reading it shows that it is not a model.
    file.write_bytes(b"<html>" + b"0" * (len(content) - 6))
    cache = EngineCache(store)

    with pytest.raises(StudioError, match="could not be loaded"), cache.lease(card):
        pass

    file.write_bytes(content)
    with cache.lease(card) as engine:
        assert engine is not None


def test_a_model_that_is_not_there_says_how_to_get_it(tmp_path: Path) -> None:
    cache = EngineCache(ModelStore(tmp_path))
    with (
        pytest.raises(StudioError, match="vlm-studio models pull u2netp"),
        cache.lease(cache.store.card("u2netp")),
    ):
        pass
