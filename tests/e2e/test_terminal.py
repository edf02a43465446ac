"""The working day in a terminal: the program's own command line on real pictures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from tests.pictures import picture
from vlm_studio.cli import main
from vlm_studio.inference import devices


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three pictures, one of them in a folder inside."""
    pictures = tmp_path / "pictures"
    (pictures / "more").mkdir(parents=True)
    shutil.copy(picture("astronaut.png"), pictures)
    shutil.copy(picture("chelsea.png"), pictures)
    shutil.copy(picture("coffee.png"), pictures / "more")
    (pictures / "notes.txt").write_text("not a picture, and not called one")
    return pictures


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("starter_home")
def test_detection_prints_one_object_a_picture(capfd):
    paths = [str(picture("astronaut.png")), str(picture("chelsea.png"))]
    assert main(["run", "detect", *paths]) == 0
    person, cat = lines(capfd.readouterr().out)
    assert person["image"] == {"path": paths[0], "width": 512, "height": 512}
    assert person["task"] == "object-detection"
    assert set(person["model"]) == {"id", "revision", "sha256", "licence"}
    assert person["model"]["id"] == "yolov3-tiny"
    assert "person" in {a["label"] for a in person["annotations"]}
    assert "cat" in {a["label"] for a in cat["annotations"]}
    for annotation in person["annotations"] + cat["annotations"]:
        assert annotation["score"] >= 0.25
        assert set(annotation) == {"label", "score", "bbox"}
    assert person["seconds"] > 0


@pytest.mark.usefixtures("starter_home")
def test_labels_and_threshold_choose_what_is_printed(capfd):
    path = str(picture("coffee.png"))
    assert main(["run", "detect", path, "--threshold", "0.05"]) == 0
    [everything] = lines(capfd.readouterr().out)
    assert main(["run", "detect", path, "--labels", "cup", "--threshold", "0.6"]) == 0
    [cups] = lines(capfd.readouterr().out)
    assert {a["label"] for a in cups["annotations"]} == {"cup"}
    assert all(a["score"] >= 0.6 for a in cups["annotations"])
    assert len(everything["annotations"]) > len(cups["annotations"])


@pytest.mark.usefixtures("starter_home")
def test_masks_are_coco_run_lengths_of_the_whole_picture(capfd):
    assert main(["run", "segment", str(picture("chelsea.png"))]) == 0
    [found] = lines(capfd.readouterr().out)
    [annotation] = found["annotations"]
    assert annotation["label"] == "salient object"
    pixels = coco_mask.decode(annotation["segmentation"])
    assert pixels.shape == (found["image"]["height"], found["image"]["width"])
    x, y, width, height = annotation["bbox"]
    assert coco_mask.toBbox(annotation["segmentation"]) == pytest.approx([x, y, width, height])


@pytest.mark.usefixtures("starter_home")
def test_masks_from_boxes_have_the_classes_of_the_boxes(capfd):
    path = str(picture("motorcycle_left.png"))
    assert main(["run", "segment", path, "--boxes", "detect", "--labels", "motorbike"]) == 0
    [found] = lines(capfd.readouterr().out)
    [motorbike] = found["annotations"]
    assert motorbike["label"] == "motorbike"
    assert coco_mask.area(motorbike["segmentation"]) > 0
    assert found["model"]["id"] == "grabcut"


@pytest.mark.usefixtures("starter_home")
@pytest.mark.parametrize(("extra", "joints"), [((), 33), (("--skeleton", "coco17"), 17)])
def test_poses_name_their_joints(capfd, extra, joints):
    assert main(["run", "pose", str(picture("astronaut.png")), *extra]) == 0
    [found] = lines(capfd.readouterr().out)
    [person] = found["annotations"]
    assert person["label"] == "person"
    names = [joint["name"] for joint in person["keypoints"]]
    assert len(names) == joints
    assert {"nose", "left_eye", "right_shoulder"} <= set(names)
    nose = person["keypoints"][names.index("nose")]
    assert (nose["x"], nose["y"]) == pytest.approx((219, 130), abs=0.03 * 512)


@pytest.mark.usefixtures("starter_home")
def test_a_bad_file_among_good_ones_is_named_and_the_rest_go_on(capfd, tmp_path):
    html, empty = tmp_path / "page.png", tmp_path / "empty.jpg"
    html.write_text("<html>not found</html>")
    empty.touch()
    gone, strange = tmp_path / "gone.png", os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    paths = [str(path) for path in (html, empty, gone, strange, picture("astronaut.png"))]
    assert main(["run", "detect", *paths]) == 1
    out, err = capfd.readouterr()
    assert [line["image"]["path"] for line in lines(out)] == paths[4:]
    complaints = err.splitlines()
    assert len(complaints) == 4
    for path, complaint in zip(paths[:3], complaints, strict=False):
        assert complaint.startswith(f"{path}: ")
    assert "its name is not valid UTF-8" in complaints[3]


