"""From a checkpoint to the file that the program runs: the averaged weights as float16 safetensors."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from sketcher.model import Size, Sketcher
from sketcher.sources import cache, set_names
from vlm_studio.inference import sketcher as program
from vlm_studio.models import safetensors
from vlm_studio.sketch.steps import Steps


def load(run: str) -> tuple[Sketcher, dict[str, Any]]:
    """The averaged network of a run's checkpoint, and the checkpoint."""
    state = torch.load(cache() / "runs" / run / "checkpoint.pt", weights_only=True)
    model = Sketcher(Size(**state["size"]))
    model.load_state_dict(state["average"])
    return model.eval(), state


def export(model: Sketcher, about: dict[str, str]) -> bytes:
    """The weights in the program's format."""
    tensors: dict[str, NDArray[Any]] = {
        name: tensor.numpy().astype(np.float16) for name, tensor in model.state_dict().items()
    }
    return safetensors.write(
        tensors, {"sets": json.dumps(set_names()), "heads": str(model.size.heads), **about}
    )


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


def main() -> None:
    parser = argparse.ArgumentParser("sketcher.export")
    parser.add_argument("--run", default="first")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model, state = load(options.run)
    epoch, _, step = state["place"]
    content = export(model, {"epochs": str(epoch), "steps": str(step)})
    options.out.write_bytes(content)
    rows = np.array([[1, 10, 20, 0, 0, 0, 0], [3, 30, 40, 60, 0, 0, 0], [0] * 7], np.uint8)
    states = np.random.default_rng(1).normal(0, 0.3, (5, 384)).astype(np.float32)
    print(
        f"{len(content) / 1e6:.1f} MB, epoch {epoch}, largest difference {check(model, content, rows, states):.4f}"
    )


if __name__ == "__main__":
    main()
