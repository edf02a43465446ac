"""SVG: what we write is read by others and by us, and projects keep it."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.fakes.archives import Entry, archive, entries_of
from tests.fakes.plain_painter import PlainPainter
from tests.unit.formats.svg_help import OBJECTS, SVG, state_of, written
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.layers import AnnotationLayer, GroupLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats.export import export
from vlm_studio.formats.open import open_file
from vlm_studio.formats.png import png_size
from vlm_studio.formats.project import save
from vlm_studio.formats.table import losses


def test_what_is_written_is_read_again(tmp_path: Path, blocks: BlockFolder) -> None:
    path = written(state_of(VectorLayer(name="Drawing", objects=OBJECTS)), tmp_path)
    opened = open_file(path, blocks)
    assert (opened.state.width, opened.state.height, opened.notices) == (120, 90, ())
    [layer] = opened.state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert layer.objects == OBJECTS


def test_other_programs_find_shapes_text_and_groups(tmp_path: Path) -> None:
    layer = VectorLayer(name="Drawing", id="v", objects=OBJECTS, opacity=0.5, blend="svg:multiply")
    hidden = VectorLayer(name="No", objects=OBJECTS, visible=False)
    state = state_of(GroupLayer(name="G", id="g"), layer, hidden, g=("v",))
    root = ElementTree.parse(written(state, tmp_path)).getroot()
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 0 120 90")
    [group] = root.findall(f"{SVG}g")
    [inner] = group.findall(f"{SVG}g")
    assert [each.get("aria-label") for each in (group, inner)] == ["G", "Drawing"]
    assert (inner.get("opacity"), inner.get("style")) == ("0.5", "mix-blend-mode:multiply")
    tags = [each.tag.removeprefix(SVG) for each in inner]
    assert tags == ["path", "rect", "ellipse", "text"]
    assert inner[3].text == 'Jazz & "Night" <1>'
    assert math.isclose(float(inner[1].get("fill-opacity", "")), 128 / 255, abs_tol=0.001)


def test_what_the_file_cannot_hold_is_said_and_nothing_to_write_is_refused(tmp_path: Path) -> None:
    empty = state_of(AnnotationLayer(name="a"))
    with pytest.raises(StudioError, match="has no visible vector layer"):
        export([empty], "svg", tmp_path / "x.svg", {}, PlainPainter())
    assert not (tmp_path / "x.svg").exists()
    state = state_of(VectorLayer(name="v", objects=OBJECTS), VectorLayer(name="no", visible=False))
    assert [str(each) for each in losses("svg", state)] == ["Hidden layers are left out."]
    assert [str(each) for each in losses("yolo", state)] == ["1 vector layer is left out."]
    assert "becomes pixels" in str(losses("png", state)[0])


def test_a_project_with_vectors_says_so_to_older_programs_and_others_see_a_picture_of_them(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "poster.vlms"
    state = state_of(VectorLayer(name="Drawing", objects=OBJECTS, opacity=0.5))
    save(state, path, PlainPainter())
    with zipfile.ZipFile(path) as packed:
        assert json.loads(packed.read("document.json"))["version"] == 2
        [layer] = ElementTree.fromstring(packed.read("stack.xml")).iter("layer")
        assert layer.get("opacity") == "0.5"
        assert png_size(packed.read(str(layer.get("src")))) is not None
    assert open_file(path, blocks).state == state


def test_where_a_drawing_comes_from_is_kept_in_the_project_and_its_credit_in_the_svg_file(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    origin = Provenance("text-to-sketch", "icons", parameters={"words": "a lamp"}, seed=3)
    credit = "lamp from Lucide (ISC)"
    drawing = VectorLayer(name="Lamp", objects=OBJECTS, provenance=origin, credit=credit)
    bare = VectorLayer(name="By hand", objects=OBJECTS)
    state = state_of(drawing, bare)
    save(state, tmp_path / "lamp.vlms", PlainPainter())
    assert open_file(tmp_path / "lamp.vlms", blocks).state == state
    groups = ElementTree.parse(written(state, tmp_path)).getroot().findall(f"{SVG}g")
    assert [each.findtext(f"{SVG}desc") for each in groups] == [credit, None]
    [opened] = open_file(tmp_path / "out.svg", blocks).state.layers.values()
    assert isinstance(opened, VectorLayer)
    assert opened.credit == credit


def test_a_damaged_object_is_left_out_and_the_others_stay(
    tmp_path: Path, blocks: BlockFolder
) -> None:
    path = tmp_path / "poster.vlms"
    save(state_of(VectorLayer(name="Drawing", objects=OBJECTS)), path, PlainPainter())
    members = entries_of(path.read_bytes())
    broken = [
        Entry(e.name, bytes(e.data).replace(b'"width": 30.0', b'"width": -30.0'))
        if e.name == "document.json"
        else e
        for e in members
    ]
    path.write_bytes(archive(broken))
    opened = open_file(path, blocks)
    [layer] = opened.state.layers.values()
    assert isinstance(layer, VectorLayer)
    assert [each.id for each in layer.objects] == [1, 3, 4]
    assert opened.read_only
    assert "1 object of Drawing could not be understood" in str(opened.notices[0])
