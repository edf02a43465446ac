"""From checkpoints to the files that the program runs: the averaged weights and the chooser as float16 safetensors."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from sketcher import dataset
from sketcher.dataset import Drawing
from sketcher.judges import CHOOSER, Chooser, judge, pictures
from sketcher.model import Size, Sketcher
from sketcher.sources import cache, set_names
from vlm_studio.inference import sketcher as program
from vlm_studio.inference.sketch_judge import SketchJudge, coarse
from vlm_studio.models import safetensors
from vlm_studio.sketch.icons import plain
from vlm_studio.sketch.steps import Steps

_CODE = 128
"""Numbers that an icon is known by."""


def load(run: str) -> tuple[Sketcher, dict[str, Any]]:
    """The averaged network of a run's checkpoint, and the checkpoint."""
    state = torch.load(cache() / "runs" / run / "checkpoint.pt", weights_only=True)
    model = Sketcher(Size(**state["size"]))
    model.load_state_dict(state["average"])
    return model.eval(), state


def export(model: Sketcher, about: dict[str, str]) -> bytes:
    """The sketcher's weights in the program's format."""
    return safetensors.write(
        halved(model.state_dict()),
        {"sets": json.dumps(set_names()), "heads": str(model.size.heads), **about},
    )


def export_judge(chooser: Chooser, drawings: Sequence[Drawing]) -> bytes:
    """The chooser's weights, and the icons that were learnt from as codes of a few numbers with their names."""
    ink = pictures(drawings)
    learnt = [i for i, d in enumerate(drawings) if d.kind == "icon" and not d.held]
    known = coarse(ink[learnt].astype(np.float32) / 255)
    basis = np.linalg.eigh(known.T @ known)[1][:, -_CODE:]
    codes = known @ basis
    codes = np.round(codes / np.abs(codes).max() * 127 + 128).astype(np.uint8)
    names = json.dumps([plain(drawings[i].name) for i in learnt], separators=(",", ":"))
    table = {
        "icons.basis": basis.astype(np.float16),
        "icons.codes": codes,
        "icons.names": np.frombuffer(names.encode(), np.uint8),
    }
    return safetensors.write({**halved(chooser.plain()), **table}, {})


def halved(state: Mapping[str, torch.Tensor]) -> dict[str, NDArray[Any]]:
    """Weights as float16."""
    return {name: tensor.numpy().astype(np.float16) for name, tensor in state.items()}


def check(model: Sketcher, content: bytes, rows: Steps, states: NDArray[np.float32]) -> float:
    """The largest difference of a command's score between the trained network and what the program runs."""
    work = program.Work(program.Sketcher(content), states, 1, 1)
    theirs = [work.start()[0], *(work.step(np.repeat(row[None], 2, 0))[0] for row in rows[:-1])]
    mean = torch.from_numpy(states).mean(0, keepdim=True)
    words = torch.from_numpy(states)[None, : model.size.words]
    with torch.no_grad():
        prefix = model.prefix(torch.tensor([1]), mean / mean.norm(), words, torch.tensor([True]))
        steps = torch.from_numpy(rows.astype(np.int64))[None]
        hidden = torch.zeros(1, prefix.shape[1], dtype=torch.bool)
        ours = model.command_head(model.states(steps, prefix, hidden))[0]
    return float(np.abs(np.stack(theirs) - ours.numpy()).max())


def check_judge(chooser: Chooser, content: bytes, drawings: Sequence[Drawing]) -> float:
    """The largest difference in what the trained judge and the program's see in some icons."""
    ink = pictures(drawings)[:50].astype(np.float32) / 255
    with torch.no_grad():
        ours = chooser(torch.from_numpy(ink)).numpy()
    return float(np.abs(SketchJudge(content).meanings(ink) - ours).max())


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.export")
    parser.add_argument("--run", default="first")
    parser.add_argument("--out", type=Path, default=Path("resources/sketcher"), help="a folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model, state = load(options.run)
    epoch, _, step = state["place"]
    content = export(model, {"epochs": str(epoch), "steps": str(step)})
    (options.out / "network.safetensors").write_bytes(content)
    chooser = judge(CHOOSER)
    assert isinstance(chooser, Chooser)
    drawings = dataset.load()
    eyes = export_judge(chooser, drawings)
    (options.out / "judge.safetensors").write_bytes(eyes)
    rows = np.array([[1, 10, 20, 0, 0, 0, 0], [3, 30, 40, 60, 0, 0, 0], [0] * 7], np.uint8)
    states = np.random.default_rng(1).normal(0, 0.3, (5, 384)).astype(np.float32)
    print(f"{len(content) / 1e6:.1f} and {len(eyes) / 1e6:.1f} MB, epoch {epoch}")
    print(f"largest differences {check(model, content, rows, states):.4f}", end=" ")
    print(f"{check_judge(chooser, eyes, drawings):.4f}")


if __name__ == "__main__":
    main()
