"""Merging layers in a worker: progress between the layers, where it can also be stopped."""

from __future__ import annotations

import numpy as np

from tests.fakes.plain_painter import PlainPainter
from vlm_studio import paths
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.pictures import PictureRef, PlacedBlock
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.wire.work import Merged, MergeRequest
from vlm_studio.worker.run import Tools, run


def request(blocks: BlockFolder) -> MergeRequest:
    """A white square of 4 pixels with a black one of 2 over its lower right corner."""
    white = blocks.store(np.full((4, 4, 4), 255, np.uint8))
    black = blocks.store(np.zeros((2, 2, 4), np.uint8) + np.array([0, 0, 0, 255], np.uint8))
    layers = (PlacedBlock(white, 10, 10), PlacedBlock(black, 13, 13))
    return MergeRequest(PictureRef(layers, 10, 10, 5, 5, ("white", "black")), "merged")


def test_layers_become_one_block_and_progress_only_grows(blocks: BlockFolder) -> None:
    heard: list[float] = []

    def progress(fraction: float | None, text: object) -> None:
        heard.append(fraction or 0)

    tools = Tools(ModelStore(paths.models_folder()), PlainPainter)
    outcome = run(request(blocks), PlainContext(blocks, progress), tools)
    assert isinstance(outcome.result, Merged)
    pixels = MappedBlock(outcome.result.block).array()
    assert pixels[0, 0].tolist() == [255] * 4
    assert pixels[4, 4].tolist() == pixels[3, 3].tolist() == [0, 0, 0, 255]
    assert pixels[0, 4].tolist() == [0] * 4
    assert len(heard) == 3
    assert heard == sorted(heard)


def test_it_can_be_stopped_between_two_layers(blocks: BlockFolder) -> None:
    heard: list[float | None] = []
    context = PlainContext(
        blocks, lambda fraction, _: heard.append(fraction), lambda: len(heard) == 1
    )
    tools = Tools(ModelStore(paths.models_folder()), PlainPainter)
    assert run(request(blocks), context, tools).status == "cancelled"
    assert heard == [0]
