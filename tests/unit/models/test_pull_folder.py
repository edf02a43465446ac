from __future__ import annotations

import errno
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.models.tiny import (
    EAR,
    EYE,
    NAMES,
    NOSE,
    SDIST,
    WHEEL,
    World,
    sdist,
    sha,
    tflite,
    wheel,
)  # fmt: skip
from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.models.lock import locked
from vlm_studio.models.pull import pull, pull_all
from vlm_studio.models.remove import remove
from vlm_studio.models.store import ModelStore
from vlm_studio.models.verify import verify
from vlm_studio.tasks.context import PlainContext

ALL = {
    "eye/eye.tflite": EYE,
    "ear/ear.tflite": EAR,
    "nose/nose.tflite": NOSE,
    "nose/x.names": NAMES,
}


def test_starter_brings_every_model_and_leaves_the_folder_as_it_was(world: World) -> None:
    before = {path.name: path.read_bytes() for path in world.shelf.iterdir()}
    pull(world.store, "starter", world.context, world.shelf)
    assert world.files() == ALL
    assert verify(world.store, "starter", world.context) == ()
    assert {path.name: path.read_bytes() for path in world.shelf.iterdir()} == before


def test_another_computers_store_can_be_taken_as_it_is(world: World, tmp_path: Path) -> None:
    pull(world.store, "starter", world.context, world.shelf)
    copy = ModelStore(tmp_path / "copy", world.catalogue)
    pull(copy, "starter", world.context, world.store.root)
    assert {copy.state(card.id) for card in copy.cards()} == {"ready"}


def test_a_single_model_file_is_known_by_its_hash(world: World, tmp_path: Path) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    (loose / "ear.tflite").write_bytes(EAR)
    pull(world.store, "ear", world.context, loose)
    assert world.files() == {"ear/ear.tflite": EAR}


