"""``python bare_painting.py FOLDER [once]``: diffusers alone. For each line on standard input the seconds of a painting;
with ``once``, one painting and no questions.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
import sys
import time

import diffusers
import torch
import transformers

from tests.bench.painters import SIDE, STEPS, WORDS

for library in (diffusers, transformers):
    library.utils.logging.set_verbosity_error()
    library.utils.logging.disable_progress_bar()


def load() -> diffusers.DiffusionPipeline:
    pipeline = diffusers.DiffusionPipeline.from_pretrained(sys.argv[1], use_safetensors=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def paint(pipeline: diffusers.DiffusionPipeline) -> None:
    chance = torch.Generator("cpu").manual_seed(0)
    pipeline(WORDS, width=SIDE, height=SIDE, num_inference_steps=STEPS, generator=chance)


painter = load()
if sys.argv[2:] == ["once"]:
    paint(painter)
    print("painted", flush=True)
else:
    for _ in sys.stdin:
        began = time.perf_counter()
        paint(painter)
        print(time.perf_counter() - began, flush=True)
