"""Sentences as values: what to say travels, in which language is decided where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sentence for a person: an English key with ``{named}`` places, and the values for them.

    ``plural`` is the English plural form; when given, ``values["n"]`` (an integer) chooses the form.
    Values are strings, numbers or further :class:`Text`. A ``Text`` can cross a process boundary, so
    its values must be JSON types; build it with :func:`text` or :func:`plural_text`.
    """

    key: str
    values: dict[str, Any] = {}
    plural: str | None = None

    def __str__(self) -> str:
        """The sentence in the language chosen with :func:`vlm_studio.words.catalogue.use`."""
        return _renderer()(self)


@cache
def _renderer() -> Callable[[Text], str]:
    # The catalogue itself knows of texts; and to import it for every sentence would take longer than to say it.
    from vlm_studio.words.catalogue import render

    return render


def text(key: str, /, **values: Any) -> Text:
    """The sentence ``key`` (English, the catalogue's msgid) with ``values`` for its named places."""
    return Text(key, values)


def plural_text(one: str, many: str, /, n: int, **values: Any) -> Text:
    """``one`` or ``many`` by ``n``, which is also available to the sentence as ``{n}``."""
    return Text(one, {"n": n, **values}, plural=many)