def test_a_file_of_the_right_name_and_size_with_other_bytes_is_not_taken(
    world: World, tmp_path: Path
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    (loose / "ear.tflite").write_bytes(tflite(len(EAR), seed=9))
    with pytest.raises(StudioError, match=rf"holds neither {WHEEL} nor the right ear.tflite"):
        pull(world.store, "ear", world.context, loose)
    assert world.files() == {}
    assert world.store.state("ear") == "absent"


def test_a_flipped_byte_is_found_and_pull_repairs_only_that_file(world: World) -> None:
    pull(world.store, "nose", world.context, world.shelf)
    file = world.store.path("nose", "nose.tflite")
    names = world.store.path("nose", "x.names")
    untouched = names.stat().st_mtime_ns
    content = bytearray(file.read_bytes())
    content[1234] ^= 1
    file.write_bytes(content)
    assert world.store.state("nose") == "ready"  # the cheap look cannot see it

    [problem] = verify(world.store, "nose", world.context)
    assert str(problem) == "The nose: nose.tflite is damaged."
    pull(world.store, "nose", world.context, world.shelf)
    assert verify(world.store, "nose", world.context) == ()
    assert file.read_bytes() == NOSE
    assert names.stat().st_mtime_ns == untouched


def test_a_missing_file_is_said(world: World) -> None:
    pull(world.store, "nose", world.context, world.shelf)
    world.store.path("nose", "x.names").unlink()
    assert [str(problem) for problem in verify(world.store, "nose", world.context)] == [
        "The nose: x.names is missing."
    ]


def test_what_is_right_needs_no_source(world: World, tmp_path: Path) -> None:
    pull(world.store, "eye", world.context, world.shelf)
    empty = tmp_path / "empty"
    empty.mkdir()
    pull(world.store, "eye", world.context, empty)
    assert world.store.state("eye") == "ready"


def test_a_changed_container_is_refused_before_anything_in_it_is_read(world: World) -> None:
    changed = bytearray((world.shelf / WHEEL).read_bytes())
    changed[2000] ^= 1
    world.put(WHEEL, bytes(changed))
    with pytest.raises(StudioError, match=f"{WHEEL} is not the file that was published"):
        pull(world.store, "eye", world.context, world.shelf)
    assert world.files() == {}


def test_a_member_with_another_hash_than_the_catalogues_is_not_stored(world: World) -> None:
    world.describe(eye="0" * 64)
    with pytest.raises(StudioError, match=r"eye\.tflite of The eye does not have the SHA-256"):
        pull(world.store, "eye", world.context, world.shelf)
    assert world.files() == {}


@pytest.mark.parametrize("size", [len(NOSE) - 1, len(NOSE) + 1, 50_000_000])
def test_a_member_of_another_size_is_not_stored(world: World, size: int) -> None:
    world.put(SDIST, sdist({"tiny_source-2.0/nose.tflite": NOSE.ljust(size, b"\0")[:size]}))
    world.describe()
    with pytest.raises(StudioError, match=r"nose\.tflite of The nose does not have the SHA-256"):
        pull(world.store, "nose", world.context, world.shelf)
    assert world.files() == {}


def test_a_link_in_a_source_archive_is_not_followed(world: World) -> None:
    world.put(SDIST, sdist({}, links={"tiny_source-2.0/nose.tflite": "/etc/hostname"}))
    world.describe()
    with pytest.raises(StudioError, match=f"{SDIST} holds no tiny_source-2.0/"):
        pull(world.store, "nose", world.context, world.shelf)
    assert world.files() == {}


def _bad_crc(content: bytes) -> bytes:
    at = content.index(EYE) + 100
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _encrypted(content: bytes) -> bytes:
    central = content.index(b"PK\x01\x02")
    flags = central + 8
    local = bytearray(content)
    local[6] |= 1
    local[flags] |= 1
    return bytes(local)


@pytest.mark.parametrize(
    "spoil", [_bad_crc, _encrypted, lambda content: content[:-40], lambda _: b"PK\x03\x04", lambda _: b"?"]
)  # fmt: skip
def test_a_wheel_that_cannot_be_read_gives_one_sentence(
    world: World, spoil: Callable[[bytes], bytes]
) -> None:
    world.put(WHEEL, spoil((world.shelf / WHEEL).read_bytes()))
    world.describe()
    with pytest.raises(StudioError, match=f"{WHEEL} cannot be read"):
        pull(world.store, "eye", world.context, world.shelf)
    assert world.files() == {}


@pytest.mark.parametrize(
    "spoil", [lambda content: content[:200], lambda _: b"\x1f\x8b\x08", lambda _: b"?"]
)
def test_a_source_archive_that_cannot_be_read_gives_one_sentence(
    world: World, spoil: Callable[[bytes], bytes]
) -> None:
    world.put(SDIST, spoil((world.shelf / SDIST).read_bytes()))
    world.describe()
    with pytest.raises(StudioError, match=f"{SDIST} cannot be read"):
        pull(world.store, "nose", world.context, world.shelf)
    assert world.files() == {}


def test_a_pickle_is_refused_even_when_the_catalogue_has_its_hash(world: World) -> None:
    evil = pickle.dumps({"weights": [1.0] * 100}).ljust(len(NOSE), b"\0")
    world.put(SDIST, sdist({"tiny_source-2.0/nose.tflite": evil, "tiny_source-2.0/x.names": NAMES}))
    world.describe(nose=sha(evil))
    with pytest.raises(StudioError, match=r"nose\.tflite is a pickle"):
        pull(world.store, "nose", world.context, world.shelf)
    assert world.files() == {}


def test_a_folder_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no folder"):
        pull(world.store, "eye", world.context, tmp_path / "gone")


def test_progress_only_grows_and_names_what_is_done(world: World) -> None:
    seen: list[tuple[float | None, str]] = []
    context = PlainContext(world.blocks, lambda part, said: seen.append((part, str(said))))
    pull(world.store, "starter", context, world.shelf)
    parts = [part for part, _ in seen if part is not None]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert {f"Checking {WHEEL}", "Storing eye.tflite"} <= {said for _, said in seen}


def test_cancelled_at_any_step_nothing_half_stands_under_its_name(world: World) -> None:
    for allowed in range(1000):
        steps = iter(range(allowed))
        context = PlainContext(world.blocks, cancelled=lambda: next(steps, None) is None)  # noqa: B023
        try:
            pull(world.store, "starter", context, world.shelf)
        except JobCancelled:
            assert world.files().items() <= ALL.items()
        else:
            break
        remove(world.store, "starter")
    assert allowed > 10
    assert world.files() == ALL


KILLED = """
import pathlib, sys
from vlm_studio.models.pull import pull
from vlm_studio.models.store import ModelStore
class Slow:
    def checkpoint(self, fraction, text=None):
        print(text, flush=True)
        if str(text) == "Storing ear.tflite" and fraction > 0.7:
            sys.stdin.read()  # stands still with the part half written
root, catalogue, shelf = map(pathlib.Path, sys.argv[1:])
pull(ModelStore(root, catalogue), "starter", Slow(), shelf)
"""


def test_killed_in_the_middle_nothing_half_stands_and_the_next_pull_cleans_up(world: World) -> None:
    where = [str(world.store.root), str(world.catalogue), str(world.shelf)]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *where], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    for line in process.stdout:
        if line.strip() == b"Storing ear.tflite":
            break
    part = world.store.root / "ear" / "ear.tflite.part"
    deadline = time.monotonic() + 20
    while not part.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert part.exists()
    assert world.store.state("ear") == "absent"

    pull(world.store, "starter", world.context, world.shelf)
    assert world.files() == ALL


