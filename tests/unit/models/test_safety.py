from __future__ import annotations

import contextlib
import io
import json
import pickle
import struct
import tarfile
import zipfile
from pathlib import Path

import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.starter import starter_store
from tests.unit.models.tiny import EYE
from vlm_studio.errors import StudioError
from vlm_studio.models.safety import refuse_unsafe


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("open('canary', 'w')",)


def torch_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Evil()))
        archive.writestr("archive/data/0", b"\0" * 64)
    return buffer.getvalue()


def legacy_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("sys_info", "pickle", "storages", "tensors"):
            info = tarfile.TarInfo(name)
            info.size = len(content := pickle.dumps(Evil()))
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def legacy_torch() -> bytes:
    parts: tuple[object, ...] = (0x1950A86A20F9469CFC6C, 1001, {}, Evil())
    return b"".join(pickle.dumps(part, 2) for part in parts)


PICKLES = {
    **{f"protocol {n}": pickle.dumps(Evil(), n) for n in range(6)},
    "large, protocol 0": pickle.dumps([Evil(), list(range(50_000))], 0),
    "large, protocol 1": pickle.dumps([list(range(500)), Evil(), "x" * 100_000], 1),
    "large, protocol 5": pickle.dumps([Evil(), b"x" * 1_000_000], 5),
    "padded": pickle.dumps(Evil()) + b"\0" * 1000,
    "torch": torch_zip(),
    "torch before 0.4": legacy_tar(),
    "torch before 1.6": legacy_torch(),
}
NAMES = [
    "model.bin",
    "m.safetensors",
    "m.onnx",
    "m.tflite",
    "m.weights",
    "m.cfg",
    "labels.txt",
    "c.json",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", PICKLES.values(), ids=PICKLES.keys())
def test_a_pickle_is_refused_whatever_it_is_called(
    tmp_path: Path, content: bytes, name: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(StudioError, match=f"{name} is a pickle"):
        refuse_unsafe(file, name)


def safetensors(header: object = None) -> bytes:
    text = json.dumps(header or {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})
    return struct.pack("<Q", len(text)) + text.encode() + b"\0\0\0\0"


def onnx_model() -> bytes:
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([], "nothing", [value], [value])
    return bytes(onnx.helper.make_model(graph).SerializeToString())


GOOD = {
    "m.safetensors": safetensors(),
    # A header of this length begins with pickle's mark; what follows does not go on like one.
    "marked.safetensors": safetensors({"__metadata__": {"x": "y" * (0x0280 - 27)}}),
    "m.onnx": onnx_model(),
    "m.tflite": EYE,
    "m.weights": struct.pack("<iiiq", 0, 2, 0, 0) + b"\0" * 400,
    "coco.names": b"person\nbicycle\ncar\n",
    "config.json": b'{"a": 1}',
    "words.txt": "cat\nos\nsystem\n狗\n".encode(),
    "places.txt": b"at. the lake.\ndo. not. stop.\n",
    "net.cfg": b"[net]\n# Testing\nbatch=1\n",
}


@pytest.mark.parametrize(("name", "content"), GOOD.items(), ids=GOOD.keys())
def test_what_the_program_can_run_is_taken(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refuse_unsafe(tmp_path / name, name)


def test_the_header_that_looks_like_a_pickle_really_begins_like_one() -> None:
    assert GOOD["marked.safetensors"][:2] == b"\x80\x02"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.onnx", EYE),
        ("m.tflite", onnx_model()),
        ("m.safetensors", struct.pack("<Q", 100_000_001) + b"{}"),
        ("m.safetensors", struct.pack("<Q", 2**63) + b"{}"),
        ("m.safetensors", struct.pack("<Q", 100_000) + b"[" * 100_000),
        ("m.safetensors", struct.pack("<Q", 100_000) + b'{"a":' * 20_000),
        ("m.onnx", onnx_model()[:-3]),
        ("m.onnx", b"<!DOCTYPE html><html></html>"),
        ("m.tflite", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
        ("m.weights", b""),
        ("coco.names", b"\xff\xfe\x00"),
        ("m.gguf", b"GGUF" + b"\0" * 40),
        ("m.exe", b"MZ"),
        ("m.onnx", b""),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StudioError, match=f"{name} is not a model file"):
        refuse_unsafe(tmp_path / name, name)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", *PICKLES.values(), *GOOD.values()]),
    cut=st.integers(0, 300),
    tail=st.binary(max_size=300),
    name=st.sampled_from(NAMES),
)
def test_no_bytes_bring_anything_but_a_yes_or_the_one_sentence(
    tmp_path: Path, start: bytes, cut: int, tail: bytes, name: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(start[:cut] + tail)
    with contextlib.suppress(StudioError):
        refuse_unsafe(file, name)


def test_every_starter_file_is_what_its_name_says() -> None:
    store = starter_store()
    for card in store.resolve("starter"):
        names = [file.name for file in card.files] + ([card.built.name] if card.built else [])
        for name in names:
            refuse_unsafe(store.path(card.id, name), name)
