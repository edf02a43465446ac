"""F22, the part of files: whatever a document holds, saving and opening gives the same document."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path as FilePath

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.documents import pixels_of
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.annotations import Annotation, Filter, Provenance, Shape
from vlm_studio.document.blocks import Block, BlockFolder
from vlm_studio.document.document import ROOT, Document, DocumentState
from vlm_studio.document.geometry import Box, Ellipse, Point, Polygon
from vlm_studio.document.layers import (
    BLEND_MODES,
    AnnotationLayer,
    GroupLayer,
    Layer,
    RasterLayer,
    Source,
    VectorLayer,
)
from vlm_studio.document.masks import Mask
from vlm_studio.document.skeletons import SKELETONS, Joint, Pose
from vlm_studio.document.vectors import (
    CurveTo,
    Lettering,
    LineTo,
    Oval,
    Path,
    Rectangle,
    Subpath,
    VectorObject,
)
from vlm_studio.formats.open import open_file
from vlm_studio.formats.project import save

pytestmark = pytest.mark.faults

PROGRAMS = 50

coordinates = st.floats(-100, 500, allow_nan=False).map(lambda x: x + 0.0)
fractions = st.floats(0, 1)
sizes = st.just(0.0) | st.floats(0, 400)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
extras = st.dictionaries(st.sampled_from(["mood", "extra", "weather", "müde"]), json, max_size=2)


@st.composite
def masks(draw: st.DrawFn) -> Mask:
    width, height = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    bits = draw(st.integers(1, 2 ** (width * height) - 1))
    flat = [bits >> at & 1 for at in range(width * height)]
    pixels = np.array(flat, bool).reshape(height, width)
    mask = Mask.from_array(pixels, draw(st.integers(-20, 80)), draw(st.integers(-20, 80)))
    assert mask is not None
    return mask


@st.composite
def poses(draw: st.DrawFn) -> Pose:
    skeleton = draw(st.sampled_from(sorted(SKELETONS)))
    joint = st.builds(Joint, coordinates, coordinates, fractions)
    count = len(SKELETONS[skeleton].joints)
    return Pose(skeleton, tuple(draw(st.lists(joint, min_size=count, max_size=count))))


sizes = st.floats(0, 500)
points = st.builds(Point, coordinates, coordinates)
shapes: st.SearchStrategy[Shape] = st.one_of(
    st.builds(Box, coordinates, coordinates, sizes, sizes),
    st.builds(Ellipse, coordinates, coordinates, sizes, sizes),
    st.builds(Polygon, st.lists(points, min_size=3, max_size=9).map(tuple)),
    masks(),
    poses(),
)
provenances = st.builds(
    Provenance,
    task=words,
    model=st.sampled_from(["a", "b", "c"]),
    licence=words,
    parameters=st.dictionaries(words, json, max_size=2),
    seed=st.none() | st.integers(0, 2**31),
)


@st.composite
def annotation_sets(draw: st.DrawFn) -> tuple[Annotation, ...]:
    ids = draw(st.lists(st.integers(1, 10**6), max_size=5, unique=True))
    return tuple(
        Annotation(
            id,
            draw(words),
            draw(shapes),
            draw(st.none() | fractions),
            draw(st.none() | provenances),
            draw(st.booleans()),
            draw(extras),
        )
        for id in sorted(ids)
    )


segments = st.builds(LineTo, points) | st.builds(CurveTo, points, points, points)
subpaths = st.builds(
    Subpath, points, st.lists(segments, min_size=1, max_size=4).map(tuple), st.booleans()
)
vector_shapes = st.one_of(
    st.builds(Path, st.lists(subpaths, min_size=1, max_size=3).map(tuple)),
    st.builds(Rectangle, coordinates, coordinates, sizes, sizes, sizes),
    st.builds(Oval, coordinates, coordinates, sizes, sizes),
    st.builds(
        Lettering,
        words,
        st.floats(1, 90),
        words,
        st.booleans(),
        st.booleans(),
        st.sampled_from(["start", "middle", "end"]),
        st.tuples(*[coordinates] * 6),
    ),
)
colours = st.none() | st.sampled_from(["#000000", "#12ab9f", "#ff00ff80"])


@st.composite
def drawings(draw: st.DrawFn) -> tuple[VectorObject, ...]:
    ids = draw(st.lists(st.integers(1, 10**6), max_size=4, unique=True))
    return tuple(
        VectorObject(
            id,
            draw(vector_shapes),
            draw(colours),
            draw(colours),
            draw(sizes),
            draw(st.sampled_from(["butt", "round", "square"])),
            draw(st.sampled_from(["miter", "round", "bevel"])),
            draw(st.sampled_from(["nonzero", "evenodd"])),
            draw(fractions),
            draw(words),
        )
        for id in ids
    )


@st.composite
def states(draw: st.DrawFn, blocks: BlockFolder) -> DocumentState:
    layers: dict[str, Layer] = {}
    children: dict[str, tuple[str, ...]] = {}
    annotations: dict[str, tuple[Annotation, ...]] = {}
    groups = [ROOT]
    for _ in range(draw(st.integers(0, 6))):
        common = {
            "name": draw(words),
            "visible": draw(st.booleans()),
            "locked": draw(st.booleans()),
            "opacity": draw(fractions),
            "extra": draw(extras),
        }
        layer: Layer
        match draw(st.sampled_from(["raster", "annotation", "vector", "group"])):
            case "raster":
                layer = RasterLayer(
                    **common,
                    block=draw(rasters(blocks)),
                    x=draw(st.integers(-50, 50)),
                    y=draw(st.integers(-50, 50)),
                    blend=draw(st.sampled_from([*BLEND_MODES, "krita:something"])),
                    provenance=draw(st.none() | provenances),
                )
            case "annotation":
                layer = AnnotationLayer(
                    **common,
                    filter=Filter(
                        draw(fractions),
                        frozenset(draw(st.sets(words, max_size=2))),
                        draw(sizes),
                        draw(sizes),
                    ),
                    source=draw(st.none() | st.just(Source("t", "m", ("x", "y")))),
                    removed=draw(annotation_sets()),
                )
                if found := draw(annotation_sets()):
                    annotations[layer.id] = found
            case "vector":
                layer = VectorLayer(
                    **common,
                    objects=draw(drawings()),
                    blend=draw(st.sampled_from([*BLEND_MODES, "krita:something"])),
                )
            case _:
                layer = GroupLayer(**common)
        parent = draw(st.sampled_from(groups))
        children[parent] = (*children.get(parent, ()), layer.id)
        layers[layer.id] = layer
        if isinstance(layer, GroupLayer):
            groups.append(layer.id)
    return DocumentState(
        id=draw(st.uuids().map(str)),
        name=draw(words),
        width=draw(st.integers(1, 90)),
        height=draw(st.integers(1, 90)),
        layers=layers,
        children=children,
        annotations=annotations,
        image=draw(words),
        extra=draw(extras),
    )


@st.composite
def rasters(draw: st.DrawFn, blocks: BlockFolder) -> Block:
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (draw(st.integers(1, 60)), draw(st.integers(1, 60)), 4)
    pixels = random.integers(0, 256, shape, dtype=np.uint8)
    if draw(st.booleans()):
        pixels[..., 3] = 255
    return blocks.store(pixels, mips=True)


@pytest.fixture(scope="module")
def blocks() -> Iterator[BlockFolder]:
    folder = BlockFolder.create()
    yield folder
    folder.remove()


def same_pixels(state: DocumentState, other: DocumentState) -> DocumentState:
    """``state`` with the blocks of ``other``, wherever both hold the same pixels."""
    layers = dict(state.layers)
    for id, layer in state.layers.items():
        twin = other.layers.get(id)
        if isinstance(layer, RasterLayer) and isinstance(twin, RasterLayer):
            np.testing.assert_array_equal(pixels_of(layer), pixels_of(twin))
            layers[id] = msgspec.structs.replace(layer, block=twin.block)
    return msgspec.structs.replace(state, layers=layers)


numbers = itertools.count()


@settings(
    max_examples=PROGRAMS,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_save_and_open_give_the_same_document(
    data: st.DataObject, blocks: BlockFolder, tmp_path: FilePath
) -> None:
    state = data.draw(states(blocks))
    path = tmp_path / f"{next(numbers)}.vlms"
    save(state, path, PlainPainter())
    opened = open_file(path, blocks)
    assert opened.notices == ()
    assert same_pixels(opened.state, state) == state
    again = Document(opened.state).snapshot()
    assert same_pixels(again, state).digest() == Document(state).snapshot().digest()
