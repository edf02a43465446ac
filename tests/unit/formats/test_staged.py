"""Staged designs change hands: each is whole in one folder, whenever a window ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.designs import LAMP, lamps, painted
from tests.fakes.documents import gradient
from vlm_studio.document.blocks import BlockFolder, MappedBlock
from vlm_studio.formats import staged as module
from vlm_studio.formats import staged_files
from vlm_studio.formats.fileops import FileOps
from vlm_studio.formats.staged import bring, claim, find, keep
from vlm_studio.tasks.staged import Owner, Staged, new_id


class KilledError(BaseException):
    """The process is gone."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "staging"


@pytest.fixture
def other() -> Iterator[BlockFolder]:
    """The blocks of another window that lives."""
    folder = BlockFolder.create()
    yield folder
    folder.remove()


def several(blocks: BlockFolder) -> list[Staged]:
    """Three sketches and a painting."""
    designs = (*lamps().designs, *painted(blocks.store(gradient(30, 20))).designs)
    return [Staged(new_id(), design, 0, 0, request=LAMP) for design in designs]


def ids(found: tuple[Staged, ...]) -> list[str]:
    return [each.id for each in found]


def test_what_a_killed_window_was_still_writing_is_found_as_far_as_it_came(
    root: Path, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    designs, write = several(blocks), staged_files.write
    left = iter(designs[:2])

    def some(folder: Path, staged: Staged) -> None:
        if next(left, None) is None:
            raise KilledError
        write(folder, staged)

    with monkeypatch.context() as patched:
        patched.setattr(module, "write", some)
        with pytest.raises(KilledError):
            keep(root, Owner("page", window="gone"), designs)
    owner = Owner("page", window=str(blocks.path))
    assert ids(find(root, owner, ["page"], blocks)) == ids(tuple(designs[:2]))


@pytest.mark.parametrize("call", ["link", "replace", "unlink"])
@pytest.mark.parametrize("there", [0, 1])
def test_a_window_killed_while_it_takes_designs_over_loses_and_doubles_none(
    root: Path, blocks: BlockFolder, monkeypatch: pytest.MonkeyPatch, call: str, there: int
) -> None:
    designs, move = several(blocks), staged_files.move
    keep(root, Owner("page", window="first"), designs[there:])
    keep(root, Owner("page", window="second"), designs[:there])

    def killed(path: object, *_: object, **__: object) -> None:
        if not isinstance(path, Path) or path.exists():
            raise KilledError

    with monkeypatch.context() as patched:

        def struck(id: str, folder: Path, to: Path) -> None:
            if id == designs[-1].id:  # the painting
                patched.setattr(FileOps if call == "link" else Path, call, killed)
            move(id, folder, to)

        patched.setattr(module, "move", struck)
        with pytest.raises(KilledError):
            module._adopt(*_folders(root), Owner("page", window="second"))
    owner = Owner("page", window=str(blocks.path))
    found = find(root, owner, ["page"], blocks)
    assert ids(found) == ids(tuple(designs))
    placed = found[-1].design.placed
    assert placed is not None
    assert np.array_equal(MappedBlock(placed.block).array(), gradient(30, 20))
    assert len(list(root.rglob("*.png"))) == 1


def _folders(root: Path) -> tuple[Path, Path]:
    first, second = (module._folder(root, Owner("page", window=w)) for w in ("first", "second"))
    return first, second


def test_two_windows_that_begin_together_do_not_share_a_design(
    root: Path, blocks: BlockFolder, other: BlockFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    designs = several(blocks)
    keep(root, Owner("page", window="gone"), designs)
    mine, theirs = (Owner("page", window=str(folder.path)) for folder in (blocks, other))
    late: list[Staged] = []
    second = threading.Thread(target=lambda: late.extend(find(root, theirs, ["page"], other)))
    move = staged_files.move

    def moved(id: str, folder: Path, to: Path) -> None:
        if not second.ident:  # the first window is in the middle of it
            second.start()
            second.join(0.3)
        move(id, folder, to)

    monkeypatch.setattr(module, "move", moved)
    found = find(root, mine, ["page"], blocks)
    second.join()
    assert ids(found) == ids(tuple(designs))
    assert late == []
    assert ids(find(root, mine, ["page"], blocks)) == ids(tuple(designs))


def test_what_was_claimed_is_brought_once(
    root: Path, blocks: BlockFolder, other: BlockFolder
) -> None:
    designs = several(blocks)
    keep(root, Owner("lost", window="gone"), designs)
    assert claim(root, str(blocks.path), ["page"]) == (4, 4)
    assert claim(root, str(other.path), ["leaf"]) == (0, 0)
    assert bring(root, Owner("leaf", window=str(other.path)), ["leaf"], other) == ()
    brought = bring(root, Owner("page", window=str(blocks.path)), ["page"], blocks)
    assert ids(brought) == ids(tuple(designs))
    assert claim(root, str(blocks.path), ["page"]) == (0, 0)
