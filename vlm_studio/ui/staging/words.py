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
    return " · ".join([str(place), *described(staged, model_name)])


def described(staged: Staged, model_name: Callable[[str], str]) -> list[str]:
    """What kind of design it is, from whom or what, and what it is close to."""
    design = staged.design
    said = [str(KINDS[design.kind]), short_credit(design.credit) or _maker(design, model_name)]
    if design.near:
        said.append(str(text("Close to {name}", name=design.near)))
    return [part for part in said if part]


def details(staged: Staged, model_name: Callable[[str], str]) -> str:
    """For a tooltip: a line for each thing that is known."""
    design = staged.design
    lines = [design.title, *described(staged, model_name)]
    if design.credit:
        lines[-1 - bool(design.near)] = design.credit.replace("; ", "\n")
    return "\n".join(part for part in lines if part)


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
