"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Read by torch when it is imported: threads that spin take the cores from each other when other programs work too.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import vlm_studio.ui  # noqa: F401 - see there: Qt and references to None
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.words import catalogue

hypothesis.settings.register_profile("here", deadline=None)  # on a busy machine everything is slow
hypothesis.settings.load_profile("here")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own for every test, with nothing in the Hub's cache, and English."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("VLM_STUDIO_HOME", str(folder))
    monkeypatch.setenv("HF_HUB_CACHE", str(folder / "hub"))
    catalogue.use("en")
    return folder


@pytest.fixture(scope="session", autouse=True)
def application(qapp: object) -> None:
    """A process has one Qt application: here it can show widgets, whichever test comes first."""


@pytest.fixture
def blocks() -> Iterator[BlockFolder]:
    """A folder of blocks that is gone after the test."""
    folder = BlockFolder.create()
    yield folder
    folder.remove()


@pytest.fixture
def starter_home(home: Path) -> Path:
    """The home folder with every starter model in its store."""
    from tests.starter import starter_store

    (home / "models").symlink_to(starter_store().root, target_is_directory=True)
    return home


@pytest.fixture
def sketch_home(home: Path) -> Path:
    """The home folder with the starter models and the sketch library in its store."""
    from tests.starter import sketch_store

    (home / "models").symlink_to(sketch_store().root, target_is_directory=True)
    return home


@pytest.fixture(scope="session")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Folders of tiny diffusion models by their names, see :mod:`tests.pipelines`; without diffusers the test is skipped."""
    for library in ("torch", "transformers", "diffusers"):
        pytest.importorskip(library)
    from tests.pipelines import save_all

    return save_all(tmp_path_factory.mktemp("pipelines"))


_seconds = {"tests": 0.0, "faults": 0.0}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds["faults" if "faults" in report.keywords else "tests"] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for part, seconds in _seconds.items():
        terminalreporter.write_line(f"{part}: {seconds:.0f} s")
