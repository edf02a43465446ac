"""F10: files built to exhaust their reader are refused at once, in one sentence (pictures and archives)."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.archives import Entry, archive, entries_of, zeros
from tests.fakes.documents import rich_state
from tests.fakes.pictures import chunk
from tests.fakes.plain_painter import PlainPainter
from tests.faults import sandbox
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.formats.project import save

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.name == "nt", reason="memory is measured in forked children"),
]

GIB = 1 << 30
PNG_START = b"\x89PNG\r\n\x1a\n"


def header(width: int, height: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))


def png(*chunks: bytes) -> bytes:
    return PNG_START + b"".join(chunks)


def tiff(*tags: tuple[int, int, int, int], next_ifd: int = 0, count: int | None = None) -> bytes:
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    start = struct.pack("<H", len(tags) if count is None else count)
    return b"II*\0" + struct.pack("<I", 8) + start + body + struct.pack("<I", next_ifd)


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\0\3\x11\0"
    return (
        b"\xff\xd8\xff\xc0"
        + frame
        + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\xff\xd9"
    )


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(width: int, height: int) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return screen + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2\3\x84\x51\x00\0;"


def bmp(width: int, height: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def zip_of(*entries: Entry) -> bytes:
    return archive([Entry("mimetype", b"image/openraster", method=0), *entries])


def stack(text: str) -> bytes:
    return zip_of(Entry("stack.xml", text.encode(), method=0))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE image [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + ']><image w="1" h="1"><stack><layer name="&j;"/></stack></image>'
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE image [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<image w="1" h="1"><stack><layer name="&x;"/></stack></image>'
)
REMOTE = (
    '<?xml version="1.0"?><!DOCTYPE image SYSTEM "http://127.0.0.1:9/x.dtd">'
    '<image w="1" h="1"><stack/></image>'
)


def quine_like() -> bytes:
    inner = zip_of(Entry("stack.xml", b"<image/>"))
    for _ in range(20):
        inner = zip_of(Entry("stack.xml", inner), Entry("again.zip", inner[:5_000], method=0))
    return inner


def overlapping() -> bytes:
    kernel = Entry("document.json", bytes(GIB), packed=zeros(GIB, -15))
    return zip_of(kernel, *(Entry(f"m{i}", b"", shares=1) for i in range(500)))


def many_layers() -> bytes:
    blank = png(header(16_000, 16_000), chunk(b"IDAT", zeros(GIB, 15)), chunk(b"IEND", b""))
    layers = "".join(f'<layer src="data/{i}.png"/>' for i in range(20))
    pngs = (Entry(f"data/{i}.png", blank, method=0) for i in range(20))
    xml = f'<image w="9" h="9"><stack>{layers}</stack></image>'
    return zip_of(Entry("stack.xml", xml.encode()), *pngs)


def document(**more: Any) -> Entry:
    base = {"version": 1, "id": "x", "name": "x", "width": 9, "height": 9, "layers": []}
    return Entry("document.json", json.dumps({**base, **more}).encode(), method=0)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'


def drawing(inside: str, start: str = SVG) -> bytes:
    return f"{start}{inside}</svg>".encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "claimed.png": lambda: png(header(50_000, 50_000), chunk(b"IDAT", zeros(1 << 20, 15))),
    "true.png": lambda: png(header(30_000, 30_000), chunk(b"IDAT", zeros(GIB, 15))),
    "long-and-thin.png": lambda: png(header(70_000, 1), chunk(b"IDAT", zeros(1 << 20, 15))),
    "text.png": lambda: png(header(9, 9), chunk(b"zTXt", b"x\0\0" + zeros(GIB, 15)), chunk(b"IDAT", zeros(1 << 20, 15))),
    "profile.png": lambda: png(header(9, 9), chunk(b"iCCP", b"x\0\0" + zeros(GIB, 15)), chunk(b"IDAT", zeros(1 << 20, 15))),
    "claimed.gif": lambda: gif(65_535, 65_535),
    "claimed.jpg": lambda: jpeg(65_500, 65_500),
    "claimed.webp": lambda: webp(1 << 24, 1 << 24),
    "claimed.bmp": lambda: bmp(60_000, 60_000),
    "loop.tif": lambda: tiff((256, 3, 1, 9), (257, 3, 1, 9), (273, 4, 1, 5_000), next_ifd=8),
    "claimed.tif": lambda: tiff((256, 4, 1, 60_000), (257, 4, 1, 60_000), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 60_000), (279, 4, 1, 100)),
    "tags.tif": lambda: tiff((256, 4, 0x7FFF_FFFF, 8), count=65_535),
    "picture.jp2": lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100),
    "forty-two.vlms": lambda: zip_of(Entry("document.json", b"", packed=zeros(GIB, -15), size=GIB)),
    "liar.vlms": lambda: zip_of(Entry("document.json", b"", packed=zeros(GIB, -15), size=1_000)),
    "overlapping.vlms": overlapping,
    "quine.vlms": quine_like,
    "many-members.vlms": lambda: zip_of(*(Entry(f"m{i}", b"", method=0) for i in range(60_000))),
    "many-layers.vlms": many_layers,
    "deep.vlms": lambda: zip_of(Entry("document.json", b"[" * 100_000 + b"]" * 100_000)),
    "numbers.vlms": lambda: zip_of(Entry("document.json", b'{"version":1,"x":[' + b"7," * 10_000_000 + b"7]}", method=0)),
    "nested.vlms": lambda: stack('<image w="9" h="9">' + "<stack>" * 100_000 + "</stack>" * 100_000 + "</image>"),
    "laughs.vlms": lambda: stack(LAUGHS),
    "external.vlms": lambda: stack(EXTERNAL),
    "remote.vlms": lambda: stack(REMOTE),
    "groups.vlms": lambda: zip_of(document(layers=[{"type": "group"}] * 100_000)),
    "canvas.vlms": lambda: zip_of(document(width=65_535, height=65_535)),
    "laughs.svg": lambda: (
        LAUGHS[: LAUGHS.index("<image")].replace("image", "svg") + SVG + "<text>&j;</text></svg>"
    ).encode(),
    "external.svg": lambda: drawing(
        "<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG
    ),
    "billion-in-style.svg": lambda: drawing(
        '<rect style="&b;" width="9" height="9"/>',
        '<!DOCTYPE svg [<!ENTITY a "fill:red;"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + SVG,
    ),
    "parameter.svg": lambda: drawing(
        "", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>' + SVG
    ),
    "uses.svg": lambda: drawing('<path id="a" d="M0 0l9 9"/>' + '<use href="#a"/>' * 100_000),
    "uses-of-uses.svg": lambda: drawing(
        '<path id="u0" d="M0 0l9 9"/>'
        + "".join(f'<g id="u{i + 1}">' + f'<use href="#u{i}"/>' * 10 + "</g>" for i in range(12))
    ),
    "uses-itself.svg": lambda: drawing('<g id="a"><use href="#a"/></g>'),
    "nested.svg": lambda: drawing("<g>" * 100_000 + "</g>" * 100_000),
    "huge.svg": lambda: b'<svg width="1e300" height="1e300"/>',
    "arcs.svg": lambda: drawing('<path d="M0 0' + "A5 5 0 1 0 9 9 5 5 0 1 0 0 0" * 50_000 + '"/>'),
    "tilted-arcs.svg": lambda: drawing('<path d="M0 0A' + "5 3 30 1 0 9 9 5 3 30 1 0 0 0 " * 50_000 + '"/>'),
    "arcs-of-many-paths.svg": lambda: drawing(('<path d="M0 0' + "A5 5 0 1 0 9 9 5 5 0 1 0 0 0" * 2_000 + '"/>') * 25),
    "curves-of-many-paths.svg": lambda: drawing("<g>" + ('<path d="M0 0' + "c1 1 2 2 3 3" * 4_000 + '"/>') * 26 + "</g>"),
    "uses-of-symbols.svg": lambda: drawing(
        '<symbol id="u0" viewBox="0 0 9 9"><path d="M0 0l9 9"/></symbol>'
        + "".join(f'<symbol id="u{i + 1}">' + f'<use href="#u{i}"/>' * 10 + "</symbol>" for i in range(12))
        + '<use href="#u12"/>'
    ),
    "views.svg": lambda: drawing('<svg viewBox="0 0 1e-9 1e-9">' * 70 + "</svg>" * 70),
    "endless-path.svg": lambda: drawing('<path d="M0 0' + "l1 1" * 1_000_000 + '"/>'),
    "huge-number.vlms": lambda: zip_of(Entry("document.json", b'{"version":' + b"9" * 1_000_000 + b"}")),
}  # fmt: skip


def test_every_bomb_is_refused_at_once(tmp_path: Path) -> None:
    files = []
    for name, build in BOMBS.items():
        path = tmp_path / name
        path.write_bytes(build())
        files.append(path)
    blocks = BlockFolder.create()
    reports = sandbox.run(blocks.path, files)
    blocks.remove()
    assert [Path(report["path"]).name for report in reports] == list(BOMBS)
    for report in reports:
        print(
            Path(report["path"]).name,
            round(report["seconds"], 3),
            report["mib"],
            report["sentence"],
        )
        assert report["crash"] == "", report
        assert report["sentence"] != "", report
        assert report["seconds"] <= 1, report
        assert report["mib"] <= 256, report
        assert report["seen"] == [], report


def test_numbers_beyond_all_measure_are_left_out_of_a_drawing(tmp_path: Path) -> None:
    path = tmp_path / "numbers.svg"
    inside = '<path d="M1e308 1e308L-1e308 9e999"/><rect width="1e300" height="9"/>'
    scaled = '<g transform="scale(1e30)">' * 50 + '<rect width="5" height="5"/>' + "</g>" * 50
    path.write_bytes(drawing(inside + scaled))
    blocks = BlockFolder.create()
    [report] = sandbox.run(blocks.path, [path])
    blocks.remove()
    assert (report["crash"], report["sentence"], report["seen"]) == ("", "", [])
    assert "3 things in numbers.svg are not understood" in " ".join(report["notices"])
    assert report["seconds"] <= 1


def test_a_drawing_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "asks.svg"
    inside = (
        "<script>fetch('http://127.0.0.1:9/')</script>"
        '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>'
        '<image href="file:///etc/passwd" width="9" height="9"/>'
        '<use href="http://127.0.0.1:9/x.svg#a"/>'
        '<style>@import url("http://127.0.0.1:9/x.css");</style>'
        '<linearGradient id="g" href="http://127.0.0.1:9/x.svg#c"/><rect width="5" height="5" fill="url(#g)"/>'
        '<rect width="5" height="5" fill="url(http://127.0.0.1:9/x.svg#b)"/>'
    )
    doctype = '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">'
    path.write_bytes(drawing(inside, doctype + SVG))
    blocks = BlockFolder.create()
    [report] = sandbox.run(blocks.path, [path])
    blocks.remove()
    assert (report["crash"], report["sentence"], report["seen"]) == ("", "", [])
    assert "image, pattern, use" in " ".join(report["notices"])


SLOW = {
    "selectors.svg": "<style>" + ".a.b.c" * 150_000 + "</style>",
    "comments.svg": "<style>" + "/*" * 500_000 + "</style>",
    "braces.svg": "<style>" + "{" * 1_000_000 + "</style>",
    "rules.svg": "<style>" + ".a{fill:red}" * 80_000 + "</style>" + '<rect class="a" width="9" height="9"/>' * 300,
    "classes.svg": '<style>.a{fill:red}</style><rect width="9" height="9" class="' + "a " * 500_000 + '"/>',
    "stops.svg": '<linearGradient id="g">' + "<stop/>" * 40_000 + "</linearGradient>" + '<rect width="9" height="9" fill="url(#g)"/>',
    "gradients.svg": "".join(f'<linearGradient id="g{i}" href="#g{(i + 1) % 9000}"/>' for i in range(9000)),
    "points.svg": '<polygon points="' + "1 2 " * 200_001 + '"/>',
    "spaces.svg": '<path d="M0 0A' + " " * 1_000_000 + "," * 1_000_000 + "9" * 1_000_000 + '"/>',
    "numbers.svg": '<path d="M' + "9" * 1_000_000 + ' 1"/><circle r="nan"/><rect width="inf" height="-inf"/>',
}  # fmt: skip
"""Drawings that take long only where something is looked at again and again."""


def test_drawings_that_would_be_slow_are_read_at_once(tmp_path: Path) -> None:
    files = [tmp_path / name for name in SLOW]
    for path in files:
        path.write_bytes(drawing(SLOW[path.name]))
    blocks = BlockFolder.create()
    reports = sandbox.run(blocks.path, files)
    blocks.remove()
    for report in reports:
        assert (report["crash"], report["seen"]) == ("", []), report
        assert report["seconds"] <= 1, report
        assert report["mib"] <= 256, report


def test_a_mask_that_claims_a_huge_crop_is_left_out(tmp_path: Path) -> None:
    blocks = BlockFolder.create()
    sound = tmp_path / "sound.vlms"
    save(rich_state(blocks), sound, PlainPainter())
    shape = {"type": "mask", "x": 0, "y": 0, "width": 10**9, "height": 10**9, "counts": "o" * 9}
    bomb = {"annotations": [{"id": 1, "label": "x", "shape": shape}]}
    members = [
        Entry(e.name, json.dumps(bomb).encode()) if str(e.name).startswith("annotations/") else e
        for e in entries_of(sound.read_bytes())
    ]
    path = tmp_path / "mask.vlms"
    path.write_bytes(archive(members))
    [report] = sandbox.run(blocks.path, [path])
    blocks.remove()
    assert "could not be understood" in " ".join(report["notices"])
    assert report["mib"] <= 256
