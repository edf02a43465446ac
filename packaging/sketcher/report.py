"""How well the sketcher does on concepts that nobody in the report was trained on, with 95 % intervals.

``python -m sketcher.report`` writes ``report.json`` and the contact sheet ``sheet.png`` beside the data.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from sketcher.compositions import compositions
from sketcher.dataset import Drawing, load
from sketcher.embed import LONGEST as WORDS
from sketcher.embed import States, encoder
from sketcher.judges import REPORTERS, half, judge, meanings, picture, pictures
from sketcher.primitives import kept_back
from sketcher.sheet import sheet
from sketcher.sources import cache
from sketcher.train import stand_back, wait_for_quiet
from sketcher.words import draw
from vlm_studio.inference.sentences import Sentences
from vlm_studio.inference.sketch_judge import SketchJudge, coarse
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


class Reporters:
    """The two reporters; caption number i is judged by the one ``which[i]``, which looks at the mirror image too."""

    def __init__(self, which: Sequence[int]) -> None:
        self._judges = [judge(name) for name in REPORTERS]
        self._which = which

    @torch.no_grad()
    def judged(self, steps: Sequence[Steps], texts: NDArray[np.float32]) -> Judged:
        """How often the right text is among the best for its sketch."""
        ink = torch.from_numpy(seen(steps))
        both = [(one(ink) + one(ink.flip(2))).numpy() @ texts.T for one in self._judges]
        scores = np.stack([both[which][number] for number, which in enumerate(self._which)])
        right = np.diag(scores)[:, None]
        return share((scores > right).sum(1) < _AMONG)


def share(hits: Sequence[bool] | NDArray[np.bool_]) -> Judged:
    """The share of hits, with Wilson's interval."""
    n, p, z = len(hits), float(np.mean(hits)), 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Judged(round(p, 3), round(middle - reach, 3), round(middle + reach, 3))


def seen(steps: Sequence[Steps]) -> NDArray[np.float32]:
    """What judges see of sketches, (N, SIDE, SIDE)."""
    return np.stack([picture(one) for one in steps])


class Job(msgspec.Struct, frozen=True):
    """Sketches to be made of what ``words`` (T, 384) say."""

    words: NDArray[np.float32]
    style: str
    seed: int
    count: int
    taste: Taste


def tries(weights: bytes, jobs: Sequence[Job]) -> list[list[Steps]]:
    """The sketches of each job, made by as many processes as there are cores."""
    found = []
    new = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=new, initializer=_load, initargs=(weights,)) as pool:
        for number, some in enumerate(pool.map(_sketch, jobs, chunksize=5), 1):
            found.append(some)
            print(f"\r{number} of {len(jobs)}", end="", flush=True)
    return found


_loaded: list[Sketcher] = []
"""The process's own network."""


def _load(weights: bytes) -> None:
    _loaded.append(Sketcher(weights))


def _sketch(job: Job) -> list[Steps]:
    wait_for_quiet()
    written = _loaded[0].sketch(job.words, job.style, job.seed, job.count, job.taste)
    return [np.array(sketch.rows, np.uint8) for sketch in written]


def best(chooser: SketchJudge, sketches: Sequence[Steps], text: NDArray[np.float32]) -> Steps:
    """The sketch that the program's chooser finds nearest to the text."""
    return sketches[int((chooser.meanings(seen(sketches)) @ text).argmax())]


def nearest(
    drawings: Sequence[Drawing], texts: NDArray[np.float32], states: States
) -> list[Drawing]:
    """For each text the icon trained on whose name means the nearest."""
    icons = [d for d in drawings if d.kind == "icon" and not d.held]
    names = meanings([icon.captions[0] for icon in icons], states)
    return [icons[int(i)] for i in (texts @ names.T).argmax(1)]


def copies(sketches: Sequence[Steps], drawings: Sequence[Drawing]) -> Judged:
    """The share of sketches that look like an icon that was trained on."""
    ink = pictures(drawings)
    learnt = [i for i, d in enumerate(drawings) if not d.held and d.kind != "scene"]
    known = coarse(ink[learnt].astype(np.float32) / 255)
    return share((coarse(seen(sketches)) @ known.T).max(1) > _COPY)


def composed(weights: bytes, encoder: Sentences, taste: Taste) -> dict[str, Judged]:
    """The share of compositional captions of which one sketch is what it says: of all, and of those kept from training."""
    asked = compositions()
    states = encoder.states([one.caption for one in asked])
    jobs = [Job(each[:WORDS], "", number, 1, taste) for number, each in enumerate(states)]
    made = tries(weights, jobs)
    hits = {one.caption: one.holds(decode(some[0])) for one, some in zip(asked, made)}
    back = [hit for caption, hit in hits.items() if kept_back(caption)]
    return {"all": share(list(hits.values())), f"{len(back)} kept from training": share(back)}


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.report")
    parser.add_argument("--weights", type=Path, default=Path("resources/sketcher"))
    parser.add_argument("--tries", type=int, default=_TRIES, help="more: also the best of so many")
    parser.add_argument("--captions", type=int, default=CAPTIONS)
    parser.add_argument("--guidance", type=float, default=Taste().guidance)
    parser.add_argument("--temperature", type=float, default=Taste().temperature)
    options = parser.parse_args()
    stand_back()
    torch.set_num_threads(1)
    drawings, states = load(), States()
    goal = held_out(drawings, options.captions)
    texts = meanings([d.captions[0] for d in goal], states)
    near = nearest(drawings, texts, states)
    reporters = Reporters([1 - half(d.name) for d in near])
    chooser = SketchJudge((options.weights / "judge.safetensors").read_bytes())
    weights = (options.weights / "network.safetensors").read_bytes()
    taste = Taste(options.temperature, options.guidance)
    words = [states[d.captions[0]].astype(np.float32) for d in goal]
    count = max(options.tries, _TRIES)
    jobs = [Job(w, d.set, i, count, taste) for i, (w, d) in enumerate(zip(words, goal))]
    sketched = tries(weights, jobs)
    chosen = [best(chooser, some[:_TRIES], text) for some, text in zip(sketched, texts)]
    first = [some[0] for some in sketched]
    rows = {
        "a real icon": [d.rows() for d in goal],
        "b one sketch": first,
        f"c best of {_TRIES}": chosen,
        "d nearest icon": [d.rows() for d in near],
    }
    if options.tries > _TRIES:
        shown = [best(chooser, some, text) for some, text in zip(sketched, texts)]
        rows[f"best of {options.tries}"] = shown
    found: dict[str, Any] = {
        "captions": len(goal),
        **{name: reporters.judged(steps, texts) for name, steps in rows.items()},
        "copies": {"one sketch": copies(first, drawings), "best of 8": copies(chosen, drawings)},
        "compositions": composed(weights, encoder(), taste),
        "not whole": share([s[-1, 0] != 0 for some in sketched for s in some]),
        "taste": taste,
    }
    found = msgspec.to_builtins(found)
    (cache() / "report.json").write_text(json.dumps(found, indent=1), "utf-8")
    pairs = [(d.captions[0], decode(steps)) for d, steps in zip(goal[:_SHEET], chosen)]
    sheet(pairs).save(cache() / "sheet.png")
    print("\n" + json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
