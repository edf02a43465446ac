from __future__ import annotations

import numpy as np
import pytest

from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.document.vectors import Lettering
from vlm_studio.errors import StudioError
from vlm_studio.inference.captions import captioned
from vlm_studio.tasks.design import Design, Designs, PaintRequest


class Painter:
    """Fills the artboard with one shade of grey, and remembers what it was asked for."""

    def __init__(self, blocks: BlockFolder, shade: int) -> None:
        self.asked: list[PaintRequest] = []
        self._blocks = blocks
        self._shade = shade

    def __call__(self, request: PaintRequest) -> Designs:
        self.asked.append(request)
        pixels = np.full((request.height, request.width, 4), self._shade, np.uint8)
        placed = PlacedBlock(self._blocks.store(pixels))
        origin = Provenance("text-to-image", "m", parameters={"words": request.words}, seed=1)
        return Designs((Design("painted", request.width, request.height, origin, placed=placed),))


WISH = PaintRequest('a stage with "Jazz Night"', "m", 320, 200)


@pytest.mark.parametrize(("shade", "ink"), [(20, "#ffffff"), (230, "#000000")])
def test_quoted_words_stand_on_the_painting_in_what_can_be_read(
    blocks: BlockFolder, shade: int, ink: str
) -> None:
    painter = Painter(blocks, shade)
    [design] = captioned(WISH, painter).designs
    assert [request.words for request in painter.asked] == ["a stage"]
    shapes = [each.shape for each in design.objects]
    assert [shape.text for shape in shapes if isinstance(shape, Lettering)] == ["Jazz Night"]
    assert {each.fill for each in design.objects} == {ink}
    assert design.placed is not None
    assert design.provenance.parameters["words"] == WISH.words


def test_without_quoted_words_and_in_a_mask_it_is_painted_as_it_was_asked_for(
    blocks: BlockFolder,
) -> None:
    painter = Painter(blocks, 0)
    plain = PaintRequest("a stage", "m", 32, 32)
    masked = PaintRequest(WISH.words, "m", 32, 32, inside=(Mask(0, 0, 2, 2, "04"),))
    for request in (plain, masked):
        assert not captioned(request, painter).designs[0].objects
    assert painter.asked == [plain, masked]


def test_too_many_words_are_refused_before_anything_is_painted(blocks: BlockFolder) -> None:
    painter = Painter(blocks, 0)
    with pytest.raises(StudioError, match="too long for an artboard"):
        captioned(PaintRequest('a stage "' + "jazz " * 1000 + '"', "m", 64, 64), painter)
    assert painter.asked == []
