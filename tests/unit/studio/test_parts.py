"""A marked place of a picture, as what a diffusion model is asked for."""

from __future__ import annotations

import pytest

from tests.unit.studio.conftest import Workshop
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.document import Document
from vlm_studio.document.edits import insert_layers
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.errors import StudioError
from vlm_studio.studio import parts
from vlm_studio.studio.painters import DesignModel
from vlm_studio.tasks.design import Abilities
from vlm_studio.words import text

MARKS = frozenset({("marks", 1), ("marks", 2)})


@pytest.fixture
def marked(photo: Document) -> Document:
    """A photo with two boxes on it, one over the other."""
    layer = AnnotationLayer(name="Marks", id="marks")
    boxes = (Annotation(1, "a", Box(10, 20, 30, 10)), Annotation(2, "b", Box(20, 25, 30, 10)))
    change = insert_layers(photo, [layer], text("Mark"), annotations={"marks": boxes})
    photo.history.push(change)
    return photo


def model(workshop: Workshop, *, inpaint: bool) -> DesignModel:
    can = Abilities(True, True, inpaint, False, True, True, True, 20, 7.5, 512, 8)
    return DesignModel(workshop.studio.store.card("u2netp"), can, {})


def test_what_is_marked_is_the_mask_and_the_first_model_that_can_paints_it(
    workshop: Workshop, marked: Document
) -> None:
    models = (model(workshop, inpaint=False), model(workshop, inpaint=True))
    asked = parts.painting(marked, MARKS, models, "a red bow")
    assert (asked.words, asked.model) == ("a red bow", "u2netp")
    assert asked.picture == marked.picture()
    assert asked.inside == (Box(10, 20, 30, 10), Box(20, 25, 30, 10))


def test_without_a_model_that_can_or_a_mark_the_reason_is_said(
    workshop: Workshop, marked: Document
) -> None:
    with pytest.raises(StudioError, match="add a diffusion model"):
        parts.painting(marked, MARKS, (model(workshop, inpaint=False),))
    with pytest.raises(StudioError, match="mark a place"):
        parts.painting(marked, (), (model(workshop, inpaint=True),))
