"""From the words of the command line to the request for a design."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from vlm_studio.cli.parser import UsageError
from vlm_studio.cli.tools import Bench
from vlm_studio.document import affine
from vlm_studio.document.annotations import Area
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.tasks.design import (
    Abilities,
    Control,
    ControlKind,
    DesignRequest,
    PaintRequest,
    SketchRequest,
)
from vlm_studio.wire.models import Described, DescribeRequest
from vlm_studio.words import text

_PAINTING = (
    "init", "mask", "control", "strength", "feather", "steps", "negative", "device",
)  # fmt: skip
_INVENTING = ("temperature", "guidance")
"""Of sketches only those that a network writes heed these; a library finds what it finds."""
_SKETCH_SIDE, _PAINTING_SIDE = 480, 512


def request_for(options: argparse.Namespace, bench: Bench) -> DesignRequest:
    """What ``options`` ask for. Raises :class:`UsageError` for one that is not for this kind of model, and
    :class:`StudioError` for pictures that cannot be read.
    """
    card = _card(options.model, bench)
    if "text-to-sketch" in card.tasks:
        _refuse(options, card, _PAINTING)
        if card.architecture != "sketcher":
            _refuse(options, card, _INVENTING)
        return _sketch(options, card)
    if "text-to-image" in card.tasks:
        _refuse(options, card, ("style", "temperature"))
        return _painting(options, card, bench)
    raise StudioError(text("{model} makes no designs from words.", model=card.name))


def _card(model: str, bench: Bench) -> Card:
    """The model of that id, or the one in that folder, which is remembered as ``models add`` does."""
    if any(card.id == model for card in bench.store.cards()) or not Path(model).is_dir():
        return bench.store.card(model)
    from vlm_studio.models.adding import add

    return add(bench.store, Path(model))


def _refuse(options: argparse.Namespace, card: Card, names: tuple[str, ...]) -> None:
    for name in names:
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} does not go with the model {card.id}")


def _sketch(options: argparse.Namespace, card: Card) -> SketchRequest:
    width, height = options.size or (_SKETCH_SIDE, _SKETCH_SIDE)
    said = {name: getattr(options, name) for name in _INVENTING}
    return SketchRequest(
        words=options.description,
        model=card.id,
        width=width,
        height=height,
        count=options.count or 4,
        style=options.style or "",
        seed=options.seed,
        **{name: value for name, value in said.items() if value is not None},
    )


def _painting(options: argparse.Namespace, card: Card, bench: Bench) -> PaintRequest:
    for name in ("mask", "strength"):
        if getattr(options, name) is not None and options.init is None:
            raise UsageError(f"--{name} goes with --init")
    if options.feather is not None and options.mask is None:
        raise UsageError("--feather goes with --mask")
    if options.format == "svg":
        raise UsageError("--format svg is for sketches: a painting has pixels")
    _refuse_unheeded(options, card, bench)
    picture = None if options.init is None else picture_in(options.init, bench)
    width, height = options.size or _usual_size(card, picture, bench)
    return PaintRequest(
        words=options.description,
        model=card.id,
        width=width,
        height=height,
        negative=options.negative or "",
        count=options.count or 1,
        seed=options.seed,
        steps=options.steps or 0,
        guidance=options.guidance,
        strength=0.75 if options.strength is None else options.strength,
        picture=picture,
        inside=mask_in(options.mask, picture, bench),
        feather=options.feather or 0,
        device=options.device or "auto",
        controls=_controls(options.control or (), card, (width, height), bench),
    )


def _refuse_unheeded(options: argparse.Namespace, card: Card, bench: Bench) -> None:
    said = tuple(name for name in ("guidance", "negative") if getattr(options, name) is not None)
    able = _abilities(card, bench) if said else None
    if able is not None:
        _refuse(options, card, tuple(name for name in said if not getattr(able, name)))


def _usual_size(card: Card, picture: PictureRef | None, bench: Bench) -> tuple[int, int]:
    """That of the picture to begin with, or else what the model was made for."""
    if picture is not None:
        return picture.width, picture.height
    able = _abilities(card, bench)
    side = able.side if able else _PAINTING_SIDE
    return side, side


def _abilities(card: Card, bench: Bench) -> Abilities | None:
    described = bench.result(DescribeRequest(card.id))
    assert isinstance(described, Described)
    if described.problem is not None:
        raise StudioError(described.problem)
    return described.abilities


def picture_in(path: Path, bench: Bench) -> PictureRef:
    """The picture in the file at ``path``."""
    from vlm_studio.formats.images import decode

    return PictureRef.of_block(decode(path, bench.blocks, mips=False).block)


def mask_in(path: Path | None, picture: PictureRef | None, bench: Bench) -> tuple[Area, ...]:
    """What is light in the file at ``path``, in pixels of ``picture``; nothing without a file."""
    if path is None or picture is None:
        return ()
    from vlm_studio.formats.mask_picture import mask_of_picture

    return (mask_of_picture(path, picture.width, picture.height, bench.blocks),)


def _controls(
    said: Sequence[tuple[ControlKind, Path]], card: Card, size: tuple[int, int], bench: Bench
) -> tuple[Control, ...]:
    from vlm_studio.models.control_nets import controls_of

    there = controls_of(bench.store, [card])[card.id] if said else {}
    made: list[Control] = []
    for kind, path in said:
        if kind not in there:
            message = text(
                "There is no ControlNet for {kind} here that goes with {model}.",
                kind=kind,
                model=card.name,
            )
            raise StudioError(message)
        made.append(control(kind, path, there[kind][0], size, bench))
    return tuple(made)


def control(
    kind: ControlKind, path: Path, model: str, size: tuple[int, int], bench: Bench
) -> Control:
    """A picture to follow; an SVG file gives its strokes, stretched to the artboard."""
    if path.suffix.lower() != ".svg":
        return Control(kind, picture_in(path, bench), model=model)
    from vlm_studio.formats.svg_reading import read_svg_file

    drawing = read_svg_file(path)
    by = affine.scale(size[0] / drawing.width, size[1] / drawing.height)
    return Control(kind, objects=tuple(each.mapped(by) for each in drawing.objects), model=model)
