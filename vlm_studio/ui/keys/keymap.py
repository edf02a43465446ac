"""The keys that count: those of the chosen profile, and over them what was changed by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from vlm_studio.settings import Settings
from vlm_studio.ui.actions import ACTIONS, BY_ID, Action
from vlm_studio.ui.keys.profiles import PROFILES, STUDIO, Keys, profile_keys
from vlm_studio.ui.keys.strokes import canonical, understood


class KeyMap(QObject):
    """Never gives one key to two actions that could hear it at the same time: what was changed by hand goes first."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._read()

    @property
    def profile(self) -> str:
        """A key of ``PROFILES``; one that is not known counts as Studio."""
        return self._settings.keys if self._settings.keys in PROFILES else STUDIO

    @property
    def changed_by_hand(self) -> bool:
        """Whether any key differs from the profile."""
        return self._keys != self._profile

    def keys(self, id: str) -> Keys:
        """The keys of an action."""
        return self._keys[id]

    def profile_keys(self, id: str) -> Keys:
        """What the profile alone gives it."""
        return self._profile[id]

    def use(self, profile: str) -> None:
        """Change to another profile; what was changed by hand stays."""
        self._settings.keys = profile
        self._tell()

    def conflicts(self, id: str, keys: Iterable[str]) -> list[Action]:
        """The actions that would lose a key if ``id`` had ``keys``."""
        wanted = set(map(canonical, keys))
        return [
            other
            for other in ACTIONS
            if other.id != id
            and _meet(other, BY_ID[id])
            and not wanted.isdisjoint(map(canonical, self._keys[other.id]))
        ]

    def bind(self, id: str, keys: Keys) -> None:
        """Give an action its keys by hand; every other that has one of them loses it."""
        changes = dict(self._settings.key_changes)
        wanted = set(map(canonical, keys))
        for other in self.conflicts(id, keys):
            if other.id in changes:
                kept = (key for key in self._keys[other.id] if canonical(key) not in wanted)
                changes[other.id] = tuple(kept)
        changes[id] = keys
        self._settings.key_changes = {
            id: keys for id, keys in changes.items() if self._profile.get(id) != keys
        }
        self._tell()

    def reset(self) -> None:
        """Every action as the profile says."""
        self._settings.key_changes = {}
        self._tell()

    def _tell(self) -> None:
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        self._profile = dict(profile_keys(self.profile))
        changes = {
            id: tuple(filter(understood, keys))
            for id, keys in self._settings.key_changes.items()
            if id in BY_ID
        }
        self._keys: dict[str, Keys] = {}
        holders: defaultdict[str, list[Action]] = defaultdict(list)
        # By hand first: what comes later gets only keys that are still free.
        for id, keys in (changes | (self._profile | changes)).items():
            action = BY_ID[id]
            self._keys[id] = tuple(
                key
                for key in keys
                if not any(_meet(other, action) for other in holders[canonical(key)])
            )
            for key in self._keys[id]:
                holders[canonical(key)].append(action)


def _meet(one: Action, other: Action) -> bool:
    """Whether both can hear the same key press."""
    return one.context == other.context or "window" in (one.context, other.context)
