"""The pictures that a painting was made from, named again on the command line: files do not hold them."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

import msgspec

from vlm_studio.cli.design_requests import control, mask_in, picture_in
from vlm_studio.cli.parser import UsageError
from vlm_studio.cli.tools import Bench
from vlm_studio.document.annotations import Provenance
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import Control, ControlKind, PaintRequest
from vlm_studio.tasks.ingredients import Followed, followed
from vlm_studio.words import text

_OPTIONS = {"picture": "--init", "mask": "--mask", "controls": "--control"}


def refuse_unneeded(origins: list[Provenance], options: argparse.Namespace) -> None:
    """Raises :class:`UsageError` for a picture that none of the designs was made from, and for one control too many."""
    for name, option in _OPTIONS.items():
        said = getattr(options, option.removeprefix("--"))
        if said and not any(origin.parameters.get(name) for origin in origins):
            raise UsageError(
                f"{option} does not go with {options.file.name}, which was made without"
            )
    room = _most(origins)
    for kind, path in options.control or ():
        room[kind] -= 1
        if room[kind] < 0:
            raise UsageError(
                f"--control {kind}={path} is one too many: "
                f"{options.file.name} followed {_most(origins)[kind]} of that kind"
            )


def _most(origins: list[Provenance]) -> Counter[ControlKind]:
    """How many of each kind one of the designs followed at most."""
    most: Counter[ControlKind] = Counter()
    for origin in origins:
        most |= Counter(one.kind for one in followed(origin))
    return most


def is_given(options: argparse.Namespace) -> bool:
    """Whether any picture is named."""
    return any(getattr(options, option.removeprefix("--")) for option in _OPTIONS.values())


def with_pictures(
    request: PaintRequest, origin: Provenance, options: argparse.Namespace, bench: Bench
) -> PaintRequest:
    """``request`` with what the painting from ``origin`` started from, kept to and followed.

    Raises :class:`StudioError` that names what is not given, or cannot be read.
    """
    led = followed(origin)
    lacking = _lacking(origin, led, options)
    if lacking:
        raise StudioError(
            text(
                "{name} was made from pictures that it does not hold. Name them too: {options}",
                name=options.file.name,
                options=" ".join(lacking),
            )
        )
    picture = picture_in(options.init, bench) if origin.parameters.get("picture") else None
    inside = mask_in(options.mask, picture, bench) if origin.parameters.get("mask") else ()
    controls = _controls(request, led, options, bench)
    return msgspec.structs.replace(request, picture=picture, inside=inside, controls=controls)


def _lacking(origin: Provenance, led: Sequence[Followed], options: argparse.Namespace) -> list[str]:
    single = [
        f"{_OPTIONS[name]} IMAGE"
        for name in ("picture", "mask")
        if origin.parameters.get(name)
        and getattr(options, _OPTIONS[name].removeprefix("--")) is None
    ]
    wanted = Counter(one.kind for one in led)
    wanted.subtract(kind for kind, _ in options.control or ())
    return [*single, *(f"--control {kind}=IMAGE" for kind in wanted.elements())]


def _controls(
    request: PaintRequest,
    led: Sequence[Followed],
    options: argparse.Namespace,
    bench: Bench,
) -> tuple[Control, ...]:
    """In the order that they were followed in; of several of a kind in that in which they are named."""
    given = list(options.control or ())
    made = []
    for one in led:
        kind, path = given.pop(next(i for i, (kind, _) in enumerate(given) if kind == one.kind))
        seen = control(kind, path, one.model, (request.width, request.height), bench)
        made.append(msgspec.structs.replace(seen, strength=one.strength))
    return tuple(made)
