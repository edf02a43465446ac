"""Loaded models, each loaded once and lent in a ``with`` block."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vlm_studio.errors import StudioError
from vlm_studio.inference.devices import Device
from vlm_studio.inference.engines import Engine, device_for, engine_class
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.models.card import Card
    from vlm_studio.models.store import ModelStore

_MIB = 2**20
_LOADING = threading.Lock()
"""Held while a model is loaded: torch's libraries change classes of torch for that long, for all threads."""


class EngineCache:
    """Keeps engines until together they need more than ``budget`` bytes; the longest unused goes first.

    The one that was used last stays, however large it is: most often it is asked for again.
    """

    def __init__(self, store: ModelStore, budget: int = 2048 * _MIB) -> None:
        self.store = store
        self.budget = budget
        self._entries: OrderedDict[tuple[str, str, str], _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def lease(self, card: Card, device: str = "auto") -> Iterator[Engine]:
        """The engine of ``card``, loaded if it is not; nobody else has it until the block ends.

        Raises :class:`StudioError` when a file is absent or cannot be read as that model.
        """
        where = device_for(card.architecture, device)
        with self._lock:
            entry = self._entry(card, where)
            entry.borrowers += 1
            self._shrink()  # before it is loaded, for there may be no room for both
        try:
            with entry.lock:
                if entry.engine is None:
                    with _LOADING:
                        entry.engine = self._load(card, where)
                yield entry.engine
        finally:
            with self._lock:
                entry.borrowers -= 1
                self._used_last(entry)
                self._shrink()

    def loaded(self) -> tuple[str, ...]:
        """Ids of the models in memory, the longest unused first."""
        with self._lock:
            return tuple(key[0] for key, entry in self._entries.items() if entry.engine is not None)

    def _entry(self, card: Card, device: Device) -> _Entry:
        # The hash is part of the key: a model pulled anew is a different engine.
        key = (card.id, card.sha256, device.name)
        entry = self._entries.setdefault(key, _Entry(card.memory_mib * _MIB))
        self._entries.move_to_end(key)
        return entry

    def _load(self, card: Card, device: Device) -> Engine:
        build = engine_class(card.architecture)
        try:
            return build(card, lambda name: self.store.path(card.id, name), device)
        except (StudioError, MemoryError):
            raise
        except Exception as error:
            message = text(
                "{name} could not be loaded: its files may be damaged. Remove it and get it again.",
                name=card.name,
            )
            raise StudioError(message) from error

    def _used_last(self, entry: _Entry) -> None:
        key = next(key for key, one in self._entries.items() if one is entry)
        self._entries.move_to_end(key)

    def _shrink(self) -> None:
        idle = [key for key, entry in self._entries.items() if entry.borrowers == 0]
        stays = idle[-1] if len(idle) == len(self._entries) and idle else None
        for key in idle:
            over = self._used() > self.budget and key != stays
            if over or self._entries[key].engine is None:
                del self._entries[key]

    def _used(self) -> int:
        return sum(entry.nbytes for entry in self._entries.values())


class _Entry:
    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes
        self.engine: Any = None
        self.lock = threading.Lock()
        self.borrowers = 0
