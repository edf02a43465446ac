"""How well the sketcher does on concepts that nobody in the report was trained on, with 95 % intervals.

``python -m sketcher.report --weights FILE`` writes ``report.json`` and the contact sheet ``sheet.png`` beside the data.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sketcher.compositions import compositions
from sketcher.dataset import Drawing, load
from sketcher.embed import LONGEST as WORDS
from sketcher.embed import States, encoder
from sketcher.judges import judge, meanings, picture, pictures
from sketcher.sheet import sheet
from sketcher.sources import cache
from sketcher.train import stand_back, wait_for_quiet
from sketcher.words import draw
from vlm_studio.inference.sentences import Sentences
from vlm_studio.inference.sketcher import Sketcher
from vlm_studio.sketch.sampler import Taste
from vlm_studio.sketch.steps import Steps, decode

CAPTIONS = 300
_AMONG, _TRIES = 10, 8
_SHEET = 48
_COPY = 0.97
"""Correlation of two slightly blurred pictures from which one counts as a copy of the other."""


class Judged(msgspec.Struct, frozen=True):
    """Share of captions that are among the ten best of all for their picture, and its 95 % interval."""

    share: float
    low: float
    high: float


def held_out(drawings: Sequence[Drawing], count: int) -> list[Drawing]:
    """One drawing for each of ``count`` held-out captions, in the order of the captions' hashes."""
    first: dict[str, Drawing] = {}
    for drawing in drawings:
        if drawing.held and drawing.kind == "icon":
            first.setdefault(drawing.captions[0], drawing)
    return sorted(first.values(), key=lambda d: draw(d.captions[0], "report"))[:count]


@torch.no_grad()
def look(model: nn.Module, steps: Sequence[Steps]) -> NDArray[np.float32]:
    """What a judge sees in sketches, (N, 384)."""
    ink = torch.from_numpy(np.stack([picture(s) for s in steps]))
    seen: NDArray[np.float32] = model(ink).numpy()
    return seen


def judged(reporter: nn.Module, steps: Sequence[Steps], texts: NDArray[np.float32]) -> Judged:
    """How often the right text is among the best for its sketch, with Wilson's interval."""
    scores = look(reporter, steps) @ texts.T
    right = np.diag(scores)[:, None]
    hits = (scores > right).sum(1) < _AMONG
    n, p, z = len(hits), float(hits.mean()), 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Judged(round(p, 3), round(middle - reach, 3), round(middle + reach, 3))


def tries(
    model: Sketcher, drawings: Sequence[Drawing], states: States, taste: Taste, count: int
) -> list[list[Steps]]:
    """``count`` sketches of each drawing's plain name, in its set's style."""
    found = []
    for number, drawing in enumerate(drawings):
        wait_for_quiet()
        words = states[drawing.captions[0]].astype(np.float32)
        written = model.sketch(words, drawing.set, number, count, taste)
        found.append([np.array(sketch.rows, np.uint8) for sketch in written])
        print(f"\r{number + 1} of {len(drawings)}", end="", flush=True)
    return found


def best(chooser: nn.Module, sketches: Sequence[Steps], text: NDArray[np.float32]) -> Steps:
    """The sketch that the chooser finds nearest to the text."""
    return sketches[int((look(chooser, sketches) @ text).argmax())]


def nearest(
    drawings: Sequence[Drawing], texts: NDArray[np.float32], states: States
) -> list[Drawing]:
    """For each text the icon trained on whose name means the nearest."""
    icons = [d for d in drawings if d.kind == "icon" and not d.held]
    names = meanings([icon.captions[0] for icon in icons], states)
    return [icons[int(i)] for i in (texts @ names.T).argmax(1)]


def copies(sketches: Sequence[Steps], drawings: Sequence[Drawing]) -> float:
    """The share of sketches that look like an icon that was trained on."""
    ink = pictures(drawings)
    learnt = [i for i, d in enumerate(drawings) if not d.held and d.kind != "scene"]
    known = _blurred(ink[learnt].astype(np.float32) / 255)
    seen = _blurred(np.stack([picture(steps) for steps in sketches]))
    return round(float(((seen @ known.T).max(1) > _COPY).mean()), 3)


def _blurred(ink: NDArray[Any]) -> NDArray[np.float32]:
    small = ink.reshape(len(ink), 24, 2, 24, 2).mean((2, 4)).reshape(len(ink), -1)
    small = small - small.mean(1, keepdims=True)
    return np.asarray(small / (np.linalg.norm(small, axis=1, keepdims=True) + 1e-6), np.float32)


def composed(model: Sketcher, encoder: Sentences, taste: Taste) -> float:
    """The share of compositional captions of which one sketch is what it says."""
    hits = []
    for number, one in enumerate(compositions()):
        wait_for_quiet()
        [states] = encoder.states([one.caption])
        [written] = model.sketch(states[:WORDS], "", number, 1, taste)
        hits.append(one.holds(decode(np.array(written.rows, np.uint8))))
    return round(float(np.mean(hits)), 3)


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.report")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--captions", type=int, default=CAPTIONS)
    parser.add_argument("--guidance", type=float, default=Taste().guidance)
    parser.add_argument("--temperature", type=float, default=Taste().temperature)
    options = parser.parse_args()
    stand_back()
    torch.set_num_threads(1)
    drawings, states = load(), States()
    goal = held_out(drawings, options.captions)
    texts = meanings([d.captions[0] for d in goal], states)
    chooser, reporter = judge("chooser"), judge("reporter")
    taste = Taste(options.temperature, options.guidance)
    model = Sketcher(options.weights.read_bytes())
    sketched = tries(model, goal, states, taste, _TRIES)
    chosen = [best(chooser, some, text) for some, text in zip(sketched, texts)]
    near = nearest(drawings, texts, states)
    rows = {
        "a real icon": judged(reporter, [d.rows() for d in goal], texts),
        "b one sketch": judged(reporter, [some[0] for some in sketched], texts),
        "c best of 8": judged(reporter, chosen, texts),
        "d nearest icon": judged(reporter, [d.rows() for d in near], texts),
    }
    found = {"captions": len(goal), **msgspec.to_builtins(rows)}
    found["copies"] = copies([some[0] for some in sketched], drawings)
    found["compositions"] = composed(model, encoder(), taste)
    found["not whole"] = round(
        float(np.mean([s[-1, 0] != 0 for some in sketched for s in some])), 3
    )
    found["taste"] = msgspec.to_builtins(taste)
    (cache() / "report.json").write_text(json.dumps(found, indent=1), "utf-8")
    pairs = [(d.captions[0], decode(steps)) for d, steps in zip(goal[:_SHEET], chosen)]
    sheet(pairs).save(cache() / "sheet.png")
    print("\n" + json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
