"""Two small networks that say how well a sketch fits a caption, trained on real icons only.

The *chooser* picks among several sketches in the program; the *reporters* alone measure. They differ in architecture
and in what they did not see, and none saw the concepts that the sketcher is measured on. Each of the two reporters is
trained on half of the things (icons whose names begin alike are in one half), and a caption is judged by the one that
did not see the trained icon nearest to it: no judge is asked about a drawing that it was taught.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from sketcher.dataset import Drawing, load
from sketcher.embed import States
from sketcher.sources import cache
from sketcher.train import stand_back, wait_for_quiet
from sketcher.words import concepts, draw, stem
from vlm_studio.inference.sketch_judge import SIDE
from vlm_studio.sketch.icons import words
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.steps import Steps, decode

_BATCH = 128
_HEAT = 0.06
_RATE = 1.5e-3
_SET_ASIDE = 0.05


class Chooser(nn.Module):
    """Convolutions; every second one halves the picture."""

    layers = ((1, 32, 2), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 192, 2))
    """Channels in and out, and the stride."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=stride, padding=1, bias=False) for a, b, stride in self.layers
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for _, b, _ in self.layers)
        self.dropout = nn.Dropout(0.2)
        self.out = nn.Linear(self.layers[-1][1] * 9, 384)

    def forward(self, ink: Tensor) -> Tensor:
        x = ink[:, None]
        for convolution, norm in zip(self.convolutions, self.norms):
            x = functional.relu(norm(convolution(x)))
        return functional.normalize(self.out(self.dropout(x.flatten(1))), dim=-1)

    def plain(self) -> dict[str, Tensor]:
        """The weights of the same network without its norms, as the program runs it."""
        found = {"out.weight": self.out.weight, "out.bias": self.out.bias}
        for number, (one, norm) in enumerate(zip(self.convolutions, self.norms)):
            state = norm.state_dict()
            scale = state["weight"] / (state["running_var"] + 1e-5).sqrt()
            found[f"{number}.weight"] = one.state_dict()["weight"] * scale[:, None, None, None]
            found[f"{number}.bias"] = state["bias"] - state["running_mean"] * scale
        return {name: tensor.detach() for name, tensor in found.items()}


