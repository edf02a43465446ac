"""A file of npm's registry, fetched by whatever is called ``npm`` here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.models.tiny import NAMES, World, container, sdist, sha
from vlm_studio.errors import StudioError
from vlm_studio.models.pull import pull

TAR = "icons-tiny-1.2.0.tgz"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="stands in for npm with a shell script")


@pytest.fixture
def npm(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that packs what lies on the shelf, and a model in the catalogue of two files in two containers."""
    content = sdist({"package/icons.txt": NAMES})
    world.put(TAR, content)
    row = container(TAR, "@icons/tiny", "1.2.0", content).replace(
        "sha256", 'registry = "npm"\nsha256'
    )
    file = '[[model.files]]\nname = "{0}"\nmember = "package/icons.txt"\nsource = "{1}"\nsize = {2}\nsha256 = "{3}"\n'
    head = (
        '[[model]]\nid = "set"\nname = "The set"\ntasks = []\narchitecture = "tiny"\ngood_at = "Few."\n'
        'revision = "1"\nlicence = "MIT"\ncommercial = "yes"\nmemory_mib = 1\nverified = true\n'
    )
    files = file.format("icons.txt", TAR, len(NAMES), sha(NAMES))
    (world.catalogue / "icons.toml").write_text(f"{row}\n{head}\n{files}", "utf-8")
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$1" = pack ] && [ "$3" = @icons/tiny@1.2.0 ] && cp "{world.shelf}/{TAR}" .\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return program


def test_what_npm_packs_is_hashed_and_its_members_stored(world: World, npm: Path) -> None:
    assert [c.name for c in world.store.card("set").containers] == [TAR]
    pull(world.store, "set", world.context)
    assert world.files() == {"set/icons.txt": NAMES}


def test_another_package_under_the_name_is_refused(world: World, npm: Path) -> None:
    world.put(TAR, sdist({"package/icons.txt": NAMES, "package/more": b"x"}))
    with pytest.raises(StudioError, match="SHA-256"):
        pull(world.store, "set", world.context)
    assert world.files() == {}


def test_without_a_connection_or_npm_one_sentence_says_so(
    world: World, npm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm.write_text("#!/bin/sh\necho npm error code ENOTFOUND >&2\nexit 1\n")
    with pytest.raises(StudioError, match="cannot be reached"):
        pull(world.store, "set", world.context)
    npm.unlink()
    monkeypatch.setenv("PATH", str(npm.parent))
    with pytest.raises(StudioError, match="Install Node"):
        pull(world.store, "set", world.context)
    pull(world.store, "set", world.context, world.shelf)
    assert world.files() == {"set/icons.txt": NAMES}
