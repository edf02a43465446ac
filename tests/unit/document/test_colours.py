"""Colours in words, and the colours of a picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.pictures import picture
from vlm_studio.document.colours import MOST, hex_colour, listed
from vlm_studio.document.palettes import colours_of

GIMP = """GIMP Palette
Name: Harbour
Columns: 3
# written by hand
 42 157 143  Sea
231 111  81
300 1 1 none
  0   0   0\tBlack
"""


@pytest.mark.parametrize(
    ("words", "colours"),
    [
        ("#aabbcc, #ddeeff", ("#aabbcc", "#ddeeff")),
        ("AABBCC ddeeff\n123", ("#aabbcc", "#ddeeff", "#112233")),
        ("Sea: #2A9D8F; decade 1999 #2a9d8f #11223380", ("#2a9d8f", "#11223380")),
        (GIMP, ("#2a9d8f", "#e76f51", "#000000")),
        ("no colours here", ()),
        ("", ()),
        ("#12345 #1234567", ()),
    ],
)
def test_lists_of_colours_are_read_as_they_are_written(
    words: str, colours: tuple[str, ...]
) -> None:
    assert listed(words) == colours


def test_a_list_is_cut_off_and_a_huge_one_is_no_trouble() -> None:
    many = " ".join(f"#{number:06x}" for number in range(100_000))
    assert len(listed(many)) == MOST
    assert hex_colour(" F80 ") == "#ff8800"
    assert hex_colour("#ff8800ff") == "#ff8800"
    assert hex_colour("blue") is None


def test_a_flat_picture_has_the_colours_that_it_has_from_dark_to_light() -> None:
    pixels = np.zeros((60, 90, 4), np.uint8)
    pixels[:, :30] = (20, 30, 120, 255)
    pixels[:, 30:50] = (220, 40, 40, 255)
    pixels[:, 50:80] = (250, 240, 200, 255)
    assert colours_of(pixels, 8) == ("#141e78", "#dc2828", "#faf0c8")
    assert colours_of(pixels, 8) == colours_of(pixels, 8)
    assert colours_of(np.zeros((9, 9, 4), np.uint8), 8) == ()
    assert colours_of(np.full((1, 1, 4), 255, np.uint8), 8) == ("#ffffff",)


def test_a_photo_has_eight_colours_among_them_its_vivid_one() -> None:
    pixels = np.asarray(Image.open(picture("astronaut.png")).convert("RGBA"))
    found = colours_of(pixels, 8)
    assert 5 <= len(found) <= 8
    rgb = [[int(each[at : at + 2], 16) for at in (1, 3, 5)] for each in found]
    assert any(red > 150 and blue < 100 for red, _, blue in rgb)  # the suit is orange
    light = [0.2 * r + 0.7 * g + 0.1 * b for r, g, b in rgb]
    assert light[0] < 60
    assert light[-1] > 180
