"""F11: a hostile or damaged project writes nowhere, crashes nothing, and what is sound in it is recovered."""

from __future__ import annotations

import json
import os
import random
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.archives import Entry, archive, entries_of
from tests.fakes.documents import rich_state
from tests.fakes.plain_painter import PlainPainter
from tests.faults import sandbox
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.formats.project import save

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.name == "nt", reason="the sandbox forks"),
]

MUTATIONS = 500
LINK = 0o120777 << 16
PIPE = 0o010666 << 16
ALL = "Recovered: Photo, Group, Patch, Detections, Drawn, Poses"

BAD_NAMES: dict[str, str | bytes] = {
    "up": "../evil.png",
    "up-inside": "data/../../evil.png",
    "up-back": "..\\..\\evil.png",
    "absolute": "/tmp/evil.png",
    "drive": "C:\\evil.png",
    "drive-relative": "C:evil.png",
    "unc": "\\\\server\\share\\evil.png",
    "double-slash": "//server/share/evil.png",
    "nul-byte": b"data/\0evil.png",
    "newline": "data/evil\n.png",
    "device": "con",
    "device-suffix": "data/NUL.png",
    "device-port": "data/com1.txt",
    "dot-end": "data/evil.",
    "space-end": "data/evil ",
    "stream": "data/evil.png:hidden",
    "star": "data/*.png",
    "right-to-left": "data/evil\u202egnp.exe",
    "endless": "d/" * 600 + "evil.png",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    blocks = BlockFolder.create()
    path = tmp_path_factory.mktemp("sound") / "sound.vlms"
    save(rich_state(blocks), path, PlainPainter())
    blocks.remove()
    return path.read_bytes()


Members = list[Entry]


def changed(members: Members, name: str, **values: Any) -> Members:
    return [replace(e, **values) if e.name == name else e for e in members]


def document(members: Members, change: Callable[[dict[str, Any]], object]) -> Members:
    [old] = [e for e in members if e.name == "document.json"]
    found = json.loads(old.data)
    change(found)
    return changed(members, "document.json", data=json.dumps(found).encode())


def without(members: Members, *names: str) -> Members:
    return [e for e in members if e.name not in names]


def copy(members: Members, name: str, new_name: str | None = None) -> Members:
    [found] = [e for e in members if e.name == name]
    return [*members, replace(found, name=new_name or name)]


PHOTO = "data/0001.png"
DRAWN = "annotations/0005.json"
NO_PHOTO = "The pixels of Photo are damaged; the layer was left out."
ONLY_PICTURES = "only its pictures were recovered"

# What is done to a sound archive, and what a person must be told.
TAMPERED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "name-not-utf8": (lambda m: [*m, Entry(b"data/\xff\xfe.png", b"", 0)], "is damaged"),
    "link": (lambda m: [*m, Entry("data/link", b"/etc/passwd", 0, attributes=LINK)], "data/link"),
    "link-as-photo": (lambda m: changed(m, PHOTO, data=b"/etc/passwd", attributes=LINK), NO_PHOTO),
    "pipe": (lambda m: [*m, Entry("data/pipe", b"", 0, attributes=PIPE)], "data/pipe"),
    "two-documents": (lambda m: copy(m, "document.json"), "document.json"),
    "two-photos": (lambda m: copy(m, PHOTO), NO_PHOTO),
    "case-clash": (lambda m: copy(m, PHOTO, "Data/0001.PNG"), NO_PHOTO),
    "accent-clash": (lambda m: copy(copy(m, PHOTO, "data/\u00e9"), PHOTO, "data/e\u0301"), "data/"),
    "encrypted": (lambda m: changed(m, PHOTO, flags=1), NO_PHOTO),
    "bzip2": (lambda m: changed(m, PHOTO, method=12), NO_PHOTO),
    "unknown-method": (lambda m: changed(m, PHOTO, method=99), NO_PHOTO),
    "bad-crc-photo": (lambda m: changed(m, PHOTO, crc=1), NO_PHOTO),
    "bad-crc-annotations": (lambda m: changed(m, DRAWN, crc=1), "The annotations of Drawn are damaged"),
    "bad-crc-document": (lambda m: changed(m, "document.json", crc=1), ONLY_PICTURES),
    "bad-crc-stack": (lambda m: changed(m, "stack.xml", crc=1), ""),
    "bad-crc-merged": (lambda m: changed(m, "mergedimage.png", crc=1), ""),
    "bad-crc-mimetype": (lambda m: changed(m, "mimetype", crc=1), ""),
    "size-too-small": (lambda m: changed(m, DRAWN, size=10), "The annotations of Drawn are damaged"),
    "size-too-large": (lambda m: changed(m, DRAWN, size=10**6), ""),  # the checksum is right
    "local-name": (lambda m: changed(m, PHOTO, local_name=b"data/9999.png"), NO_PHOTO),
    "cut-deflate": (lambda m: changed(m, DRAWN, packed=b"\x4b"), "The annotations of Drawn are damaged"),
    "overlap": (lambda m: [*m, Entry("data/extra.png", b"", shares=1)], "data/extra.png"),
    "no-mimetype": (lambda m: without(m, "mimetype"), ""),
    "mimetype-last": (lambda m: [*m[1:], m[0]], ""),
    "no-document": (lambda m: without(m, "document.json"), ""),
    "no-stack": (lambda m: without(m, "stack.xml"), ""),
    "no-photo": (lambda m: without(m, PHOTO), NO_PHOTO),
    "no-annotations": (lambda m: without(m, DRAWN), "The annotations of Drawn are damaged"),
    "photo-is-text": (lambda m: changed(m, PHOTO, data=b"hello"), NO_PHOTO),
    "photo-is-gif": (lambda m: changed(m, PHOTO, data=b"GIF89a" + bytes(50)), NO_PHOTO),
    "newer": (lambda m: document(m, lambda d: d.update(version=99)), "newer version"),
    "version-word": (lambda m: document(m, lambda d: d.update(version="1")), ONLY_PICTURES),
    "layers-word": (lambda m: document(m, lambda d: d.update(layers="all")), ONLY_PICTURES),
    "no-version": (lambda m: document(m, lambda d: d.pop("version")), ONLY_PICTURES),
    "document-is-list": (lambda m: changed(m, "document.json", data=b"[]"), ONLY_PICTURES),
    "document-is-binary": (lambda m: changed(m, "document.json", data=os.urandom(500)), ONLY_PICTURES),
    "src-outside": (lambda m: document(m, lambda d: d["layers"][0].update(src="/etc/passwd")), NO_PHOTO),
    "src-up": (lambda m: document(m, lambda d: d["layers"][0].update(src="../../etc/passwd")), NO_PHOTO),
    "src-number": (lambda m: document(m, lambda d: d["layers"][0].update(src=7)), NO_PHOTO),
    "own-block": (lambda m: document(m, lambda d: d["layers"][0].update(block={"path": "/etc/passwd", "width": 1, "height": 1})), ""),
    "one-id-twice": (lambda m: document(m, lambda d: d["layers"][0].update(id=d["layers"][2]["id"])), ""),
    "layer-is-list": (lambda m: document(m, lambda d: d["layers"].insert(0, [])), "is damaged"),
    "unknown-layer": (lambda m: document(m, lambda d: d["layers"].append({"type": "x", "name": "Odd"})), "Odd"),
    "far-away": (lambda m: document(m, lambda d: d["layers"][0].update(x=10**30, opacity=-7)), ""),
    "bad-opacity": (lambda m: document(m, lambda d: d["layers"][0].update(opacity="very")), "Photo"),
    "bad-filter": (lambda m: document(m, lambda d: d["layers"][2].update(filter=[1])), "Detections"),
    "origin-missing": (lambda m: document(m, lambda d: d.update(provenances=[])), "could not be understood"),
    "canvas-negative": (lambda m: document(m, lambda d: d.update(width=-5)), ""),
}  # fmt: skip

