"""Diffusion models in folders: added, found in the Hub's cache, taken out again, and never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.diffusers_folders import UNET, controlnet, in_hub_cache, pipeline, weights
from vlm_studio import paths
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.errors import StudioError
from vlm_studio.models.adding import add
from vlm_studio.models.pull import pull
from vlm_studio.models.remove import remove
from vlm_studio.models.store import ModelStore
from vlm_studio.models.verify import verify
from vlm_studio.tasks.context import PlainContext

SD = "stable-diffusion-v1-5/stable-diffusion-v1-5"


@pytest.fixture
def store() -> ModelStore:
    return ModelStore(paths.models_folder())


def test_a_folder_becomes_a_model_that_every_process_knows_and_nothing_is_copied(store, tmp_path):
    folder = pipeline(tmp_path / "My Model")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    card = add(store, folder)
    assert (card.id, card.name, card.tasks) == ("my-model", "My Model", ("text-to-image",))
    assert len(card.sha256) == 64
    other = ModelStore(paths.models_folder())
    assert other.card("my-model") == card
    order = [one.id for one in other.cards()]
    assert order.index("icons") < order.index("my-model") < order.index("sdxl")
    assert other.state("my-model") == "ready"
    assert other.path("my-model", "model_index.json").parent == folder
    assert other.size("my-model") == 3 * 8 * 4
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not (store.root / "my-model").exists()

    remove(store, "my-model")
    with pytest.raises(StudioError, match="no model my-model"):
        other.card("my-model")
    assert folder.is_dir()


def test_the_same_folder_is_one_model_and_two_of_one_name_are_two(store, tmp_path):
    first = pipeline(tmp_path / "a" / "model")
    second = pipeline(tmp_path / "b" / "model")
    assert add(store, first).id == add(store, first).id == "model"
    assert add(store, second).id == "model-2"


@pytest.mark.parametrize("id", ["u2netp", "Tiny", "../tiny", "", "mine"])
def test_an_id_that_cannot_be_is_refused_and_nothing_changes(store, tmp_path, id):
    add(store, pipeline(tmp_path / "first"), "mine")
    listed = (store.root / "folders.json").read_bytes()
    folder = pipeline(tmp_path / "u2netp")
    if id:
        with pytest.raises(StudioError, match=id):
            add(store, folder, id)
        assert (store.root / "folders.json").read_bytes() == listed
    else:
        assert add(store, folder).id == "u2netp-2"


def test_a_folder_can_stand_for_a_model_of_the_catalogue(store, tmp_path):
    assert store.state("sdxl") == "absent"
    with pytest.raises(StudioError, match="models add FOLDER --id sdxl"):
        store.path("sdxl", "model_index.json")
    add(store, pipeline(tmp_path / "sdxl"), "sdxl")
    assert store.state("sdxl") == "ready"
    assert store.card("sdxl").name == "Stable Diffusion XL"
    assert len(store.card("sdxl").sha256) == 64
    remove(store, "sdxl")
    assert store.state("sdxl") == "absent"


def test_what_the_hubs_cache_has_is_offered_and_only_read(store, home):
    snapshot = in_hub_cache(home / "hub", SD)
    in_hub_cache(home / "hub", "some-one/Odd_Paint")
    assert store.state("sd-1.5") == "ready"
    assert store.folder("sd-1.5") == snapshot
    assert store.card("sd-1.5").revision == "a" * 40
    card = store.card("odd-paint")
    assert (card.name, card.repo, store.state("odd-paint")) == (
        "some-one/Odd_Paint",
        "some-one/Odd_Paint",
        "ready",
    )
    with pytest.raises(StudioError, match="only read"):
        remove(store, "odd-paint")
    assert snapshot.is_dir()


def test_a_revision_that_was_never_finished_is_not_taken(store, home):
    snapshot = in_hub_cache(home / "hub", SD)
    (snapshot / "unet" / UNET).unlink()
    assert store.state("sd-1.5") == "broken"
    with pytest.raises(StudioError, match="unet has a configuration but no weights"):
        store.path("sd-1.5", "model_index.json")
    (snapshot / "model_index.json").unlink()
    store.folders.refresh()
    assert store.state("sd-1.5") == "absent"


def test_a_changed_file_is_seen_and_a_check_says_what_is_wrong(
    store, tmp_path, blocks: BlockFolder
):
    folder = pipeline(tmp_path / "model")
    before = add(store, folder).sha256
    weights(folder / "unet" / UNET, numbers=9)
    assert store.card("model").sha256 != before
    assert verify(store, "model", PlainContext(blocks)) == ()
    (folder / "unet" / UNET).write_bytes(b"<!DOCTYPE html><p>Not found")
    [problem] = verify(store, "model", PlainContext(blocks))
    assert "web page" in str(problem)
    assert store.state("model") == "broken"


def test_the_same_model_elsewhere_is_known_by_its_weights(store, tmp_path):
    one = add(store, pipeline(tmp_path / "one"))
    two = add(store, pipeline(tmp_path / "two"))
    assert one.sha256 == two.sha256


def test_the_window_reads_only_what_a_worker_found_out(store, tmp_path):
    window = ModelStore(store.root, looks=False)
    folder = pipeline(tmp_path / "model")
    store.root.mkdir(parents=True)
    add(store, folder)
    (store.root / ".facts").rename(store.root / "away")
    assert window.state("model") == "ready"
    assert window.card("model").sha256 == ""
    assert not (store.root / ".facts").exists()
    (store.root / "away").rename(store.root / ".facts")
    window.folders.refresh()
    assert window.card("model").sha256 == store.card("model").sha256


def test_a_folder_that_is_gone_is_broken_until_it_is_back(store, tmp_path, blocks: BlockFolder):
    folder = pipeline(tmp_path / "model")
    add(store, folder)
    folder.rename(tmp_path / "away")
    assert store.state("model") == "broken"
    with pytest.raises(StudioError, match="The folder of model is no longer where it was"):
        pull(store, "model", PlainContext(blocks))
    (tmp_path / "away").rename(folder)
    assert store.state("model") == "ready"


@pytest.mark.parametrize(
    "damage", [b'{"../x": "/", "model": 3', b'{"model": "\xff"}', b"[" * 100_000]
)
def test_a_list_of_folders_that_is_damaged_is_put_aside(store, tmp_path, damage):
    add(store, pipeline(tmp_path / "model"))
    (store.root / "folders.json").write_bytes(damage)
    assert "model" not in {card.id for card in store.cards()}
    assert add(store, tmp_path / "model").id == "model"
    assert (store.root / "folders.bad").read_bytes() == damage


def test_a_diffusion_model_cannot_be_pulled(store, blocks: BlockFolder):
    with pytest.raises(StudioError, match="cannot be fetched by this program yet"):
        pull(store, "sdxl", PlainContext(blocks))
    assert not store.root.exists()


def test_a_controlnet_and_the_models_it_works_with_have_one_base(store, tmp_path):
    add(store, controlnet(tmp_path / "canny"))
    add(store, pipeline(tmp_path / "model"))
    add(store, pipeline(tmp_path / "wider", width=2048))
    assert store.card("canny").tasks == ("control",)
    bases = {id: _base(store, id) for id in ("canny", "model", "wider")}
    assert bases["canny"] == bases["model"] != bases["wider"]


def _base(store: ModelStore, id: str) -> str:
    facts = store.folders.facts(id)
    assert facts is not None
    assert facts.inspected is not None
    return facts.inspected.base


def test_no_network_library_is_needed_to_find_them(tmp_path: Path, home: Path):
    import subprocess
    import sys

    in_hub_cache(home / "hub", SD)
    code = (
        "import sys, pathlib; from vlm_studio.models.store import ModelStore;"
        "store = ModelStore(pathlib.Path(sys.argv[1])); print(store.state('sd-1.5'));"
        "print({'torch', 'diffusers', 'huggingface_hub', 'safetensors', 'numpy', 'urllib.request'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["ready", "set()"]
