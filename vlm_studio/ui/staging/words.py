"""What is said of a design that waits: what kind it is, whose drawings it is made of, and what it is close to."""

from __future__ import annotations

import re
from collections.abc import Callable

from vlm_studio.tasks.design import Design
from vlm_studio.tasks.staged import Staged
from vlm_studio.words import Text, text

KINDS = {
    "found": text("Found"),
    "composed": text("Composed"),
    "invented": text("Invented"),
    "painted": text("Painted"),
}
_AUTHOR, _ADDRESS = re.compile(r" by [^(;]+ \("), re.compile(r",? https?://[^\s;]+")


def line(staged: Staged, at: int, count: int, model_name: Callable[[str], str]) -> str:
    """All that there is room for: "2 of 6 · Found · lamp from Lucide (ISC)"."""
    place = text("{at} of {count}", at=at + 1, count=count)
    source = short_credit(staged.design.credit) or _maker(staged.design, model_name)
    return " · ".join([str(place), *_described(staged.design, source)])


def details(staged: Staged, model_name: Callable[[str], str]) -> str:
    """For a tooltip: a line for each thing that is known."""
    design = staged.design
    source = design.credit.replace("; ", "\n") or _maker(design, model_name)
    return "\n".join(part for part in (design.title, *_described(design, source)) if part)


def _described(design: Design, source: str) -> list[str]:
    """What kind of design it is, what it is without, from whom or what it is, and what it is close to."""
    lacking, near = ", ".join(design.lacking), design.near
    said = [
        str(KINDS[design.kind]),
        str(text("Without {things}", things=lacking)) if lacking else "",
        source,
        str(text("Close to {name}", name=near)) if near else "",
    ]
    return [part for part in said if part]


def short_credit(credit: str) -> str:
    """``credit`` without authors and addresses, which its layer keeps."""
    sources = _ADDRESS.sub("", _AUTHOR.sub(" (", credit)).split("; ")
    return ", ".join(dict.fromkeys(source for source in sources if source))


def _maker(design: Design, model_name: Callable[[str], str]) -> str:
    origin = design.provenance
    name = model_name(origin.model)
    if origin.seed is None:
        return name
    return str(text("{model}, seed {seed}", model=name, seed=origin.seed))


def spoken(staged: Staged, at: int, count: int, model_name: Callable[[str], str]) -> Text:
    """For those who hear it."""
    name = staged.design.title
    said = line(staged, at, count, model_name)
    return text("{name}, {what}", name=name, what=said) if name else text("{what}", what=said)
