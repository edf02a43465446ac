"""A painting remembers how it was made, and can be made again."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from tests.unit.inference.diffusion.conftest import Paint, pixels
from vlm_studio.document.geometry import Point
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.document.vectors import LineTo, Path, Subpath, VectorObject
from vlm_studio.inference.cache import EngineCache
from vlm_studio.inference.run import run_task
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import Control, Designs, PaintRequest
from vlm_studio.tasks.differences import differences
from vlm_studio.tasks.recreate import needs_pixels, request_of


@pytest.mark.parametrize("model", ["sd", "sdxl", "flow"])
def test_recreated_from_what_it_says_of_itself_it_has_the_same_pixels(
    paint: Paint, painters: EngineCache, context: Context, model: str
) -> None:
    asked = {"width": 70, "height": 40, "negative": "dog", "steps": 3, "guidance": 4.5, "seed": 11}
    design = paint(model, **asked, count=2)[1]
    kept = msgspec.json.decode(msgspec.json.encode(design.provenance), type=type(design.provenance))
    request = request_of(kept)
    assert isinstance(request, PaintRequest)
    again = run_task(request, context, painters)
    assert isinstance(again, Designs)
    assert pixels(again.designs[0]).tobytes() == pixels(design).tobytes()
    assert differences(kept, again.designs[0].provenance) == ()


def test_it_says_everything_that_made_it_what_it_is(paint: Paint, painters: EngineCache) -> None:
    (design,) = paint("flow", negative="dog", steps=0, seed=3)
    said = design.provenance
    card = painters.store.card("flow")
    assert (said.task, said.model, said.seed) == ("text-to-image", "flow", 3)
    assert (said.sha256, said.revision, said.licence) == (card.sha256, card.revision, card.licence)
    assert card.sha256
    parameters = said.parameters
    assert (parameters["words"], parameters["negative"]) == ("a cat", "dog")
    assert (parameters["steps"], parameters["guidance"]) == (28, 7.0), "the model's own"
    assert parameters["scheduler"] == "FlowMatchEulerDiscreteScheduler"
    assert parameters["ran"] == {"device": "cpu", "dtype": "float32"}
    assert set(parameters["versions"]) == {"torch", "diffusers", "transformers"}
    assert "strength" not in parameters, "there was no picture to change"
    json.dumps(parameters)


def test_nothing_in_it_varies_from_run_to_run(paint: Paint) -> None:
    assert paint("sd")[0].provenance == paint("sd")[0].provenance


def test_one_made_from_pixels_says_that_it_needs_them(
    paint: Paint, photo: Callable[[int, int], PictureRef]
) -> None:
    mask = Mask.from_array(np.ones((20, 20), bool), 8, 8)
    line = VectorObject(
        1, Path((Subpath(Point(1, 1), (LineTo(Point(60, 60)),)),)), stroke="#000000"
    )
    control = Control("lineart", objects=(line,), model="control", strength=0.5)
    (design,) = paint("sd", picture=photo(64, 64), inside=(mask,), feather=3, controls=(control,))
    said = design.provenance
    assert needs_pixels(said)
    assert said.parameters["feather"] == 3
    [led] = said.parameters["controls"]
    assert (led["kind"], led["model"], led["strength"]) == ("lineart", "control", 0.5)
    assert "layer" not in led, "these strokes are of no document"
    assert not needs_pixels(paint("sd")[0].provenance)
