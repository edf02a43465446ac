"""``vlm-studio`` and ``vlm-studio open``: the window."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from vlm_studio.errors import StudioError
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.jobs.lanes import Lanes


def command(options: argparse.Namespace) -> int:
    """Open the window with files; with ``--screenshot`` grab it once its jobs are done, and quit."""
    if not _has_screen():
        if options.screenshot is None:
            raise StudioError(
                text("There is no screen to open the window on. In a terminal, use: vlm-studio run")
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    lanes = _started_lanes() if options.files else None
    from vlm_studio.ui.app import run_window

    return run_window(
        files=options.files,
        run_tasks=options.run,
        annotations=options.annotations,
        words=options.describe,
        screenshot=options.screenshot,
        size=options.size,
        theme=options.theme,
        language=options.language,
        lanes=lanes,
    )


def _has_screen() -> bool:
    # Qt would end the whole process without one, with a page about its plugins.
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def _started_lanes() -> Lanes:
    """Lanes whose light worker gets ready to read the files while this process gets ready to show them."""
    from vlm_studio.jobs.lanes import Lanes

    lanes = Lanes.create()
    lanes.by_name["light"].start()
    return lanes
