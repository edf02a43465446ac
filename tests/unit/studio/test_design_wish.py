"""Why nothing is made of a description, said before anything is asked for."""

from __future__ import annotations

import pytest

from vlm_studio.studio.design_wish import problem

DAMAGED = "This description holds characters that are damaged."


@pytest.mark.parametrize("sketches", [True, False])
def test_halves_of_characters_are_refused_wherever_they_stand(sketches: bool) -> None:
    assert str(problem("a \ud800 cat", sketches=sketches)) == DAMAGED
    assert str(problem("a cat", sketches=sketches, negative="\udfff dogs")) == DAMAGED
    assert problem("a cat \U0001f98a", sketches=sketches, negative="dogs \U0001f436") is None
