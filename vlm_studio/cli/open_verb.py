"""``vlm-studio`` and ``vlm-studio open``: the window."""

from __future__ import annotations

import argparse


def command(options: argparse.Namespace) -> int:
    """Open the window with files; with ``--screenshot`` grab it once its jobs are done, and quit."""
    from vlm_studio.ui.app import run_window

    return run_window(
        files=options.files,
        run_tasks=options.run,
        screenshot=options.screenshot,
        size=options.size,
        theme=options.theme,
        language=options.language,
    )
