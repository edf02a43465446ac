"""Small containers and the catalogue that describes them, built on the spot."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext

WHEEL = "tiny_models-1.0-py3-none-any.whl"
SDIST = "tiny_source-2.0.tar.gz"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tflite(size: int, seed: int) -> bytes:
    """Bytes that look like a TFLite file from outside."""
    body = b"".join(sha(b"%d/%d" % (seed, n)).encode() for n in range(size // 64 + 1))
    return b"\x1c\x00\x00\x00TFL3" + body[: size - 8]


EYE = tflite(5_000, 1)
EAR = tflite(300_000, 2)
NOSE = tflite(4_000, 3)
NAMES = b"cat\ndog\n"


def wheel(members: dict[str, bytes]) -> bytes:
    """A wheel that pip accepts, with ``members`` in it."""
    metadata = {
        "tiny_models-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-models\nVersion: 1.0\n",
        "tiny_models-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny_models-1.0.dist-info/RECORD": b"",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {**members, **metadata}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def sdist(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    """A source archive with ``members`` and symbolic ``links`` in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


class World:
    """A folder with the containers, a catalogue that knows them, a store that is empty."""

    def __init__(self, folder: Path) -> None:
        self.shelf = folder / "shelf"
        self.shelf.mkdir()
        self.catalogue = folder / "catalogue"
        self.catalogue.mkdir()
        self.members = {"tiny/eye.tflite": EYE, "tiny/ear.tflite": EAR}
        self.put(WHEEL, wheel(self.members))
        self.put(
            SDIST, sdist({"tiny_source-2.0/nose.tflite": NOSE, "tiny_source-2.0/x.names": NAMES})
        )
        self.describe()
        self.store = ModelStore(folder / "store", self.catalogue)
        self.blocks = BlockFolder.create()
        self.context = PlainContext(self.blocks)

    def put(self, name: str, content: bytes) -> None:
        (self.shelf / name).write_bytes(content)

    def describe(self, **hashes: str) -> None:
        """Write the catalogue for the containers as they are now; ``hashes`` says other member hashes."""
        rows = [
            container(WHEEL, "tiny-models", "1.0", (self.shelf / WHEEL).read_bytes()),
            container(SDIST, "tiny-source", "2.0", (self.shelf / SDIST).read_bytes()),
            model("eye", WHEEL, {"tiny/eye.tflite": EYE}, hashes),
            model("ear", WHEEL, {"tiny/ear.tflite": EAR}, hashes),
            model(
                "nose",
                SDIST,
                {"tiny_source-2.0/nose.tflite": NOSE, "tiny_source-2.0/x.names": NAMES},
                hashes,
            ),
            model("hand", None, {}, hashes),
        ]
        (self.catalogue / "tiny.toml").write_text("\n".join(rows), "utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file in the store but the lock, by its path."""
        return {
            path.relative_to(self.store.root).as_posix(): path.read_bytes()
            for path in self.store.root.rglob("*")
            if path.is_file() and path.name != ".lock"
        }


def container(name: str, package: str, version: str, content: bytes) -> str:
    return f"""
[[index_file]]
name = "{name}"
package = "{package}"
version = "{version}"
size = {len(content)}
sha256 = "{sha(content)}"
"""


def model(id: str, source: str | None, files: dict[str, bytes], hashes: dict[str, str]) -> str:
    row = f"""
[[model]]
id = "{id}"
name = "The {id}"
tasks = ["object-detection"]
architecture = "tiny"
good_at = "Being small."
revision = "1"
licence = "MIT"
commercial = "yes"
memory_mib = 1
verified = true
starter = true
"""
    if source:
        row += f'source = "{source}"\n'
    for member, content in files.items():
        row += f"""
[[model.files]]
name = "{Path(member).name}"
member = "{member}"
size = {len(content)}
sha256 = "{hashes.get(id, sha(content))}"
"""
    return row
