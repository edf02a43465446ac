"""Style sheets in SVG files, as drawing programs write them: rules for classes, elements and ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from vlm_studio.formats.svg_style import declarations

_SELECTOR = re.compile(r"([A-Za-z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_PART = re.compile(r"[.#][\w-]+")
_LONGEST = 1_000_000
"""Characters of all sheets together; what comes after is not read."""
_MOST = 2_000
"""Rules."""
_CLASSES = 50
"""Of one element."""
_PROPERTIES = 300
"""Different ones in all rules; drawing programs write less than a hundred."""
_TRIES = 2_000_000
"""Rules that are held against elements; after that none count any more."""
_KEPT = 5_000
"""Answers that are kept for elements with the same tag and classes."""


class _Rule(NamedTuple):
    order: tuple[int, int, int, int]
    """Ids, classes and tags in its selector, then its place in the file: of two rules the greater one counts."""
    tag: str
    parts: frozenset[str]
    """Classes (``.name``) and ids (``#name``) that an element must have."""
    said: Mapping[str, str]


class Sheet:
    """All rules of a file. Those that look at an element's surroundings are left out."""

    def __init__(self, root: ElementTree.Element, tags: frozenset[str]) -> None:
        """``tags`` are the names that a ``style`` element may have."""
        words = "".join("".join(each.itertext()) for each in root.iter() if each.tag in tags)
        self._rules: dict[str, list[_Rule]] = {}
        """By something that an element must have, so that few are tried."""
        self._parts: set[str] = set()
        """Classes and ids that there is any rule for."""
        self._known: dict[tuple[str, frozenset[str]], Mapping[str, str]] = {}
        self._names: set[str] = set()
        self._tries = 0
        self.left_out = 0
        """Rules that are not understood."""
        for number, (selector, said) in enumerate(_rules(_uncommented(words[:_LONGEST]))):
            if number == _MOST:
                break
            self._add(selector, said, number)

    def _add(self, selector: str, said: Mapping[str, str], number: int) -> None:
        match = _SELECTOR.fullmatch(selector)
        if match is None or not selector:
            self.left_out += 1
            return
        tag, parts = (match[1] or "").replace("*", ""), frozenset(_PART.findall(match[2]))
        ids = sum(part.startswith("#") for part in parts)
        self._parts |= parts
        self._names.update(list(said)[: _PROPERTIES - len(self._names)])
        known = {name: value for name, value in said.items() if name in self._names}
        rule = _Rule((ids, len(parts) - ids, bool(tag), number), tag, parts, known)
        self._rules.setdefault(min(parts, default=tag), []).append(rule)

    def declared(self, tag: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        """``attributes``, with what the rules declare over them."""
        if not self._rules:
            return attributes
        mine = {f".{name}" for name in attributes.get("class", "").split()[:_CLASSES]}
        if "id" in attributes:
            mine.add(f"#{attributes['id']}")
        key = tag, frozenset(mine & self._parts)
        found = self._known.get(key)
        if found is None:
            found = self._matching(*key)
            if len(self._known) < _KEPT:
                self._known[key] = found
        return {**attributes, **found}

    def _matching(self, tag: str, mine: frozenset[str]) -> Mapping[str, str]:
        """What the rules declare for elements that have all of ``mine``."""
        tried = [rule for key in ("", tag, *mine) for rule in self._rules.get(key, ())]
        self._tries += len(tried)
        if self._tries > _TRIES:
            self.left_out += len(tried)
            return {}
        rules = [rule for rule in tried if rule.tag in ("", tag) and rule.parts <= mine]
        found: dict[str, str] = {}
        for rule in sorted(rules, key=lambda rule: rule.order):
            found.update(rule.said)
        return found


def _uncommented(words: str) -> str:
    kept, place = [], 0
    while place < len(words):
        begun = words.find("/*", place)
        kept.append(words[place : begun if begun >= 0 else len(words)])
        ended = words.find("*/", begun + 2) if begun >= 0 else -1
        place = ended + 2 if ended >= 0 else len(words)
    return " ".join(kept)


def _rules(words: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each selector with what it declares."""
    for block in words.split("}"):
        head, brace, body = block.rpartition("{")
        if brace:
            said = dict(declarations(body))
            for selector in head.rpartition(";")[2].split(","):
                yield selector.strip(), said