RAW: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "prepended": (lambda b: b"#!/bin/sh\nexit 1\n" + b, ""),
    "appended": (lambda b: b + b"MZ" + bytes(100), ""),
    "cut-end": (lambda b: b[:-30], "is damaged"),
    "cut-half": (lambda b: b[: len(b) // 2], "is damaged"),
    "only-start": (lambda b: b[:4], "is damaged"),
    "offset-wild": (lambda b: b[:-6] + struct.pack("<I", 0xFFFF_FF00) + b[-2:], ""),
    "zip64-claim": (lambda b: b[:-12] + b"\xff\xff" + b[-10:], "is damaged"),
    "count-wild": (lambda b: b[:-12] + b"\xfe\xff" + b[-10:], "is damaged"),
}


def crafted(project: bytes) -> dict[str, tuple[bytes, str]]:
    """Every hostile archive by name, with what must be said about it."""
    members = entries_of(project)
    found = {
        f"name-{key}": (archive([*members, Entry(name, b"evil", 0)]), "was left out")
        for key, name in BAD_NAMES.items()
    }
    for key, (tamper, said) in TAMPERED.items():
        found[key] = archive(tamper(members)), said
    for key, (spoil, said) in RAW.items():
        found[f"raw-{key}"] = spoil(project), said
    return found


def check(report: dict[str, Any]) -> None:
    """What holds for every file."""
    assert report["crash"] == "", report
    assert report["seen"] == [], report
    assert report["seconds"] < 5, report
    if report["sentence"]:
        assert Path(report["path"]).name in report["sentence"]
    elif report["notices"] and "left out" in " ".join(report["notices"]):
        assert any(notice.startswith("Recovered: ") for notice in report["notices"]), report


def test_crafted_archives(project: bytes, tmp_path: Path, blocks: BlockFolder) -> None:
    cases = crafted(project)
    assert len(cases) >= 60
    files = []
    for name, (data, _) in cases.items():
        path = tmp_path / f"{name}.vlms"
        path.write_bytes(data)
        files.append(path)
    reports = sandbox.run(blocks.path, files)
    assert len(reports) == len(files)
    for report, (name, (_, said)) in zip(reports, cases.items(), strict=True):
        check(report)
        assert said in "\n".join((report["sentence"], *report["notices"])), (name, report)
        if name.removeprefix("name-") in BAD_NAMES:
            assert any(notice.startswith(ALL) for notice in report["notices"]), report
            assert report["read_only"]
    assert set(tmp_path.iterdir()) == set(files)


def test_mutated_archives(project: bytes, tmp_path: Path, blocks: BlockFolder) -> None:
    seed = time.time_ns() % 1_000_000
    print("seed", seed)
    source = random.Random(seed)
    files = []
    for number in range(MUTATIONS):
        path = tmp_path / f"{seed}-{number}.vlms"
        path.write_bytes(mutated(project, source))
        files.append(path)
    reports = sandbox.run(blocks.path, files)
    assert len(reports) == MUTATIONS
    for report in reports:
        check(report)
    opened = sum(not report["sentence"] for report in reports)
    assert 0 < opened < MUTATIONS  # some are beyond help, most are not


def mutated(data: bytes, source: random.Random) -> bytes:
    """``data`` with a few flips, splices, cuts or overwritten numbers."""
    result = bytearray(data)
    for _ in range(source.randint(1, 8)):
        if not result:
            break  # the mutation before cut off everything
        at = source.randrange(len(result))
        match source.randrange(5):
            case 0:
                result[at] ^= 1 << source.randrange(8)
            case 1:
                result[at : at + 4] = source.choice((b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff"))
            case 2:
                start = source.randrange(len(result))
                result[at:at] = result[start : start + source.randrange(64)]
            case 3:
                del result[at : at + source.randrange(64)]
            case 4 if source.random() < 0.2:
                del result[at:]
                result = result or bytearray(b"P")
    return bytes(result)
