"""What was asked for to get a design, read from where it comes from."""

from __future__ import annotations

from vlm_studio.document.annotations import Provenance
from vlm_studio.tasks.design import SketchRequest
from vlm_studio.tasks.recreate import request_of


def test_it_is_asked_for_alone_whatever_a_file_says() -> None:
    said = {"words": "a lamp", "skip": 2, "count": 1_000_000, "seed": 9, "model": "other"}
    origin = Provenance("text-to-sketch", "icons", parameters=said, seed=7)
    assert request_of(origin) == SketchRequest("a lamp", "icons", skip=2, seed=7, count=1)


def test_what_is_no_request_is_none() -> None:
    for parameters in ({}, {"words": 3}, {"words": "a lamp", "place": "here"}):
        assert request_of(Provenance("text-to-sketch", "icons", parameters=parameters)) is None
    assert request_of(Provenance("detect", "icons", parameters={"words": "a lamp"})) is None
