"""Palettes are kept from one day to the next, and a bad file loses nothing but itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlm_studio.errors import StudioError
from vlm_studio.paths import palettes_file
from vlm_studio.studio.palettes import Palettes

SEA = ("#2a9d8f", "#e76f51")


def test_palettes_are_kept_renamed_and_deleted(home: Path) -> None:
    palettes = Palettes()
    told: list[int] = []
    palettes.changed.connect(lambda: told.append(1))
    sea = palettes.add(" Sea  side ", SEA)
    again = palettes.add("Sea side", SEA[:1])
    assert [each.name for each in Palettes().saved] == ["Sea side", "Sea side 2"]
    named = palettes.rename(again, "Brand")
    assert palettes.rename(named, "  ") == named
    assert palettes.rename(named, "Sea side").name == "Sea side 2"
    palettes.remove(sea)
    assert [(each.name, each.colours) for each in Palettes().saved] == [("Sea side 2", SEA[:1])]
    assert len(told) == 5
    assert not list(home.glob("*.tmp"))


def test_the_colours_used_last_are_remembered_each_once(home: Path) -> None:
    palettes = Palettes()
    for number in range(20):
        palettes.used(f"#0000{number:02x}")
    palettes.used("#000012")
    assert Palettes().recent[:3] == ("#000013", "#000012", "#000011")
    assert len(palettes.recent) == 12


@pytest.mark.usefixtures("home")
def test_no_colours_are_no_palette() -> None:
    palettes = Palettes()
    with pytest.raises(StudioError, match=r"^There are no colours in this\."):
        palettes.add("Nothing", ())
    assert palettes.saved == ()


@pytest.mark.parametrize(
    "words", ["nonsense", '{"saved": [{"name": 3}]}', '{"recent": "x"}', "[" * 1000]
)
def test_a_damaged_file_is_put_aside(home: Path, words: str) -> None:
    file = palettes_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)
    assert Palettes().saved == ()
    assert file.with_suffix(".bad").read_text() == words


def test_what_is_no_colour_in_the_file_is_left_out(home: Path) -> None:
    palettes_file().parent.mkdir(parents=True, exist_ok=True)
    palettes_file().write_text(
        '{"saved": [{"name": "A", "colours": ["red", "#ABC"]}, {"name": "B", "colours": []}], "recent": ["url(x)"]}'
    )
    palettes = Palettes()
    assert [(each.name, each.colours) for each in palettes.saved] == [("A", ("#aabbcc",))]
    assert palettes.recent == ()


def test_two_windows_do_not_undo_what_the_other_one_kept(home: Path) -> None:
    one, other = Palettes(), Palettes()
    sea = one.add("Sea", SEA)
    other.used("#123456")
    other.add("Sea", SEA)
    assert [each.name for each in other.saved] == ["Sea", "Sea 2"]
    one.remove(sea)
    again = Palettes()
    assert [each.name for each in again.saved] == ["Sea 2"]
    assert again.recent == ("#123456",)


def test_a_folder_that_cannot_be_written_loses_only_this_session(home: Path) -> None:
    palettes_file().mkdir(parents=True)
    palettes = Palettes()
    palettes.add("Sea", SEA)
    assert [each.name for each in palettes.saved] == ["Sea"]
