"""How many designs may wait for one document."""

from __future__ import annotations

from tests.fakes import designs
from vlm_studio.document.blocks import Block
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.tasks.design import Design
from vlm_studio.tasks.staged import MOST, MOST_BYTES, Staged, newest

_SIDE = 8192
_BYTES = 4 * _SIDE * _SIDE


def _painting(number: int) -> Staged:
    origin = designs.sketch(number, "lamp").provenance
    placed = PlacedBlock(Block(f"/pixels/{number}", _SIDE, _SIDE))
    return Staged(str(number), Design("painted", _SIDE, _SIDE, origin, placed=placed), 0, 0)


def _sketches(count: int) -> list[Staged]:
    return [Staged(str(i), designs.sketch(i, "lamp"), 0, 0) for i in range(count)]


def test_of_many_sketches_the_newest_wait():
    several = _sketches(MOST + 5)
    assert newest(several, 4) == tuple(several[5:])
    assert newest(several[:3], 1) == tuple(several[:3])


def test_large_paintings_make_room_for_newer_ones():
    fit = MOST_BYTES // _BYTES
    several = [_painting(i) for i in range(fit + 3)]
    assert newest(several, 1) == tuple(several[3:])


def test_what_just_came_stays_however_large_it_is():
    fit = MOST_BYTES // _BYTES
    several = [_painting(i) for i in range(fit + 3)]
    assert newest(several, fit + 2) == tuple(several[1:])