@pytest.mark.usefixtures("starter_home")
def test_what_was_converted_is_said_beside_the_result(capfd, tmp_path):
    moving = tmp_path / "moving.gif"
    with Image.open(picture("chelsea.png")) as image:
        image.save(moving, save_all=True, append_images=[Image.new("RGB", image.size)])
    assert main(["run", "detect", str(moving)]) == 0
    out, err = capfd.readouterr()
    assert "cat" in {a["label"] for a in lines(out)[0]["annotations"]}
    assert err == f"{moving}: Only the first of several frames or pages was opened.\n"


@pytest.mark.usefixtures("starter_home")
def test_a_folder_is_done_once_and_again_only_where_something_changed(folder, tmp_path, capfd):
    out = tmp_path / "out"
    command = ["run", "detect", str(folder), "--recursive", "--out", str(out)]

    def done() -> dict[str, int]:
        return {str(p.relative_to(out)): p.stat().st_mtime_ns for p in out.rglob("*.json")}

    assert main(command) == 0
    first = done()
    assert set(first) == {"astronaut.json", "chelsea.json", "more/coffee.json", "run.json"}
    assert main(command) == 0
    again = done()
    assert {name for name in first if first[name] != again[name]} == {"run.json"}
    with Image.open(folder / "chelsea.png") as image:
        image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "chelsea.png")
    assert main(command) == 0
    changed = done()
    assert {name for name in first if again[name] != changed[name]} == {"run.json", "chelsea.json"}
    assert main([*command, "--threshold", "0.5"]) == 0
    stricter = done()
    assert all(stricter[name] != changed[name] for name in changed)
    assert main([*command, "--threshold", "0.5", "--force"]) == 0
    assert all(value != stricter[name] for name, value in done().items())
    capfd.readouterr()


@pytest.mark.usefixtures("starter_home")
def test_another_picture_of_the_same_name_is_not_taken_for_the_first(tmp_path, capfd):
    out = tmp_path / "out"
    for folder, name in (("a", "astronaut.png"), ("b", "chelsea.png")):
        (tmp_path / folder).mkdir()
        shutil.copy(picture(name), tmp_path / folder / "photo.png")
    for folder, label in (("a", "person"), ("b", "cat"), ("a", "person")):
        path = str(tmp_path / folder / "photo.png")
        assert main(["run", "detect", path, "--out", str(out)]) == 0
        found = json.loads((out / "photo.json").read_text())
        assert found["image"]["path"] == path
        assert label in {a["label"] for a in found["annotations"]}
    capfd.readouterr()


@pytest.mark.usefixtures("starter_home")
def test_mask_pictures_of_a_folder_share_their_numbers(folder, tmp_path):
    out = tmp_path / "masks"
    assert main(["run", "segment", str(folder), "--boxes", "detect", "--labels", "person,cat",
                 "--format", "masks", "--out", str(out)]) == 0  # fmt: skip
    rows = dict(row.split("\t") for row in (out / "labels.txt").read_text().splitlines())
    assert rows == {"0": "background", "1": "cat", "2": "person"}
    for name, number in (("chelsea", 1), ("astronaut", 2)):
        with Image.open(out / f"{name}.png") as classes:
            assert {value for _, value in classes.getcolors()} == {0, number}


@pytest.mark.usefixtures("starter_home")
def test_an_output_that_cannot_be_written_is_one_sentence_and_the_rest_go_on(
    folder, tmp_path, capfd
):
    out = tmp_path / "out"
    (out / "astronaut.json").mkdir(parents=True)
    assert main(["run", "detect", str(folder), "--out", str(out)]) == 1
    assert capfd.readouterr().err.splitlines() == [
        f"{folder / 'astronaut.png'}: astronaut.json is a folder."
    ]
    assert (out / "chelsea.json").is_file()
    (tmp_path / "file").touch()
    assert main(["run", "detect", str(folder), "--out", str(tmp_path / "file" / "out")]) == 1
    [complaint] = capfd.readouterr().err.splitlines()
    assert "cannot be made" in complaint


