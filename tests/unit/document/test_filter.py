"""What a layer's filter shows: by score, class and size, and what a hand made."""

from __future__ import annotations

import msgspec
import pytest

from vlm_studio.document.annotations import Annotation, Filter, Provenance
from vlm_studio.document.geometry import Box

MODEL = Provenance("object-detection", "yolov3-tiny")
THIN = Annotation(1, "cat", Box(0, 0, 40, 4), 0.9, MODEL)
SMALL = Annotation(2, "dog", Box(0, 0, 10.5, 10), 0.9, MODEL)
DRAWN = Annotation(3, "kite", Box(0, 0, 100, 60))


@pytest.mark.parametrize(
    ("filter", "shown"),
    [
        (Filter(), {1, 2, 3}),
        (Filter(smallest=40), {1, 3}),
        (Filter(smallest=10.5), {1, 2, 3}),
        (Filter(largest=40), {1, 2}),
        (Filter(smallest=11, largest=99), {1}),
        (Filter(score=0.95), {3}),
        (Filter(score=0.95, largest=50), set()),
    ],
)
def test_a_size_is_the_longer_side_and_both_ends_count(filter, shown):
    assert {a.id for a in (THIN, SMALL, DRAWN) if filter.shows(a)} == shown


def test_a_filter_from_an_older_file_shows_every_size():
    old = msgspec.json.decode(b'{"score": 0.5, "hidden_labels": ["cat"]}', type=Filter)
    assert old == Filter(0.5, frozenset({"cat"}))
    assert msgspec.json.encode(Filter(0.5)) == b'{"score":0.5}'


@pytest.mark.parametrize(
    "filter",
    [
        Filter(0.5, frozenset({"kite", "cat"})),
        Filter(0.5, smallest=101),
        Filter(0.5, frozenset({"kite"}), 120, 130),
        Filter(0.5, largest=99.5),
    ],
)
def test_a_loosened_filter_shows_what_it_is_loosened_for_and_keeps_the_rest(filter):
    looser = filter.loosened([DRAWN])
    assert looser.shows(DRAWN)
    assert looser.score == filter.score
    assert "cat" in looser.hidden_labels or "cat" not in filter.hidden_labels
    assert looser.loosened([DRAWN]) == looser


def test_a_filter_that_hides_nothing_of_it_is_left_as_it_is():
    filter = Filter(0.5, frozenset({"dog"}), 20, 200)
    assert filter.loosened([DRAWN]) == filter
    assert filter.loosened([]) == filter
