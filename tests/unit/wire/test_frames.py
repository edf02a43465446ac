"""Frames over a real pipe, and everything that is none."""

from __future__ import annotations

import io
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.frames import write_frame
from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.document.blocks import Block
from vlm_studio.document.document import DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.skeletons import Joint, Pose
from vlm_studio.document.vectors import Oval, VectorObject
from vlm_studio.formats.sidecars import Member
from vlm_studio.tasks.design import Control, Design, Designs, PaintRequest, Place, SketchRequest
from vlm_studio.tasks.requests import (
    Annotations,
    BoxMasksRequest,
    Click,
    DetectRequest,
    LabelledBox,
    MaskRequest,
    PoseRequest,
    PrepareRequest,
    RestyleRequest,
    SegmentRequest,
    SimilarRequest,
    Style,
)
from vlm_studio.tasks.staged import Owner, Staged
from vlm_studio.tasks.tracing import Tracing
from vlm_studio.wire import frames
from vlm_studio.wire.frames import FROM_WORKER, TO_WORKER, BrokenWire, read_frame
from vlm_studio.wire.images import (
    ExportImagesRequest,
    ListPicturesRequest,
    OpenImageRequest,
    PruneRequest,
    SmallPicture,
    SummariesRequest,
    ThumbnailsRequest,
)
from vlm_studio.wire.messages import Cancel, Done, Progress, Quit, Run, ToWorker
from vlm_studio.wire.models import AddModelRequest, DescribeRequest
from vlm_studio.wire.staging import FindDesignsRequest, KeepDesignsRequest
from vlm_studio.wire.titles import title
from vlm_studio.wire.work import (
    AnnotationsRequest,
    ConvertRequest,
    CutOutRequest,
    DecodeRequest,
    DrawingRequest,
    DrawRequest,
    Exported,
    ExportRequest,
    FillRequest,
    MaskPictureRequest,
    MergeRequest,
    OpaqueRequest,
    OpenRequest,
    Outcome,
    PaletteRequest,
    PullRequest,
    RemoveRequest,
    Request,
    SaveRequest,
    TraceRequest,
    VerifyRequest,
)
from vlm_studio.words import plural_text, text