@pytest.mark.usefixtures("starter_home")
def test_a_coco_set_holds_the_whole_folder_also_after_a_part_was_done_before(folder, tmp_path):
    out = tmp_path / "set"
    command = ["run", "detect", str(folder), "--recursive", "--format", "coco", "--out", str(out)]
    assert main(command) == 0
    whole = COCO(out / "annotations.json")
    names = {image["file_name"] for image in whole.dataset["images"]}
    assert names == {"astronaut.png", "chelsea.png", "coffee.png"}
    shutil.copy(picture("rocket.jpg"), folder)
    assert main(command) == 0
    more = COCO(out / "annotations.json")
    assert {image["file_name"] for image in more.dataset["images"]} == names | {"rocket.jpg"}
    single = tmp_path / "single.json"
    assert main([*command[:-1], str(single)]) == 0
    assert COCO(single).dataset["annotations"] == more.dataset["annotations"]


@pytest.mark.usefixtures("starter_home")
def test_pictures_of_one_name_are_told_apart_in_a_coco_set(tmp_path):
    for place, name in (("a", "chelsea.png"), ("b", "coffee.png")):
        (tmp_path / "in" / place).mkdir(parents=True)
        shutil.copy(picture(name), tmp_path / "in" / place / "1.png")
    target = tmp_path / "set.json"
    words = ["run", "detect", str(tmp_path / "in"), "--recursive", "--format", "coco"]
    assert main([*words, "--out", str(target)]) == 0
    images = {image["file_name"]: image["width"] for image in COCO(target).dataset["images"]}
    assert images == {"a/1.png": 451, "b/1.png": 600}


@pytest.mark.usefixtures("starter_home")
@pytest.mark.parametrize(
    ("format", "suffix"),
    [("png", ".png"), ("labelme", ".json"), ("vlms", ".vlms"), ("json", ".json")],
)
def test_out_with_the_formats_suffix_is_one_file(tmp_path, format, suffix):
    target = tmp_path / f"result{suffix}"
    path = str(picture("chelsea.png"))
    assert main(["run", "detect", path, "--format", format, "--out", str(target)]) == 0
    assert target.stat().st_size > 100
    if format == "png":
        with Image.open(target) as annotated, Image.open(path) as plain:
            assert annotated.size == plain.size
            assert annotated.convert("RGB").tobytes() != plain.convert("RGB").tobytes()


@pytest.mark.usefixtures("starter_home")
@pytest.mark.parametrize("format", ["json", "coco", "yolo", "labelme", "png", "masks", "vlms"])
def test_the_program_ends_well_after_every_format(tmp_path, format):
    command = [sys.executable, "-m", "vlm_studio.cli", "run", "detect", str(picture("chelsea.png"))]
    ended = subprocess.run([*command, "--format", format, "--out", str(tmp_path / "out")])
    assert ended.returncode == 0
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) >= 2


@pytest.mark.usefixtures("starter_home")
def test_a_project_from_the_terminal_can_be_exported_again(tmp_path, capfd):
    project = tmp_path / "cat.vlms"
    assert main(["run", "detect", str(picture("chelsea.png")), "--out", str(project)]) == 0
    assert (
        main(["export", str(project), "--format", "coco", "--out", str(tmp_path / "c.json")]) == 0
    )
    categories = COCO(tmp_path / "c.json").dataset["categories"]
    assert "cat" in {category["name"] for category in categories}
    capfd.readouterr()
    (tmp_path / "broken.vlms").write_bytes(project.read_bytes()[:500])
    broken = ["export", str(tmp_path / "broken.vlms"), "--format", "coco", "--out"]
    assert main([*broken, str(tmp_path / "d.json")]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "d.json").exists()


