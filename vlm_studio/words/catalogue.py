"""The language in use and the gettext catalogues behind it."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from vlm_studio.paths import resource
from vlm_studio.words.text import Text

LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""Language codes that have a complete catalogue, with their own names."""

_current = "en"


@lru_cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "vlm_studio", localedir=resource("locale"), languages=[language], fallback=True
    )


def use(language: str) -> None:
    """Show every later sentence in ``language`` (a key of :data:`LANGUAGES`); others mean English."""
    global _current
    _current = language if language in LANGUAGES else "en"


def current() -> str:
    """The code of the language in use."""
    return _current


def render(text: Text, language: str | None = None) -> str:
    """``text`` in ``language``, or in the language in use."""
    translations = _translations(language or _current)
    n = text.values.get("n")
    if text.plural is not None and isinstance(n, int):
        pattern = translations.ngettext(text.key, text.plural, n)
    else:
        pattern = translations.gettext(text.key)
    return pattern.format_map({name: _plain(value) for name, value in text.values.items()})


def _plain(value: Any) -> Any:
    # A Text that crossed a process boundary inside another one's values arrives as a plain mapping.
    if isinstance(value, Mapping) and "key" in value:
        return render(Text(value["key"], value.get("values", {}), value.get("plural")))
    return value
