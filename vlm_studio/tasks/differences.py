"""Why a painting that was asked for again may come out otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vlm_studio.document.annotations import Provenance
from vlm_studio.tasks.ingredients import changed, listed
from vlm_studio.words import Text, text


def differences(then: Provenance, now: Provenance) -> tuple[Text, ...]:
    """What was another where the painting of ``then`` was made: its pictures, its model's files, versions, the device.

    Nothing if both are the same, so that the same request has the same pixels.
    """
    told: list[Text] = []
    if others := list(changed(then, now)):
        told.append(
            text("Changed since then, and taken as it is now: {what}.", what=listed(others))
        )
    if then.sha256 != now.sha256:
        told.append(text("The files of the model are others now."))
    before, after = dict(_machine(then)), dict(_machine(now))
    for name in (*before, *(name for name in after if name not in before)):
        was, is_ = before.get(name, "-"), after.get(name, "-")
        if was != is_:
            told.append(
                text("{what} was {before}, now it is {after}.", what=name, before=was, after=is_)
            )
    return tuple(told)


def _machine(provenance: Provenance) -> Iterator[tuple[str, str]]:
    parameters = provenance.parameters
    for group in ("versions", "ran"):
        said = parameters.get(group)
        if isinstance(said, Mapping):
            yield from ((str(name), str(value)) for name, value in said.items())
    if "scheduler" in parameters:
        yield "scheduler", str(parameters["scheduler"])
    if "savings" in parameters:
        yield "memory", ", ".join(map(str, parameters["savings"]))
