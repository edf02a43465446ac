"""F2: whichever call of saving fails, the old file stays or the new one is there, and nothing else."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.fakes.documents import rich_state
from tests.fakes.failing_ops import KINDS, CountingOps, FailingOps
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats.export import export
from vlm_studio.formats.fileops import FileOps
from vlm_studio.formats.project import save

pytestmark = pytest.mark.faults

Saver = Callable[[DocumentState, Path, FileOps], None]
HARMLESS = {"fsync_folder", "close"}
"""Calls after the new file is in its place, or that undo nothing when they fail."""


@pytest.fixture(scope="module")
def states() -> Iterator[tuple[DocumentState, DocumentState]]:
    blocks = BlockFolder.create()
    state = rich_state(blocks)
    yield state, msgspec.structs.replace(state, name="Later", image="later.jpg")
    blocks.remove()


def save_project(state: DocumentState, path: Path, ops: FileOps) -> None:
    save(state, path, PlainPainter(), ops)


def export_coco(state: DocumentState, path: Path, ops: FileOps) -> None:
    export([state], "coco", path, {}, PlainPainter(), ops=ops)


def sentence(saver: Saver, state: DocumentState, path: Path, ops: FileOps) -> str:
    """What a person is told; nothing when the save succeeds."""
    try:
        saver(state, path, ops)
    except StudioError as error:
        return str(error)
    return ""


SAVERS: dict[str, Saver] = {"work.vlms": save_project, "work.json": export_coco}


@pytest.mark.parametrize("persistent", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SAVERS)
def test_every_call_may_fail(
    name: str,
    kind: str,
    persistent: bool,
    states: tuple[DocumentState, DocumentState],
    tmp_path: Path,
) -> None:
    first, second = states
    path, saver = tmp_path / name, SAVERS[name]
    saver(second, path, FileOps())
    new = path.read_bytes()
    saver(first, path, FileOps())
    old = path.read_bytes()
    counting = CountingOps()
    saver(second, path, counting)
    saver(first, path, FileOps())
    assert old == path.read_bytes() != new

    for at, call in enumerate(counting.calls):
        where = f"call {at} ({call}) of {len(counting.calls)}, {kind}"
        said = sentence(saver, second, path, FailingOps(at, kind, persistent=persistent))
        failed = bool(said)
        assert failed == (kind not in ("EINTR", "short") and call not in HARMLESS), where
        assert not failed or path.name in said, where
        assert path.read_bytes() == (old if failed else new), where
        if not persistent:
            assert _leftovers(path) == [], where
        saver(first, path, FileOps())
        assert path.read_bytes() == old, where
        assert _leftovers(path) == [], where


def _leftovers(path: Path) -> list[str]:
    known = {path.name, path.name + "~"}
    return [p.name for p in path.parent.iterdir() if p.name not in known]


def test_a_full_disk_is_said_with_numbers(
    states: tuple[DocumentState, DocumentState], tmp_path: Path
) -> None:
    with pytest.raises(StudioError, match=r"work\.vlms was not saved: .* \d+ MiB are free\."):
        save(states[0], tmp_path / "work.vlms", PlainPainter(), FailingOps(3, "ENOSPC", persistent=True))  # fmt: skip


def test_permissions_and_links_survive(
    states: tuple[DocumentState, DocumentState], tmp_path: Path
) -> None:
    target, link = tmp_path / "there" / "real.vlms", tmp_path / "link.vlms"
    target.parent.mkdir()
    save_project(states[0], target, FileOps())
    target.chmod(0o640)
    link.symlink_to(target)
    save_project(states[1], link, FileOps())
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.with_name("real.vlms~").exists()


def test_a_name_too_long_for_a_backup_is_saved_without_one(
    states: tuple[DocumentState, DocumentState], tmp_path: Path
) -> None:
    path = tmp_path / ("x" * 250 + ".vlms")
    save_project(states[0], path, FileOps())
    save_project(states[1], path, FileOps())
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
