"""F13, for diffusion models in folders: whatever is wrong is said in one sentence before anything is loaded."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.diffusers_folders import UNET, config, controlnet, pipeline, weights
from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.models.adding import add
from vlm_studio.models.diffusers_folder import inspect
from vlm_studio.models.store import ModelStore

pytestmark = pytest.mark.faults


class Bomb:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (Path("boom"),)


def torch_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("model/data.pkl", pickle.dumps(Bomb()))
    return out.getvalue()


def old_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        content = pickle.dumps(Bomb())
        info = tarfile.TarInfo("pickle")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def replaced(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def moved(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new) and None


def dangling(folder: Path) -> None:
    (folder / "unet" / UNET).unlink()
    (folder / "unet" / UNET).symlink_to("../../blobs/0000")


def missing_shard(folder: Path) -> None:
    (folder / "unet" / UNET).unlink()
    for part in (1, 3):
        weights(folder / "unet" / f"diffusion_pytorch_model-0000{part}-of-00003.safetensors")


def index_without_shards(folder: Path) -> None:
    (folder / "unet" / UNET).rename(folder / "unet" / f"{UNET}.index.json")


def only_pickles(content: bytes) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / "unet" / UNET).unlink()
        (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(content)

    return damage


def two_variants(folder: Path) -> None:
    (folder / "unet" / UNET).rename(folder / "unet" / "diffusion_pytorch_model.fp16.safetensors")
    (folder / "vae" / UNET).rename(folder / "vae" / "diffusion_pytorch_model.ema.safetensors")


def indexed(**rows: object) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "model_index.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **rows}), "utf-8")

    return damage


def huge_header(folder: Path) -> None:
    with (folder / "unet" / UNET).open("wb") as file:
        file.write((100_000_001).to_bytes(8, "little"))
        file.truncate(100_000_100)


def wrong_shape(folder: Path) -> None:
    path = folder / "unet" / UNET
    path.write_bytes(path.read_bytes().replace(b'"shape":[8]', b'"shape":[9]'))


def deep(folder: Path) -> None:
    (folder / "unet" / "config.json").write_bytes(b"[" * 100_000)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "dangling link": (dangling, "link to a file that is not there"),
    "LFS pointer": (
        replaced(f"unet/{UNET}", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
        "Git LFS",
    ),
    "HTML page": (replaced(f"unet/{UNET}", b"\n<!doctype HTML><title>404</title>"), "web page"),
    "missing shard": (missing_shard, "3 files with the weights of unet, 2 are here"),
    "index without shards": (index_without_shards, "no weights"),
    "no weights": (lambda folder: (folder / "unet" / UNET).unlink(), "no weights"),
    "empty file": (replaced(f"unet/{UNET}", b""), "not a model file"),
    "pickle in a zip": (only_pickles(torch_zip()), "pickle"),
    "pickle in a tar": (only_pickles(old_tar()), "pickle"),
    "pickle called safetensors": (replaced(f"unet/{UNET}", pickle.dumps(Bomb())), "pickle"),
    "zip called safetensors": (replaced(f"unet/{UNET}", torch_zip()), "pickle"),
    "two variants": (two_variants, "different variants: ema, fp16|different variants: fp16, ema"),
    "a part is missing": (moved("vae", "vea"), "folder vae of the model is missing"),
    "a part without configuration": (moved("vae/config.json", "vae/x"), "vae has no config.json"),
    "a part of another library": (indexed(unet=["my_module", "UNet"]), "code of its own"),
    "a pipeline of its own": (
        indexed(_class_name=["pipeline", "Mine"]),
        "does not name a pipeline",
    ),
    "remote code": (
        lambda folder: config(folder / "text_encoder" / "config.json", auto_map={"A": "b.C"}),
        "code of its own",
    ),
    "broken index": (
        replaced("model_index.json", b'{"_class_name":'),
        "model_index.json is damaged",
    ),
    "deep configuration": (deep, "config.json is damaged"),
    "huge header": (huge_header, "not a model file|damaged"),
    "wrong shape": (wrong_shape, "damaged"),
    "another folder": (moved("model_index.json", "index.json"), "holds no diffusion model"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_f13_one_sentence_and_the_store_stays_as_it_was(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    damage, says = DAMAGES[name]
    folder = pipeline(tmp_path / "model")
    damage(folder)
    store = ModelStore(paths.models_folder())
    with pytest.raises(StudioError, match=says) as caught:
        add(store, folder)
    assert "\n" not in str(caught.value)
    assert not (store.root / "folders.json").exists()
    assert not Path("boom").exists()


def test_a_pickle_beside_its_safetensors_twin_is_left_alone(tmp_path):
    folder = pipeline(tmp_path / "model")
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(torch_zip())
    assert inspect(folder).numbers["unet"] == 8


def test_weights_in_half_precision_and_in_pieces_are_taken_where_there_are_no_others(tmp_path):
    folder = pipeline(tmp_path / "model")
    (folder / "unet" / UNET).unlink()
    for part in (1, 2):
        piece = f"diffusion_pytorch_model.fp16-0000{part}-of-00002.safetensors"
        weights(folder / "unet" / piece, kind="float16")
    found = inspect(folder)
    assert (found.variant, found.numbers["unet"], found.numbers["vae"]) == ("fp16", 16, 8)
    assert found.bytes == 16 * 2 + 2 * 8 * 4


def test_f13_cut_anywhere_or_with_a_bit_turned_it_is_whole_or_refused(tmp_path):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    folder = controlnet(tmp_path / "model")
    path = folder / UNET
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(StudioError):
            inspect(folder)
    for _ in range(300):
        bit = chance.randrange(8 * len(whole))
        turned = bytearray(whole)
        turned[bit // 8] ^= 1 << bit % 8
        path.write_bytes(turned)
        # A turned bit of a number, or of a name, is no fault that can be seen from outside.
        with contextlib.suppress(StudioError):
            assert inspect(folder).numbers == {"controlnet": 8}