PICTURE = PictureRef.of_block(Block("/dev/shm/a.px", 640, 480))
STATE = DocumentState("d", "photo", 640, 480)
DOT = VectorObject(1, Oval(1, 2, 3, 4), stroke="#000000")
ORIGIN = Provenance("text-to-sketch", "icons", parameters={"words": "a lamp"}, seed=7)
STAGED = Staged("2", Design("found", 640, 480, ORIGIN, "lamp", (DOT,)), 3, 4)
OWNER = Owner("d", "Poster", "/tmp/a.vlms")
REQUESTS: list[Request] = [
    DetectRequest(PICTURE, "yolov3-tiny", ("cat", "狗")),
    SegmentRequest(PICTURE, "u2netp", cutout=True),
    BoxMasksRequest(PICTURE, "grabcut", (LabelledBox(Box(1, 2, 3, 4), "cup", 0.5),)),
    PoseRequest(PICTURE, "blazepose"),
    MaskRequest(PICTURE, "grabcut", Box(0, 0, 5, 5), (Click(1, 2), Click(3, 4, False))),
    PrepareRequest(PICTURE, "grabcut"),
    SketchRequest("a lamp", "icons", like=(DOT,)),
    PaintRequest(
        "a lamp",
        "sd",
        70,
        40,
        picture=PICTURE,
        inside=(Mask(1, 2, 2, 2, "04"), Box(1, 2, 3, 4)),
        feather=2,
        controls=(Control("lineart", objects=(DOT,), model="net"), Control("edges", PICTURE)),
        place=Place(1, 2),
    ),
    SimilarRequest("lamp", ("a lamp",), (b"\x00\x3c",)),
    RestyleRequest(PICTURE, "style-any", Style((), PICTURE, "Wave", 0.5)),
    OpenRequest("/tmp/ü.png"),
    AnnotationsRequest("a.json", 320, 200, "photo.jpg"),
    MaskPictureRequest("m.png", 320, 200, "m"),
    DecodeRequest("/tmp/clip.png"),
    DrawingRequest("/tmp/logo.svg"),
    SaveRequest(STATE, "/tmp/a.vlms"),
    ExportRequest(STATE, "coco", "/tmp/a.json", {"pictures": True, "quality": 0.5}),
    CutOutRequest(PICTURE, Mask(0, 0, 2, 2, "04")),
    MergeRequest(PICTURE, "merged"),
    TraceRequest(PICTURE, Tracing(colours=False, detail=0.25), "traced"),
    PaletteRequest(PICTURE, 8),
    FillRequest((DOT,), Point(3, 4), 1.5, Box(0, 0, 9, 9)),
    DrawRequest(STATE, "/tmp/a.png", seen=True),
    OpaqueRequest(PICTURE.layers[0].block),
    ConvertRequest((Box(1, 2, 3, 4), Mask(0, 0, 2, 2, "04")), "polygon"),
    PullRequest("starter", "/mnt"),
    VerifyRequest("u2netp"),
    RemoveRequest("u2netp"),
    AddModelRequest("/models/猫", "cat"),
    DescribeRequest("cat"),
    ListPicturesRequest("/pictures", "/home/images"),
    SummariesRequest(("/pictures/a.png.vlms",)),
    OpenImageRequest("/pictures/猫.png", ("/pictures/猫.png.vlms",)),
    ExportImagesRequest((Member("/a.png", "/a.png.vlms"),), "coco", "/out", {"pictures": True}),
    ThumbnailsRequest((SmallPicture("/a.png", "", "/t.jpg"),), 192),
    PruneRequest("/home/cache", 1 << 28),
    KeepDesignsRequest("/home/staging", OWNER, (STAGED,), ("1",)),
    FindDesignsRequest("/home/staging", OWNER, ("d",), earlier=True),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_every_request_arrives_as_it_was_sent_and_has_a_title(request_: Request) -> None:
    stream = io.BytesIO()
    write_frame(stream, Run(1, request_))
    write_frame(stream, Quit())
    stream.seek(0)
    assert read_frame(stream, TO_WORKER) == Run(1, request_)
    assert read_frame(stream, TO_WORKER) == Quit()
    assert read_frame(stream, TO_WORKER) is None
    assert str(title(request_))


def test_there_is_a_title_for_every_kind_of_request() -> None:
    kinds = {kind for union in Request.__args__ for kind in getattr(union, "__args__", (union,))}
    assert {type(request) for request in REQUESTS} == kinds


def test_results_and_sentences_within_sentences_arrive_whole() -> None:
    shapes = (
        Box(1.5, 2, 3, 4),
        Polygon((Point(0, 0), Point(1, 0), Point(0, 1))),
        Ellipse(1.5, 2, 3, 4),
        Mask(1, 2, 2, 2, "04"),
        Pose("coco17", (Joint(1, 2, 0.5),)),
    )
    origin = Provenance("object-detection", "m", parameters={"overlap": 0.45, "labels": ["a"]})
    found = tuple(Annotation(i, "cat", shape, 0.5, origin) for i, shape in enumerate(shapes))
    error = text("{what} failed.", what=plural_text("{n} file", "{n} files", n=2))
    stream = io.BytesIO()
    write_frame(stream, Done(3, Outcome("failed", Annotations(found), error, "details", 1.5)))
    stream.seek(0)
    done = read_frame(stream, FROM_WORKER)
    assert isinstance(done, Done)
    assert done.outcome.result == Annotations(found)
    assert str(done.outcome.error) == "2 files failed."


def test_designs_arrive_whole() -> None:
    origin = Provenance("text-to-sketch", "icons", parameters={"words": "a lamp"}, seed=7)
    designs = Designs((Design("found", 640, 480, origin, "lamp", (DOT,), credit="Lucide"),))
    stream = io.BytesIO()
    write_frame(stream, Done(3, Outcome("succeeded", designs)))
    stream.seek(0)
    done = read_frame(stream, FROM_WORKER)
    assert isinstance(done, Done)
    assert done.outcome.result == designs


@given(st.lists(st.builds(Progress, st.integers(0, 9), st.floats(0, 1) | st.none())))
def test_frames_in_a_row_are_read_in_their_order(messages: list[Progress]) -> None:
    stream = io.BytesIO()
    for message in messages:
        write_frame(stream, message)
    stream.seek(0)
    assert [read_frame(stream, FROM_WORKER) for _ in messages] == messages
    assert read_frame(stream, FROM_WORKER) is None


def piped(write: Callable[[BinaryIO], None]) -> ToWorker | None:
    """What is read from a raw pipe into which another thread writes, in pieces as the pipe likes."""
    source, sink = os.pipe()

    def writing() -> None:
        with os.fdopen(sink, "wb", buffering=0) as stream:
            write(stream)

    thread = threading.Thread(target=writing)
    thread.start()
    try:
        with os.fdopen(source, "rb", buffering=0) as stream:
            return read_frame(stream, TO_WORKER)
    finally:
        thread.join()


def test_a_frame_larger_than_the_pipe_arrives_in_one_piece() -> None:
    message = Run(1, OpenRequest("x" * 3_000_000))
    assert piped(lambda stream: write_frame(stream, message)) == message


def frame(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"\x00\x00\x00\x09{}",
        struct.pack(">I", frames.MAX_FRAME + 1) + b"{}",
        b"hello, I am no frame",
        frame(b""),
        frame(b"{}"),
        frame(b"[1, 2]"),
        frame(b'{"type":"sing"}'),
        frame(b'{"type":"ready","protocol":1,"capabilities":{}}'),
        frame(b'{"type":"cancel","job":"one"}'),
        frame(b'{"type":"cancel","job":1}}'),
        frame(b'{"type":"run","job":1,"request":{"type":"reduce","path":"/"}}'),
        frame(b'{"type":"cancel","job":' + b"[" * 100_000),
        frame(b'{"type":"\xff\xfe"}'),
        struct.pack(">I", 1 << 31 | 4) + b"name",
    ],
)
def test_whatever_is_no_message_breaks_the_wire(data: bytes) -> None:
    with pytest.raises(BrokenWire):
        read_frame(io.BytesIO(data), TO_WORKER)


