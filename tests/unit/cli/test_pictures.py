"""Which pictures a run is about, and what their outputs are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlm_studio.cli.pictures import find
from vlm_studio.cli.pipeline import overlapped


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_a_folder_gives_its_pictures_in_order_and_not_its_own_outputs(tmp_path):
    touch(tmp_path, "b.PNG", "a.jpg", "notes.txt", "in/c.heic", "out/a.png")
    flat = find([tmp_path], recursive=False, leave_out=None)
    assert [path.name for path, _ in flat] == ["a.jpg", "b.PNG"]
    deep = find([tmp_path], recursive=True, leave_out=tmp_path / "out")
    assert [str(place) for _, place in deep] == ["a", "b", "in/c"]


def test_pictures_of_the_same_name_do_not_overwrite_each_other(tmp_path):
    touch(tmp_path, "x/cat.png", "x/cat.jpg", "y/cat.png", "x/dog.png")
    inputs = [tmp_path / "x" / "cat.png", tmp_path / "x" / "cat.jpg", tmp_path / "y" / "cat.png"]
    places = [str(place) for _, place in find(inputs, recursive=False, leave_out=None)]
    assert places == ["cat_png", "cat_jpg", "cat_png_2"]


def test_stages_keep_the_order_and_an_error_ends_the_whole():
    written: list[int] = []
    overlapped(range(20), lambda n: n + 1, lambda n: n * 2, written.append)
    assert written == [2 * (n + 1) for n in range(20)]

    def fails(n: int) -> int:
        if n == 3:
            raise KeyError("third")
        return n

    with pytest.raises(KeyError, match="third"):
        overlapped(range(20), fails, lambda n: n, written.append)
