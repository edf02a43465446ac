"""``vlm-studio`` and ``vlm-studio open``: the window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vlm_studio.jobs.lanes import Lanes


def command(options: argparse.Namespace) -> int:
    """Open the window with files; with ``--screenshot`` grab it once its jobs are done, and quit."""
    lanes = _started_lanes() if options.files else None
    from vlm_studio.ui.app import run_window

    return run_window(
        files=options.files,
        run_tasks=options.run,
        screenshot=options.screenshot,
        size=options.size,
        theme=options.theme,
        language=options.language,
        lanes=lanes,
    )


def _started_lanes() -> Lanes:
    """Lanes whose light worker gets ready to read the files while this process gets ready to show them."""
    from vlm_studio.jobs.lanes import Lanes

    lanes = Lanes.create()
    lanes.by_name["light"].start()
    return lanes