class Reporter(nn.Module):
    """Wide first looks, each later one added to what was seen before; groups of channels are normalised in each picture."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (1, 32, 64, 128)
        self.smaller = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(a, b, 5 if a == 1 else 3, 2, 2 if a == 1 else 1), nn.GroupNorm(8, b)
            )
            for a, b in itertools.pairwise(sizes)
        )
        self.further = nn.ModuleList(
            nn.Sequential(nn.Conv2d(size, size, 3, 1, 1), nn.GroupNorm(8, size))
            for size in sizes[2:]
        )
        self.dropout = nn.Dropout(0.1)
        self.out = nn.Linear(9 * sizes[-1], 384)

    def forward(self, ink: Tensor) -> Tensor:
        x = functional.gelu(self.smaller[0](ink[:, None]))
        for smaller, further in zip(self.smaller[1:], self.further):
            x = functional.gelu(smaller(x))
            x = x + functional.gelu(further(x))
        pooled = functional.avg_pool2d(x, 2).flatten(1)
        return functional.normalize(self.out(self.dropout(pooled)), dim=-1)


CHOOSER, REPORTERS = "chooser", ("reporter-0", "reporter-1")


def half(name: str) -> int:
    """Which reporter is trained on icons of this name: 0 or 1."""
    said = [stem(word) for word in words(name)]
    things = [word for word in said if word in concepts(name)]
    return int(draw((things or said)[0], "reporter") < 0.5)


def network(name: str) -> nn.Module:
    """A judge that has learnt nothing."""
    return Chooser() if name == CHOOSER else Reporter()


def learns(name: str, drawing: Drawing) -> bool:
    """Whether the judge ``name`` is trained on ``drawing``."""
    if drawing.kind == "scene" or drawing.held:
        return False
    if name == CHOOSER:
        return all(draw(c, name) >= _SET_ASIDE for c in concepts(drawing.name))
    return REPORTERS[half(drawing.name)] == name


def picture(steps: Steps) -> NDArray[np.float32]:
    """What a judge sees of a sketch, (SIDE, SIDE)."""
    return rasterise(decode(steps), SIDE).astype(np.float32)


def pictures(drawings: Sequence[Drawing]) -> NDArray[np.uint8]:
    """All drawings as pictures of 0..255, made once."""
    path = cache() / "pictures.npy"
    if not path.is_file() or len(np.load(path, mmap_mode="r")) != len(drawings):
        rows = [np.round(picture(d.rows()) * 255).astype(np.uint8) for d in drawings]
        np.save(path, np.stack(rows))
    return np.asarray(np.load(path))


def meanings(captions: Sequence[str], states: States) -> NDArray[np.float32]:
    """Sentence embeddings of length 1, (N, 384)."""
    means = np.stack([states[caption].astype(np.float32).mean(0) for caption in captions])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def train(name: str, epochs: int) -> Path:
    """Train a judge on its icons; say how it does on the others."""
    everything, states = load(), States()
    ink = pictures(everything)
    learnt = np.array([i for i, d in enumerate(everything) if learns(name, d)])
    model = network(name)
    optimiser = torch.optim.AdamW(model.parameters(), _RATE, weight_decay=0.05)
    steps = epochs * (len(learnt) // _BATCH)
    slower = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    chance = np.random.default_rng(1)
    for epoch in range(epochs):
        order, losses = chance.permutation(learnt), []
        for start in range(0, len(order) - _BATCH + 1, _BATCH):
            wait_for_quiet()
            some = order[start : start + _BATCH]
            captions = [str(chance.choice(everything[i].captions[:3])) for i in some]
            seen = model(moved(torch.from_numpy(ink[some]).float() / 255, chance))
            loss = contrast(seen, torch.from_numpy(meanings(captions, states)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            slower.step()
            losses.append(float(loss.detach()))
        print(time.strftime("%H:%M:%S"), name, epoch + 1, f"{np.mean(losses):.3f}", flush=True)
    path = cache() / f"{name}.pt"
    torch.save(model.state_dict(), path)
    print(name, "right caption in the top 10 of 300:", told_apart(name, everything, ink, states))
    return path


def told_apart(
    name: str, everything: Sequence[Drawing], ink: NDArray[Any], states: States
) -> dict[str, float]:
    """How often a judge finds the right caption for icons it was not trained on."""
    icons = [i for i, d in enumerate(everything) if d.kind == "icon"]
    groups = {
        "held out": [i for i in icons if everything[i].held],
        "set aside": [
            i for i in icons if not everything[i].held and not learns(name, everything[i])
        ],
    }
    model = judge(name)
    return {
        said: top_tenth(
            model, ink[some] / 255, meanings([everything[i].captions[0] for i in some], states)
        )
        for said, some in groups.items()
    }


def contrast(seen: Tensor, said: Tensor) -> Tensor:
    """Each picture belongs to its own caption, and to alike ones as far as they are alike."""
    with torch.no_grad():
        goal = torch.softmax((said @ said.T) / _HEAT, 1)
    scores = seen @ said.T / _HEAT
    return (functional.cross_entropy(scores, goal) + functional.cross_entropy(scores.T, goal)) / 2


def moved(ink: Tensor, chance: np.random.Generator) -> Tensor:
    """Pictures (N, H, W) a little larger or smaller and elsewhere, each in its own way."""
    size = chance.uniform(0.85, 1.2, (len(ink), 2)).astype(np.float32)
    place = chance.uniform(-0.1, 0.1, (len(ink), 2)).astype(np.float32)
    maps = np.zeros((len(ink), 2, 3), np.float32)
    maps[:, 0, 0], maps[:, 1, 1], maps[:, :, 2] = size[:, 0], size[:, 1], place
    grid = functional.affine_grid(torch.from_numpy(maps), [len(ink), 1, *ink.shape[1:]], False)
    return functional.grid_sample(ink[:, None], grid, align_corners=False)[:, 0]


@torch.no_grad()
def top_tenth(model: nn.Module, ink: NDArray[Any], texts: NDArray[np.float32]) -> float:
    """How often the right caption is among the 10 best of 300, drawn again and again."""
    seen = model(torch.from_numpy(np.asarray(ink, np.float32))).numpy()
    chance, hits = np.random.default_rng(2), []
    for number in range(len(seen)):
        others = chance.choice(len(texts), min(299, len(texts) - 1), replace=False)
        scores = texts[others] @ seen[number]
        hits.append(int((scores > texts[number] @ seen[number]).sum()) < 10)
    return round(float(np.mean(hits)), 3)


def judge(name: str) -> nn.Module:
    """A trained judge."""
    model = network(name)
    model.load_state_dict(torch.load(cache() / f"{name}.pt", weights_only=True))
    return model.eval()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("sketcher.judges")
    parser.add_argument("names", nargs="*", default=[CHOOSER, *REPORTERS])
    parser.add_argument("--epochs", type=int, default=22)
    options = parser.parse_args()
    stand_back()
    torch.set_num_threads(1)
    for judge_name in options.names:
        train(judge_name, options.epochs)
