"""A small network with random weights goes through the real graphs, sampler and file format."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vlm_studio.inference.sketcher import Sketcher, Work
from vlm_studio.models import safetensors
from vlm_studio.sketch.sampler import Taste
from vlm_studio.sketch.steps import VALUES, Command

WIDTH, HEADS, TEXT = 16, 2, 384
KINDS = 11
STATES = np.random.RandomState(3).normal(0, 0.3, (5, TEXT)).astype(np.float32)


def weights() -> dict[str, NDArray[Any]]:
    chance = np.random.RandomState(1)
    dense = {"meaning": (WIDTH, TEXT), "word": (WIDTH, TEXT), "command_head": (len(Command), WIDTH)}
    dense |= {"value_in": (WIDTH, WIDTH), "value_out": (WIDTH, WIDTH)}
    norms = ["norm", "value_norm"]
    for layer in range(2):
        name = f"layers.{layer}."
        dense |= {f"{name}qkv": (3 * WIDTH, WIDTH), f"{name}prefix_kv": (2 * WIDTH, WIDTH)}
        dense |= {
            f"{name}out": (WIDTH, WIDTH),
            f"{name}up": (4 * WIDTH, WIDTH),
            f"{name}down": (WIDTH, 4 * WIDTH),
        }
        norms += [name + "norm", name + "norm2", name + "prefix_norm"]
    shapes: dict[str, tuple[int, ...]] = {
        "start": (WIDTH,),
        "nothing": (WIDTH,),
        "values": (KINDS, VALUES, WIDTH),
    }
    shapes |= {"value_heads": (KINDS, VALUES, WIDTH), "value_bias": (KINDS, VALUES)}
    tables = {"commands": len(Command), "sets": 3, "places": 64, "word_places": 20}
    shapes |= {f"{name}.weight": (size, WIDTH) for name, size in tables.items()}
    for name, shape in dense.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    found = {name: chance.normal(0, 0.4, shape) for name, shape in shapes.items()}
    for norm in norms:
        found |= {f"{norm}.weight": np.ones(WIDTH), f"{norm}.bias": np.zeros(WIDTH)}
    return {name: numbers.astype(np.float16) for name, numbers in found.items()}


@pytest.fixture(scope="module")
def content() -> bytes:
    return safetensors.write(
        weights(), {"sets": json.dumps(["lucide", "tabler"]), "heads": str(HEADS)}
    )


def test_a_seed_gives_the_same_sketch_again(content: bytes) -> None:
    first, second = Sketcher(content), Sketcher(content)
    once = first.sketch(STATES, "lucide", 11, 3, Taste())
    assert once == second.sketch(STATES, "lucide", 11, 3, Taste())
    assert once != first.sketch(STATES, "lucide", 12, 3, Taste())
    assert once != first.sketch(STATES, "tabler", 11, 3, Taste())
    assert once != first.sketch(STATES[:2], "lucide", 11, 3, Taste())


def test_with_no_guidance_the_words_do_not_matter(content: bytes) -> None:
    sketcher, taste = Sketcher(content), Taste(guidance=0.0)
    # How many words there are still tells: the places without a word are looked at too.
    assert sketcher.sketch(STATES, "", 4, 2, taste) == sketcher.sketch(-STATES, "", 4, 2, taste)


def test_what_was_drawn_is_seen_step_by_step(content: bytes) -> None:
    sketcher = Sketcher(content)
    circle = np.array([[Command.CIRCLE, 40, 40, 20, 0, 0, 0]] * 2, np.uint8)
    other = np.array([[Command.CIRCLE, 40, 41, 20, 0, 0, 0]] * 2, np.uint8)
    scores = []
    for steps in ((circle, circle), (other, circle), (circle, other)):
        work = Work(sketcher, STATES, 1, 1)
        work.start()
        scores.append([work.step(one) for one in steps][-1])
    assert not np.allclose(scores[0], scores[1])
    assert not np.allclose(scores[0], scores[2])
    assert not np.allclose(scores[1], scores[2])