@pytest.mark.usefixtures("starter_home")
def test_sizes_choose_what_is_printed(capfd):
    command = ["run", "detect", str(picture("coffee.png")), "--threshold", "0.05"]
    assert main(command) == 0
    [everything] = lines(capfd.readouterr().out)
    sizes = sorted(max(a["bbox"][2:]) for a in everything["annotations"])
    assert len(set(sizes)) > 1
    middle = str(sizes[len(sizes) // 2])
    assert main([*command, "--min-size", middle]) == 0
    [large] = lines(capfd.readouterr().out)
    assert main([*command, "--max-size", middle]) == 0
    [small] = lines(capfd.readouterr().out)
    assert len(small["annotations"]) + len(large["annotations"]) >= len(sizes)
    for found in (small, large):
        assert 0 < len(found["annotations"]) < len(sizes)


@pytest.mark.parametrize(
    "words",
    [
        ["run", "knit", "a.png"],
        ["run", "detect"],
        ["run", "detect", "a.png", "--threshold", "2"],
        ["run", "detect", "a.png", "--min-size", "0"],
        ["run", "detect", "a.png", "--max-size", "nan"],
        ["run", "detect", "a.png", "--min-size", "50", "--max-size", "20"],
        ["run", "detect", "a.png", "--model", "no-such-model"],
        ["run", "detect", "a.png", "--model", "u2netp"],
        ["run", "detect", "a.png", "--format", "coco"],
        ["run", "detect", "a.png", "b.png", "--format", "png", "--out", "one.png"],
        ["run", "detect", "a.png", "--boxes", "detect"],
        ["run", "segment", "a.png", "--skeleton", "coco17"],
        ["models", "show"],
        ["models", "verify", "no-such-model"],
        ["open", "a.png", "--size", "wide"],
        ["open", "a.png", "--language", "tlh"],
    ],
)
def test_wrong_usage_is_two(words, capfd):
    try:
        status = main(words)
    except SystemExit as end:
        status = int(end.code or 0)
    assert status == 2
    out, err = capfd.readouterr()
    assert not out
    assert "vlm-studio" in err


def test_a_device_that_is_not_there_is_wrong_usage(capfd, monkeypatch):
    monkeypatch.setattr(devices, "_driver", lambda: False)
    assert main(["run", "detect", "a.png", "--device", "cuda"]) == 2
    assert "no NVIDIA driver" in capfd.readouterr().err


@pytest.mark.usefixtures("starter_home")
def test_a_class_that_the_model_does_not_know_is_wrong_usage(capfd):
    words = ["run", "detect", str(picture("chelsea.png")), "--labels", "cat,unicorn"]
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert not out
    assert "no class unicorn" in err


def test_without_the_model_the_way_to_get_it_is_said(capfd):
    assert main(["run", "detect", str(picture("chelsea.png"))]) == 1
    assert "vlm-studio models pull yolov3-tiny" in capfd.readouterr().err


def test_a_log_that_cannot_be_written_says_nothing(home, capfd):
    (home / "logs" / "run.log").mkdir(parents=True)
    assert main(["run", "detect", str(picture("chelsea.png"))]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_an_output_that_is_full_is_said_in_one_sentence(monkeypatch, buffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", buffered)
    command = [sys.executable, "-m", "vlm_studio.cli", "models", "list"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 1
    assert ended.stderr == "vlm-studio: No space left on device\n"


@pytest.mark.usefixtures("starter_home")
def test_models_are_listed_shown_and_checked(capfd):
    assert main(["models", "list", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capfd.readouterr().out)}
    assert rows["yolov3-tiny"]["state"] == "ready"
    assert rows["yolov3-tiny"]["tasks"] == ["object-detection"]
    assert main(["models", "show", "u2netp", "--json"]) == 0
    shown = json.loads(capfd.readouterr().out)
    assert shown["licence"] == "Apache-2.0"
    assert main(["models", "verify", "u2netp"]) == 0
    assert main(["models", "path", "u2netp"]) == 0
    assert Path(capfd.readouterr().out.splitlines()[-1]).is_dir()


@pytest.mark.usefixtures("starter_home")
def test_the_doctor_says_what_there_is(capfd):
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert report["device"]["device"] == "cpu"
    assert report["models"]["blazepose"] == "ready"
    assert report["lanes"] == {"light": "ready", "heavy": "ready"}
    assert report["disk"]["free_gib"] > 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_pictures_are_still_taken_and_the_window_says_why_not(
    tmp_path, monkeypatch, capfd
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1
    target = tmp_path / "window.png"
    command = [sys.executable, "-m", "vlm_studio.cli", "open", str(picture("chelsea.png"))]
    wanted = [*command, "--screenshot", str(target), "--size", "1024x640"]
    ended = subprocess.run(wanted, timeout=60)
    assert ended.returncode == 0
    with Image.open(target) as shot:
        assert shot.size == (1024, 640)
    gone = [*command[:-1], str(tmp_path / "gone.png"), "--screenshot", str(target)]
    failed = subprocess.run(gone, stderr=subprocess.PIPE, text=True, timeout=60)
    assert failed.returncode == 1
    assert "gone.png does not exist." in failed.stderr


def test_a_description_opens_the_window_with_its_designs(sketch_home, tmp_path):
    command = [sys.executable, "-m", "vlm_studio.cli", "open", "--describe", "a desk lamp"]
    target = tmp_path / "window.png"
    wanted = [*command, "--screenshot", str(target), "--size", "1024x640"]
    ended = subprocess.run(wanted, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    with Image.open(target) as shot:
        assert shot.size == (1024, 640)
    kept = [path.read_bytes() for path in (sketch_home / "staging").rglob("*") if path.is_file()]
    assert any(b"a desk lamp" in content for content in kept)
