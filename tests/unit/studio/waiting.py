"""Helpers for stories of designs that wait: asking for them, and what waits."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.designs import LAMP, lamps
from tests.unit.studio.conftest import Workshop
from vlm_studio.document.document import Document
from vlm_studio.paths import staging_folder
from vlm_studio.studio.tray import Tray
from vlm_studio.tasks.design import Designs, SketchRequest


def tray(workshop: Workshop, document: Document) -> Tray:
    return workshop.studio.staging.tray(document)


def titles(workshop: Workshop, document: Document) -> list[str]:
    return [each.design.title for each in tray(workshop, document).designs]


def ask(
    workshop: Workshop,
    document: Document,
    request: SketchRequest = LAMP,
    result: Designs | None = None,
) -> None:
    """Ask for designs and let the lane answer."""
    workshop.studio.design(document, request)
    answer(workshop, result or lamps())


def answer(workshop: Workshop, result: Designs) -> None:
    workshop.main.until(lambda: workshop.heavy.now is not None)
    assert workshop.heavy.now is not None
    workshop.heavy.now.succeed(result)
    settle(workshop)


def settle(workshop: Workshop) -> None:
    workshop.main.until(lambda: not workshop.studio.jobs.at_work)


def folders() -> list[Path]:
    """Those that designs wait in on the disk."""
    return [path for path in staging_folder().iterdir() if path.is_dir()]
