"""Saving in one step: what is refused, what is left behind by the dead, and what by the living."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

import pytest

from vlm_studio.errors import StudioError
from vlm_studio.formats import fileops
from vlm_studio.formats.fileops import FileOps, remove_leftovers


def hello(file: IO[bytes]) -> None:
    file.write(b"hello")


def temps(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".tmp"]


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "work.vlms").mkdir()
    with pytest.raises(StudioError, match=r"work\.vlms is a folder\."):
        fileops.save(tmp_path / "work.vlms", hello)


@pytest.mark.skipif(os.name == "nt", reason="forks to become somebody who is not root")
def test_a_write_protected_file_is_not_replaced() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "work.vlms"
        path.write_bytes(b"mine")
        path.chmod(0o444)
        Path(name).chmod(0o777)
        child = os.fork()
        if child == 0:
            os._exit(_refused_as_nobody(path))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 42
        assert path.read_bytes() == b"mine"
        assert temps(path.parent) == []


def _refused_as_nobody(path: Path) -> int:
    """42 when the file is refused in the right sentence."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setuid(65_534)
    try:
        fileops.save(path, hello)
    except StudioError as error:
        return 42 if str(error) == "work.vlms is write-protected." else 1
    return 0


def test_what_the_writer_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(file: IO[bytes]) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fileops.save(tmp_path / "work.vlms", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_full(tmp_path: Path) -> None:
    class Full(FileOps):
        def write(self, descriptor: int, data: object) -> int:
            return 0

    with pytest.raises(StudioError, match=r"there is not enough room, \d+ MiB are free"):
        fileops.save(tmp_path / "work.vlms", hello, Full())
    assert list(tmp_path.iterdir()) == []


def test_the_leftovers_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    path, other = tmp_path / "work.vlms", tmp_path / "other.vlms"

    class Slow(FileOps):
        """Somebody else saves the same project meanwhile."""

        def verify(self, written: Path, check: object) -> None:
            fileops.save(path, hello)
            assert temps(tmp_path) == [written]

    fileops.save(path, lambda _: None, Slow(), check=lambda _: None)
    assert path.read_bytes() == b""

    class Dead(FileOps):
        """A saver that is gone before it can tidy up."""

        def replace(self, source: Path, target: Path) -> None:
            raise OSError(5, "gone")

        def unlink(self, path: Path) -> None:
            raise OSError(5, "gone")

    for target in (path, other):
        with pytest.raises(StudioError):
            fileops.save(target, hello, Dead())
    assert len(temps(tmp_path)) == 2
    remove_leftovers(path)
    [left] = temps(tmp_path)
    remove_leftovers(other)
    assert not left.exists()
