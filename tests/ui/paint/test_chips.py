"""What the chip of a label says."""

from __future__ import annotations

import pytest

from tests.ui.canvas.hand import PREDICTED
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.geometry import Box
from vlm_studio.ui.paint.chips import chip_text


@pytest.mark.parametrize(
    ("label", "score", "said"),
    [("cat", 0.344, "cat  34%"), ("", 1.0, "100%"), ("cat", None, "cat")],
)
def test_a_chip_says_the_label_and_how_sure_it_is(
    label: str, score: float | None, said: str
) -> None:
    origin = PREDICTED if score is not None else None
    assert chip_text(Annotation(1, label, Box(0, 0, 9, 9), score, origin)) == said
