"""``python -m tests.gallery.edited PROJECT OUT.png``: the window with a kept sketch whose lines are being edited."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.gallery.room import Room
from tests.gallery.shooting import shoot
from tests.ui.canvas.hand import Hand, Mods
from vlm_studio.document.layers import VectorLayer
from vlm_studio.document.vectors import Path as Outline
from vlm_studio.document.vectors import VectorObject
from vlm_studio.ui.app import dress, make_application

_SIZE = (1440, 900)


def main(project: Path, target: Path) -> None:
    """Some anchors of the longest curve of the topmost drawing are selected."""
    dress(make_application(), "light", "en")
    room = Room(_SIZE)
    room.studio.open([project])
    room.until(lambda: room.space.desk.document is not None)
    room.settle()
    document, view = room.space.desk.document, room.space.desk.view
    assert document is not None
    assert view is not None
    layer = [one for one in document.walk() if isinstance(one, VectorLayer)][-1]
    longest = max(layer.objects, key=_anchors)
    view.selection.select_objects([(layer.id, longest.id)])
    view.set_tool("nodes")
    assert isinstance(longest.shape, Outline)
    hand = Hand(view)
    for at, segment in enumerate(longest.shape.subpaths[0].segments[:3]):
        place = (segment.end.x, segment.end.y)
        hand.click(place, mods=Mods.ShiftModifier if at else Mods.NoModifier)
    room.settle()
    view.finish_painting()
    shoot(room.window).save(str(target))
    room.close()


def _anchors(drawn: VectorObject) -> int:
    shape = drawn.shape
    return sum(len(s.segments) for s in shape.subpaths) if isinstance(shape, Outline) else 0


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
