"""Colours that say the same everywhere."""

from __future__ import annotations

import subprocess
import sys

from vlm_studio.ui.paint.style import OKABE_ITO, PATTERNS, category, luminance


def test_a_label_looks_the_same_in_another_session() -> None:
    code = (
        "from vlm_studio.ui.paint.style import category;"
        "print([category(x).colour.name() + str(category(x).pattern) for x in ('cat', '猫', 'tree')])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    here = [category(x).colour.name() + str(category(x).pattern) for x in ("cat", "猫", "tree")]
    assert runs == {f"{here}\n"}


def test_case_and_spaces_do_not_change_the_look() -> None:
    assert category(" Cat ") == category("cat")


def test_common_things_are_told_apart_by_colour_alone() -> None:
    things = ("person", "cat", "dog", "car", "cup", "face", "hand", "bicycle")
    assert {category(thing).colour.name().upper() for thing in things} == set(OKABE_ITO)
    # What Segment finds lies on what Detect finds.
    found = category("salient object").colour
    assert all(category(thing).colour != found for thing in things[:-1])
    assert category("salient object").pattern != category("bicycle").pattern


def test_labels_of_one_colour_differ_in_their_lines() -> None:
    looks = {}
    for label in (f"thing {i}" for i in range(500)):
        look = category(label)
        looks.setdefault(look.colour.name(), set()).add(look.pattern)
    assert all(patterns == set(PATTERNS) for patterns in looks.values())


def test_text_on_a_chip_can_be_read() -> None:
    for label in ("person", "cat", "dog", "car", "cup", "face", "hand", "bicycle"):
        look = category(label)
        light, dark = sorted((luminance(look.colour), luminance(look.ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, label
