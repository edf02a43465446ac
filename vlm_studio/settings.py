"""What a person chose, kept between sessions."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Literal, Self

import msgspec

from vlm_studio import kept, paths

_RECENT = 12


class Settings(msgspec.Struct, omit_defaults=True):
    """Every setting there is; a file that cannot be read is kept as ``.bad`` and defaults are used."""

    theme: Literal["system", "light", "dark"] = "system"
    language: str = ""
    """A key of :data:`vlm_studio.words.catalogue.LANGUAGES`; empty means the system's."""
    wheel: Literal["zoom", "scroll"] = "zoom"
    keep_zoom: bool = False
    """Whether all pictures of a list are seen alike, and not each as it was left."""
    keys: str = "studio"
    """A key profile of :data:`vlm_studio.ui.keys.profiles.PROFILES`."""
    key_changes: dict[str, tuple[str, ...]] = {}
    """Keys by action where a person changed them by hand."""
    full_speed: bool = False
    """Whether heavy work may take the machine at ordinary priority."""
    recent_labels: tuple[str, ...] = ()
    recent_files: tuple[str, ...] = ()
    window: str = ""
    """Geometry and docks as the window wrote them, base64."""

    @classmethod
    def load(cls) -> Self:
        """The settings on disk, or the defaults."""
        return kept.load(paths.settings_file(), cls) or cls()

    def save(self) -> None:
        """Write them to disk; a folder that cannot be written loses only the settings."""
        file = paths.settings_file()
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.json.encode(self))
            temporary.replace(file)

    def used_label(self, label: str) -> None:
        """Remember ``label`` as the most recent one."""
        self.recent_labels = _first(label, self.recent_labels)

    def used_file(self, path: Path) -> None:
        """Remember ``path`` as the most recent file."""
        self.recent_files = _first(str(path), self.recent_files)


def _first(item: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (item, *(other for other in others if other != item))[:_RECENT]
