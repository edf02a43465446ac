"""All drawings as steps with what can be said of them, in one file that training reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from sketcher.captions import captions
from sketcher.primitives import arranged
from sketcher.scenes import scenes
from sketcher.sources import Icon, cache, drawn_icons, tags
from sketcher.words import concepts, held_out
from vlm_studio.sketch.icons import words
from vlm_studio.sketch.order import ordered, scaled
from vlm_studio.sketch.shapes import SIDE
from vlm_studio.sketch.steps import Steps, encode

LONGEST = 64
"""Steps of the longest drawing that is learnt from, END included."""
_SCENES = 6000
_ARRANGED = 6000
_ONE_WAY = frozenset(
    [
        "left",
        "right",
        "letter",
        "number",
        "text",
        "brand",
        "question",
        "help",
        "abc",
        "currency",
        "dollar",
        "euro",
        "pound",
        "yen",
        "percent",
        "az",
        "za",
        "sort",
        "italic",
    ]
)
"""Words of icons whose mirror image shows something else."""


class Drawing(msgspec.Struct, frozen=True):
    """``kind`` is ``icon``, ``mirror`` or ``scene``; ``held`` drawings are never trained on."""

    set: str
    kind: str
    captions: tuple[str, ...]
    held: bool
    steps: bytes
    name: str = ""

    def rows(self) -> Steps:
        return np.frombuffer(self.steps, np.uint8).reshape(-1, 7)


def drawings(found: Iterable[Icon]) -> Iterator[Drawing]:
    """Icons, their mirror images and scenes; the scenes are made of icons that are not held out."""
    everything = list(found)
    held = held_out(icon.name for icon in everything)
    said = tags()
    free = []
    for icon in everything:
        out = bool(concepts(icon.name) & held)
        if not words(icon.name):
            continue
        texts = tuple(captions(icon.name, icon.shapes, said, held))
        yield _drawing(icon.set, "icon", texts, out, encode(icon.shapes), icon.name)
        if not out:
            free.append(icon)
            if not _ONE_WAY & set(words(icon.name)):
                mirrored = ordered(scaled(icon.shapes, 1, SIDE, 0, mirror=True))
                yield _drawing(icon.set, "mirror", texts, out, encode(mirrored), icon.name)
    for scene in scenes(free, _SCENES):
        yield _drawing(scene.set, "scene", (scene.caption,), False, encode(scene.shapes))
    sets = sorted({icon.set for icon in free})
    for number, one in enumerate(arranged(_ARRANGED)):
        style = sets[number % len(sets)]
        if not concepts(one.caption) & held:
            yield _drawing(style, "scene", (one.caption,), False, encode(one.shapes))


def _drawing(
    set: str, kind: str, texts: tuple[str, ...], held: bool, steps: Steps, name: str = ""
) -> Drawing:
    return Drawing(set, kind, texts, held, steps.tobytes(), name)


def build() -> Path:
    """Write the data set anew and say how much there is."""
    kept = [drawing for drawing in drawings(drawn_icons()) if len(drawing.steps) <= LONGEST * 7]
    path = cache() / "drawings.msgpack"
    path.write_bytes(msgspec.msgpack.encode(kept))
    texts = sorted({text for drawing in kept for text in drawing.captions})
    (cache() / "captions.json").write_text(json.dumps(texts), "utf-8")
    for kind in ("icon", "mirror", "scene"):
        some = [drawing for drawing in kept if drawing.kind == kind]
        print(kind, len(some), "of them held out:", sum(drawing.held for drawing in some))
    print(len(texts), "captions")
    return path


def load() -> list[Drawing]:
    """What :func:`build` wrote."""
    return msgspec.msgpack.decode((cache() / "drawings.msgpack").read_bytes(), type=list[Drawing])


if __name__ == "__main__":
    build()
