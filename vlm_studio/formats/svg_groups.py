"""Which things of an SVG file belong together: its outermost groups, but neither layers nor what holds a whole drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree

CREDIT = "credit"
"""The class of a ``desc`` that says whose drawings a layer is made of."""
MARK = "data-group"
"""Says which elements are one group although others are drawn between them."""
_LONGEST = 10_000
"""Characters of a credit."""


class Thing(NamedTuple):
    """What an element is part of: its ``name``, and the number of its ``group``, 0 for none."""

    name: str = ""
    group: int = 0


class Groups:
    """Numbers for the groups in ``root``, from 1 in the order in which they are met.

    ``drawn`` says whether an element could paint something, ``holds`` whether it is one that holds others.
    """

    def __init__(
        self,
        root: ElementTree.Element,
        drawn: Callable[[ElementTree.Element], bool],
        holds: Callable[[ElementTree.Element], bool],
    ) -> None:
        self._drawn, self._holds = drawn, holds
        self._around = set(self._wrappers(root))
        self._layer = root
        self._marked: dict[tuple[ElementTree.Element, str], int] = {}
        self._last = 0

    def inside(self, element: ElementTree.Element, around: Thing, name: str) -> Thing:
        """What the members of ``element``, itself called ``name`` and part of ``around``, are part of."""
        if is_layer(element):
            self._layer = element
            return around
        return Thing(name, around.group or self._number(element))

    def _number(self, element: ElementTree.Element) -> int:
        if mark := element.get(MARK):
            key = self._layer, mark
            if key not in self._marked:
                self._marked[key] = self._next()
            return self._marked[key]
        several = sum(map(self._drawn, element)) > 1
        return self._next() if several and element not in self._around else 0

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _wrappers(self, element: ElementTree.Element) -> Iterator[ElementTree.Element]:
        """``element``, and those in it that hold all that is drawn."""
        yield element
        inside = [each for each in element if self._drawn(each)]
        if len(inside) == 1 and self._holds(inside[0]):
            yield from self._wrappers(inside[0])


def is_layer(element: ElementTree.Element) -> bool:
    """Whether an element is what programs for drawing call a layer."""
    return element.get("inkscape:groupmode") == "layer"


def credit(root: ElementTree.Element) -> str:
    """Whose drawings the layers of a file of ours are made of, divided by ``;``."""
    said = (
        " ".join("".join(each.itertext()).split())
        for each in root.iter("desc")
        if each.get("class") == CREDIT
    )
    return "; ".join(dict.fromkeys(filter(None, said)))[:_LONGEST]
