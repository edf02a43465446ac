from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlm_studio.sketch.quotes import quoted


@pytest.mark.parametrize(
    ("said", "rest", "above", "below"),
    [
        ('poster "Jazz Night"', "poster", [], ["Jazz Night"]),
        ("a saxophone with “Jazz Night”", "a saxophone", [], ["Jazz Night"]),
        ("「爵士之夜」a saxophone", "a saxophone", ["爵士之夜"], []),
        ("『夜』 a moon", "a moon", ["夜"], []),
        ("„Bitte“ a cat", "a cat", ["Bitte"], []),
        ("a door with the words «Ouvert»", "a door", [], ["Ouvert"]),
        ("a sign that says ‘Open’", "a sign", [], ["Open"]),
        ('a poster titled "Night" and a moon', "a poster and a moon", [], ["Night"]),
        ('"Jazz" above a saxophone', "a saxophone", ["Jazz"], []),
        ('"Jazz" below a saxophone', "a saxophone", [], ["Jazz"]),
        ('a saxophone below "Jazz"', "a saxophone", ["Jazz"], []),
        ('a saxophone above "Jazz"', "a saxophone", [], ["Jazz"]),
        ('"Jazz" a saxophone "8 pm"', "a saxophone", ["Jazz"], ["8 pm"]),
        ('"Jazz" "Night"', "", [], ["Jazz", "Night"]),
        ('"Jazz  \n Night".', "", [], ["Jazz Night"]),
        ('a cat ""', "a cat", [], []),
        ('a 5" screen', 'a 5" screen', [], []),
        (
            "a sign saying  " + "very " * 20 + '"Open"',
            "a sign saying " + "very " * 19 + "very",
            [],
            ["Open"],
        ),
        ("a cat" + " " * 9_000 + 'and "Open"', "a cat", [], ["Open"]),
        ("the dog's and the cat’s bowl", "the dog's and the cat’s bowl", [], []),
        ("a mug left of a lamp", "a mug left of a lamp", [], []),
        ("“a“””", "", [], ["a"]),
        ("“cats and“”dogs”", "", [], ["cats anddogs"]),
        ('a sign saying ""', "a sign", [], []),
        ("", "", [], []),
    ],
)
def test_quoted_words_are_taken_out_and_have_a_place(
    said: str, rest: str, above: list[str], below: list[str]
) -> None:
    found = quoted(said)
    assert (found.rest, list(found.above), list(found.below)) == (rest, above, below)


def letters(said: str) -> str:
    return "".join(letter for letter in said if letter.isalpha() or letter in ",.")


@given(st.lists(st.sampled_from([*'ab ,."“”「」‘’', " and "]), max_size=40).map("".join))
def test_nothing_that_is_to_be_written_is_lost(said: str) -> None:
    found = quoted(said)
    assert all(letters(words) in letters(said) for words in found.words)
    assert quoted(found.rest).words == () or found.words
