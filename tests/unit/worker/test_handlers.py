"""Every kind of request reaches the room that does it: real files, real models, in this process."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from tests.fakes.plain_painter import PlainPainter
from tests.layers import layers_named
from tests.starter import starter_store
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.document.document import Document
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.jobs import apply
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.tasks.requests import (
    Annotations,
    Click,
    DetectRequest,
    MaskRequest,
    MaskResult,
    Prepared,
    PrepareRequest,
)
from vlm_studio.wire.work import (
    CutOut,
    CutOutRequest,
    Decoded,
    DecodeRequest,
    Exported,
    ExportRequest,
    Opened,
    OpenRequest,
    PullRequest,
    RemoveRequest,
    Request,
    Result,
    Saved,
    SaveRequest,
    StoreChanged,
    VerifyRequest,
)
from vlm_studio.worker.run import Tools, run


class Desk:
    """Runs requests; fails when one fails."""

    def __init__(self, store: ModelStore, blocks: BlockFolder) -> None:
        self._tools = Tools(store, PlainPainter)
        self._blocks = blocks

    def do(self, request: Request) -> Result:
        outcome = run(request, PlainContext(self._blocks), self._tools)
        assert outcome.status == "succeeded", outcome.details
        assert outcome.result is not None
        return outcome.result


@pytest.fixture
def desk(blocks: BlockFolder) -> Desk:
    return Desk(starter_store(), blocks)


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    path = tmp_path / "chelsea.png"
    Image.fromarray(data.chelsea()).save(path)
    return path


def opened(desk: Desk, path: Path) -> Opened:
    result = desk.do(OpenRequest(str(path)))
    assert isinstance(result, Opened)
    return result


def test_a_picture_is_opened_looked_at_saved_opened_again_and_exported(
    desk: Desk, cat: Path, tmp_path: Path
) -> None:
    first = opened(desk, cat)
    assert not first.project
    document = Document(first.state)
    picture = document.picture()
    assert picture is not None
    request = DetectRequest(picture, "yolov3-tiny")
    change = apply.change_for(document, request, desk.do(request))
    assert change is not None
    document.history.push(change)

    project = tmp_path / "cat.vlms"
    assert desk.do(SaveRequest(document.snapshot(), str(project))) == Saved(str(project))
    again = opened(desk, project)
    assert again.project
    [layer] = layers_named(Document(again.state), "Detections")
    assert again.state.annotations[layer.id] == document.snapshot().annotations[layer.id]

    coco = tmp_path / "cat.json"
    result = desk.do(ExportRequest(again.state, "coco", str(coco), {}, str(cat)))
    assert isinstance(result, Exported)
    assert str(coco) in result.paths
    names = {category["name"] for category in json.loads(coco.read_text())["categories"]}
    assert "cat" in names

    painted = tmp_path / "cat-painted.png"
    desk.do(ExportRequest(again.state, "png", str(painted), {}, str(cat)))
    with Image.open(painted) as image:
        assert image.size == (451, 300)
        assert np.any(np.asarray(image.convert("RGB")) != data.chelsea())


def test_a_pasted_picture_becomes_a_block(desk: Desk, cat: Path) -> None:
    result = desk.do(DecodeRequest(str(cat)))
    assert isinstance(result, Decoded)
    assert np.array_equal(MappedBlock(result.block).array()[..., :3], data.chelsea())


def test_a_click_on_the_cat_gives_a_mask_and_the_mask_a_cut_out(desk: Desk, cat: Path) -> None:
    decoded = desk.do(DecodeRequest(str(cat)))
    assert isinstance(decoded, Decoded)
    picture = PictureRef.of_block(decoded.block)
    prepared = desk.do(PrepareRequest(picture, "grabcut"))
    assert isinstance(prepared, Prepared)
    nose = Click(255, 180)
    clicked = MaskRequest(picture, "grabcut", clicks=(nose,), prior=prepared.prior)
    answer = desk.do(clicked)
    assert isinstance(answer, MaskResult)
    assert isinstance(answer.mask, Mask)
    cut = desk.do(CutOutRequest(picture, answer.mask))
    assert isinstance(cut, CutOut)
    block = cut.placed.block
    alpha = MappedBlock(block).array()[180 - cut.placed.y, 255 - cut.placed.x, 3]
    assert alpha == 255


def test_models_are_taken_from_a_folder_checked_and_removed(
    blocks: BlockFolder, tmp_path: Path
) -> None:
    desk = Desk(ModelStore(tmp_path / "models"), blocks)
    source = starter_store().folder("u2netp")
    assert desk.do(PullRequest("u2netp", str(source))) == StoreChanged("u2netp", True)
    assert desk.do(VerifyRequest("u2netp")) == StoreChanged("u2netp", True)
    file = tmp_path / "models" / "u2netp" / "u2netp.onnx"
    damaged = bytearray(file.read_bytes())
    damaged[1000] ^= 1
    file.write_bytes(damaged)
    checked = desk.do(VerifyRequest("u2netp"))
    assert isinstance(checked, StoreChanged)
    assert not checked.ready
    assert checked.problems
    assert desk.do(RemoveRequest("u2netp")) == StoreChanged("u2netp", False)
    assert not file.exists()


def test_a_detection_is_the_same_whoever_asks(desk: Desk, cat: Path) -> None:
    decoded = desk.do(DecodeRequest(str(cat)))
    assert isinstance(decoded, Decoded)
    request = DetectRequest(PictureRef.of_block(decoded.block), "yolov3-tiny")
    first, second = desk.do(request), desk.do(request)
    assert isinstance(first, Annotations)
    assert first == second