def test_two_pulls_at_once_take_turns(world: World) -> None:
    script = KILLED.replace("sys.stdin.read()", "pass")
    where = [str(world.store.root), str(world.catalogue), str(world.shelf)]
    several = [
        subprocess.Popen([sys.executable, "-c", script, *where], stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [process.wait(60) for process in several] == [0, 0, 0]
    assert world.files() == ALL


def test_a_waiting_pull_can_be_cancelled(world: World) -> None:
    said: list[str] = []
    context = PlainContext(world.blocks, lambda _, what: said.append(str(what)), lambda: bool(said))
    with locked(world.store.root, world.context), pytest.raises(JobCancelled):
        pull(world.store, "eye", context, world.shelf)
    assert said == ["Waiting for another change of the model store"]


@pytest.mark.skipif(sys.platform == "win32", reason="locks are other calls there")
def test_where_the_disk_knows_no_locks_nobody_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr("fcntl.flock", refused)
    pull(world.store, "eye", world.context, world.shelf)
    assert world.store.state("eye") == "ready"


def test_removed_is_gone_and_removing_again_is_no_error(world: World) -> None:
    pull_all(world.store, ["eye", "nose"], world.context, world.shelf)
    remove(world.store, "eye")
    remove(world.store, "eye")
    remove(world.store, "hand")
    assert world.store.state("eye") == "absent"
    assert set(world.files()) == {"nose/nose.tflite", "nose/x.names"}


def test_a_model_that_cannot_be_removed_stays_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull(world.store, "eye", world.context, world.shelf)
    before = world.files()

    def in_use(path: Path, target: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(StudioError, match="cannot be removed"):
        remove(world.store, "eye")
    assert world.files() == before
    assert world.store.state("eye") == "ready"


def test_a_store_that_cannot_be_written_is_said(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    store = ModelStore(tmp_path / "file" / "store", world.catalogue)
    assert store.state("eye") == "absent"
    with pytest.raises(StudioError, match="The models could not be stored in"):
        pull(store, "eye", world.context, world.shelf)


def test_a_disk_without_room_is_said_with_numbers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage("/")._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(StudioError, match=r"This needs 0 MB .* and 0 MB are free"):
        pull(world.store, "eye", world.context, world.shelf)
    assert world.files() == {}


def test_wheels_share_one_reading(world: World) -> None:
    world.put(WHEEL, wheel(world.members))
    seen: list[str] = []
    context = PlainContext(world.blocks, lambda _, said: seen.append(str(said)))
    pull_all(world.store, ["eye", "ear"], context, world.shelf)
    once = [said for said, before in zip(seen, ["", *seen]) if said != before]
    assert once.count(f"Checking {WHEEL}") == 1