@given(st.binary(min_size=1, max_size=60))
def test_no_bytes_do_anything_but_read_or_break(data: bytes) -> None:
    try:
        message = read_frame(io.BytesIO(data), TO_WORKER)
    except BrokenWire:
        return
    assert message is not None


def test_a_message_over_the_limit_travels_in_a_file_that_is_then_gone(tmp_path: Path) -> None:
    message = Done(1, Outcome("succeeded", Exported(("x" * (frames.MAX_FRAME + 1),))))
    stream = io.BytesIO()
    write_frame(stream, message, tmp_path)
    assert len(stream.getvalue()) < 100
    assert len(list(tmp_path.iterdir())) == 1
    stream.seek(0)
    assert read_frame(stream, FROM_WORKER, tmp_path) == message
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_a_message_over_the_limit_is_refused_before_anything_is_written() -> None:
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="too long"):
        write_frame(stream, Run(1, OpenRequest("x" * frames.MAX_FRAME)))
    assert stream.getvalue() == b""


def test_a_message_that_finds_no_room_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    stream = io.BytesIO()
    with pytest.raises(OSError, match="No space"):
        write_frame(stream, Run(1, OpenRequest("x" * frames.MAX_FRAME)), tmp_path)
    assert stream.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../secret.json", "0" * 32 + ".txt", "/etc/passwd", "0" * 32 + ".json"]
)
def test_a_frame_may_only_name_a_message_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.json").write_bytes(msgspec.json.encode(Cancel(1)))
    folder = tmp_path / "blocks"
    folder.mkdir()
    data = struct.pack(">I", 1 << 31 | len(name)) + name.encode()
    with pytest.raises(BrokenWire):
        read_frame(io.BytesIO(data), TO_WORKER, folder)
    assert (tmp_path / "secret.json").exists()
