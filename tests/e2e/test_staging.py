"""Real sketches from the real library, by the window's own worker processes: taken, kept over a restart, and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.fakes.main_thread import MainThread
from tests.pictures import picture
from vlm_studio import paths
from vlm_studio.document.document import Document
from vlm_studio.document.layers import VectorLayer
from vlm_studio.jobs.lanes import Lanes
from vlm_studio.jobs.queue import JobQueue
from vlm_studio.models.store import ModelStore
from vlm_studio.settings import Settings
from vlm_studio.studio import Studio
from vlm_studio.tasks.design import SketchRequest

LAMP = SketchRequest("a desk lamp", "icons", 300, 300, count=3)


@contextmanager
def day() -> Iterator[tuple[Studio, MainThread]]:
    """A studio with worker processes, from its start to its end."""
    main, lanes = MainThread(), Lanes.create()
    with ThreadPoolExecutor() as pool:

        def start(call: Callable[[], None]) -> None:
            pool.submit(call)

        jobs = JobQueue(lanes.by_name, start, main.post)
        studio = Studio(jobs, lanes.blocks, ModelStore(paths.models_folder()), Settings())
        try:
            yield studio, main
        finally:
            studio.shutdown()


def opened(studio: Studio, main: MainThread, path: Path) -> Document:
    studio.open([path])
    main.until(lambda: bool(studio.documents) and not studio.jobs.at_work, 60)
    return studio.documents[-1]


@pytest.mark.usefixtures("sketch_home")
def test_lamps_are_asked_for_one_is_taken_and_the_others_are_there_the_next_day(
    tmp_path: Path,
) -> None:
    path = picture("chelsea.png")
    with day() as (studio, main):
        photo = opened(studio, main, path)
        studio.design(photo, LAMP)
        main.until(lambda: not studio.jobs.at_work, 180)
        waiting = studio.staging.tray(photo).designs
        assert len(waiting) == 3
        assert all("lamp" in each.design.title for each in waiting)
        [id] = studio.staging.accept(photo, waiting[:1])
        layer = photo.layer(id)
        assert isinstance(layer, VectorLayer)
        assert layer.provenance is not None
        studio.export(photo, "svg", tmp_path / "lamp.svg", {})
        main.until(lambda: not studio.jobs.at_work, 60)
    said = ElementTree.parse(tmp_path / "lamp.svg").find(".//{http://www.w3.org/2000/svg}desc")
    assert said is not None
    assert said.text == layer.credit
    with day() as (studio, main):
        photo = opened(studio, main, path)
        assert [each.design for each in studio.staging.tray(photo).designs] == [
            each.design for each in waiting[1:]
        ]
        more = studio.staging.more_like(photo, studio.staging.tray(photo).designs[0])
        assert more is not None
        studio.design(photo, more)
        main.until(lambda: not studio.jobs.at_work, 180)
        titles = [each.design.title for each in studio.staging.tray(photo).designs]
        assert len(titles) > 2


@pytest.mark.usefixtures("sketch_home")
def test_the_same_is_made_again_from_what_a_layer_remembers(tmp_path: Path) -> None:
    with day() as (studio, main):
        photo = opened(studio, main, picture("chelsea.png"))
        studio.design(photo, LAMP)
        main.until(lambda: not studio.jobs.at_work, 180)
        before = studio.staging.tray(photo).designs[1]
        [id] = studio.staging.accept(photo, [before])
        layer = photo.layer(id)
        assert isinstance(layer, VectorLayer)
        said: list[str] = []
        studio.noticed.connect(lambda notice: said.append(str(notice.text)))
        studio.recreate(photo, layer)
        main.until(lambda: not studio.jobs.at_work, 180)
        again = studio.staging.tray(photo).designs[-1]
        assert again.design.objects == before.design.objects
        assert (again.x, again.y) == (before.x, before.y)
        assert said == [f"{layer.name} was made again as it was the first time."]
