"""Earlier descriptions on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlm_studio import paths
from vlm_studio.studio import design_history
from vlm_studio.studio.design_history import MOST, DesignHistory, load
from vlm_studio.studio.design_wish import DesignWish


def wish(words: str, **more: object) -> DesignWish:
    return DesignWish(words, **more)  # type: ignore[arg-type]


def words(history: DesignHistory) -> list[str]:
    return [entry.wish.words for entry in history.entries]


def test_what_is_remembered_is_there_the_next_time(home: Path) -> None:
    history = load()
    history.remember(wish("a lamp", preset="logo", seed=7, width=300))
    history.remember(wish("一盏台灯"))
    again = load()
    assert words(again) == ["一盏台灯", "a lamp"]
    assert again.entries == history.entries
    assert again.entries[1].wish == wish("a lamp", preset="logo", seed=7, width=300)


def test_the_same_is_remembered_once_whatever_its_seed(home: Path) -> None:
    history = load()
    history.remember(wish("a lamp", seed=1))
    history.remember(wish("a boat"))
    newest = history.remember(wish("a lamp", seed=2))
    assert words(history) == ["a lamp", "a boat"]
    assert history.entries[0] == newest
    history.remember(wish("a lamp", preset="logo"))
    assert words(history) == ["a lamp", "a lamp", "a boat"]


def test_the_oldest_go_first_with_their_pictures(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(design_history, "MOST", 3)
    assert MOST == 500
    history = load()
    for name in ("a", "b", "c", "d"):
        entry = history.remember(wish(name))
        picture = history.thumbnail(entry.id)
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(b"png")
    assert words(history) == ["d", "c", "b"]
    kept = {path.stem for path in history.thumbnail("").parent.iterdir()}
    assert kept == {entry.id for entry in history.entries}


def test_a_damaged_file_is_kept_and_the_history_begins_anew(home: Path) -> None:
    load().remember(wish("a lamp"))
    file = paths.design_folder() / "history.json"
    for damage in (file.read_bytes()[:-20], b"\xff\xfe\x00", b"[1, 2]", b"[" * 100_000, b""):
        file.write_bytes(damage)
        history = load()
        assert history.entries == ()
        assert file.with_suffix(".bad").read_bytes() == damage
        history.remember(wish("a boat"))
        assert words(load()) == ["a boat"]


def test_an_entry_whose_picture_would_be_a_file_of_somebody_else_is_left_out(home: Path) -> None:
    history = load()
    mine, other = history.remember(wish("a lamp")), history.remember(wish("a boat"))
    file = paths.design_folder() / "history.json"
    photo = paths.home() / "photo.png"
    photo.write_bytes(b"png")
    file.write_bytes(file.read_bytes().replace(other.id.encode(), b"../../photo"))
    again = load()
    assert again.entries == (mine,)
    again.clear()
    assert photo.exists()


def test_two_windows_do_not_undo_what_the_other_one_kept(home: Path) -> None:
    one, other = load(), load()
    lamp = one.remember(wish("a lamp"))
    other.remember(wish("a boat"))
    assert words(one) == ["a lamp"]
    one.remember(wish("a mug"))
    assert words(load()) == words(one) == ["a mug", "a boat", "a lamp"]
    other.forget(lamp.id)
    one.note_meanings({one.entries[0].id: b"mug"})
    assert words(load()) == ["a mug", "a boat"]
    other.clear()
    assert load().entries == ()


def test_a_file_in_the_way_loses_only_the_history(home: Path) -> None:
    paths.design_folder().write_text("not a folder")
    history = load()
    history.remember(wish("a lamp"))
    assert words(history) == ["a lamp"]


def test_meanings_are_kept_and_go_along_when_words_are_asked_for_again(home: Path) -> None:
    history = load()
    entry = history.remember(wish("a lamp"))
    history.note_meanings({entry.id: b"\x01\x02", "gone": b"\x03"})
    history = load()
    assert [each.meaning for each in history.entries] == [b"\x01\x02"]
    assert history.remember(wish("a lamp", preset="logo")).meaning == b"\x01\x02"
    history.clear()
    assert load().entries == ()
