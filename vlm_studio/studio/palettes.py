"""Palettes a person keeps, and the colours used last."""

from __future__ import annotations

import contextlib

import msgspec
from psygnal import Signal

from vlm_studio import kept, paths
from vlm_studio.document.colours import MOST, hex_colour
from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.words import text

_RECENT = 12
_KEPT = 200
"""Palettes."""
_LONGEST = 60
"""Characters of a name."""


class Palette(msgspec.Struct, frozen=True):
    """Colours as ``#rrggbb`` or ``#rrggbbaa``."""

    name: str
    colours: tuple[str, ...]


class _Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    saved: tuple[Palette, ...] = ()
    recent: tuple[str, ...] = ()


class Palettes:
    """What is kept in ``palettes.json``; a file that cannot be read is kept as ``.bad``. Listen to ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        self._file = kept.Shared(paths.palettes_file(), _Kept)
        self._kept = _Kept()
        self._look()

    @property
    def saved(self) -> tuple[Palette, ...]:
        """In the order in which they were made."""
        return self._kept.saved

    @property
    def recent(self) -> tuple[str, ...]:
        """The colours used last, the newest first."""
        return self._kept.recent

    def add(self, name: str, colours: tuple[str, ...]) -> Palette:
        """Keep a palette, under a name that no other one has. Raises :class:`StudioError` for one without colours."""
        if not colours:
            raise StudioError(text("There are no colours in this. Paste some as #rrggbb."))
        self._look()
        made = Palette(self._free(name), colours[:MOST])
        self._put(saved=(*self.saved, made)[-_KEPT:])
        return made

    def rename(self, palette: Palette, name: str) -> Palette:
        """Give a palette another name, or one like it that is free."""
        if name.strip()[:_LONGEST] in ("", palette.name):
            return palette
        self._look()
        named = msgspec.structs.replace(palette, name=self._free(name))
        self._put(saved=tuple(named if each == palette else each for each in self.saved))
        return named

    def remove(self, palette: Palette) -> None:
        self._look()
        self._put(saved=tuple(each for each in self.saved if each != palette))

    def used(self, colour: str) -> None:
        """Remember a colour. One that is known stays where it is: nothing moves away below the mouse."""
        if colour not in self.recent:
            self._look()
            self._put(recent=(colour, *self.recent)[:_RECENT])

    def _free(self, name: str) -> str:
        name = " ".join(name.split())[:_LONGEST] or str(text("Palette"))
        names = {each.name for each in self.saved}
        several = (f"{name} {number}" for number in range(2, len(names) + 3))
        return name if name not in names else next(each for each in several if each not in names)

    def _look(self) -> None:
        """What another window kept since counts, too."""
        newer = self._file.newer()
        if newer is not None:
            self._kept = _checked(newer)

    def _put(self, **values: object) -> None:
        self._kept = msgspec.structs.replace(self._kept, **values)
        with contextlib.suppress(OSError, StudioError):
            # A folder that cannot be written loses only the palettes of this session.
            paths.home().mkdir(parents=True, exist_ok=True)
            data = msgspec.json.format(msgspec.json.encode(self._kept))
            fileops.save_bytes(paths.palettes_file(), data, durable=False)
            self._file.wrote()
        self.changed.emit()


def _checked(read: _Kept) -> _Kept:
    saved = (Palette(each.name[:_LONGEST], _sound(each.colours)) for each in read.saved[-_KEPT:])
    return _Kept(tuple(each for each in saved if each.colours), _sound(read.recent)[:_RECENT])


def _sound(colours: tuple[str, ...]) -> tuple[str, ...]:
    found = (hex_colour(each) for each in colours[:MOST])
    return tuple(each for each in found if each is not None)
