"""Two small networks that say how well a sketch fits a caption, trained on real icons only.

The *chooser* picks among several sketches; the *reporter* alone measures. They differ in architecture and in what they
did not see, and neither saw the concepts that the sketcher is measured on.
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
from sketcher.words import concepts, draw
from vlm_studio.sketch.raster import rasterise
from vlm_studio.sketch.steps import Steps, decode

SIDE = 48
_BATCH = 128
_HEAT = 0.06
_SET_ASIDE = 0.05


class Chooser(nn.Module):
    """Convolutions, each halving the picture."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (1, 32, 64, 128, 192)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in itertools.pairwise(sizes)
        )
        self.out = nn.Linear(sizes[-1] * 9, 384)

    def forward(self, ink: Tensor) -> Tensor:
        x = ink[:, None]
        for convolution in self.convolutions:
            x = functional.relu(convolution(x))
        return functional.normalize(self.out(x.flatten(1)), dim=-1)


class Reporter(nn.Module):
    """Patches that look at one another."""

    def __init__(self) -> None:
        super().__init__()
        width = 128
        self.patches = nn.Conv2d(1, width, 12, stride=6, padding=3)
        self.places = nn.Parameter(torch.randn(64, width) * 0.05)
        layer = nn.TransformerEncoderLayer(
            width, 4, 2 * width, 0.1, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.out = nn.Linear(width, 384)

    def forward(self, ink: Tensor) -> Tensor:
        x = self.patches(ink[:, None]).flatten(2).transpose(1, 2) + self.places
        return functional.normalize(self.out(self.layers(x).mean(1)), dim=-1)


JUDGES: dict[str, type[nn.Module]] = {"chooser": Chooser, "reporter": Reporter}


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
    """Train a judge on the icons that are neither held out nor set aside for it; say how it does on the latter."""
    everything = load()
    ink = pictures(everything)
    states = States()
    icons = [i for i, d in enumerate(everything) if d.kind != "scene" and not d.held]
    aside = {
        i for i in icons if any(draw(c, name) < _SET_ASIDE for c in concepts(everything[i].name))
    }
    learnt = np.array([i for i in icons if i not in aside])
    model = JUDGES[name]()
    optimiser = torch.optim.AdamW(model.parameters(), 1.5e-3, weight_decay=0.05)
    steps = epochs * (len(learnt) // _BATCH)
    slower = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.5e-3, total_steps=steps)
    chance = np.random.default_rng(1)
    for epoch in range(epochs):
        order, losses = chance.permutation(learnt), []
        for start in range(0, len(order) - _BATCH + 1, _BATCH):
            wait_for_quiet()
            some = order[start : start + _BATCH]
            captions = [str(chance.choice(everything[i].captions[:3])) for i in some]
            seen = model(_moved(torch.from_numpy(ink[some]).float() / 255, chance))
            loss = contrast(seen, torch.from_numpy(meanings(captions, states)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            slower.step()
            losses.append(float(loss.detach()))
        print(
            time.strftime("%H:%M:%S"), name, epoch + 1, round(float(np.mean(losses)), 3), flush=True
        )
    unseen = [i for i in sorted(aside) if everything[i].kind == "icon"]
    texts = meanings([everything[i].captions[0] for i in unseen], states)
    print("right caption in the top 10 of 300:", top_tenth(model.eval(), ink[unseen] / 255, texts))
    path = cache() / f"{name}.pt"
    torch.save(model.state_dict(), path)
    return path


def contrast(seen: Tensor, said: Tensor) -> Tensor:
    """Each picture belongs to its own caption, and to alike ones as far as they are alike."""
    with torch.no_grad():
        goal = torch.softmax((said @ said.T) / _HEAT, 1)
    scores = seen @ said.T / _HEAT
    return (functional.cross_entropy(scores, goal) + functional.cross_entropy(scores.T, goal)) / 2


def _moved(ink: Tensor, chance: np.random.Generator) -> Tensor:
    dx, dy = (int(n) for n in chance.integers(-2, 3, 2))
    return torch.roll(ink, (dy, dx), (1, 2))


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
    model = JUDGES[name]()
    model.load_state_dict(torch.load(cache() / f"{name}.pt", weights_only=True))
    return model.eval()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("sketcher.judges")
    parser.add_argument("name", choices=JUDGES)
    parser.add_argument("--epochs", type=int, default=15)
    options = parser.parse_args()
    stand_back()
    torch.set_num_threads(1)
    train(options.name, options.epochs)
