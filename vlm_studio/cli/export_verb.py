"""``vlm-studio export``: a project in another format."""

from __future__ import annotations

import argparse
import sys

from vlm_studio.cli.tools import workbench
from vlm_studio.wire.work import Exported, ExportRequest, Opened, OpenRequest


def command(options: argparse.Namespace) -> int:
    """Write the project ``options.project`` as ``options.format`` to ``options.out``."""
    with workbench() as bench:
        opened = bench.result(OpenRequest(str(options.project)))
        assert isinstance(opened, Opened)
        source = "" if opened.project else str(options.project)
        request = ExportRequest(opened.state, options.format, str(options.out), source=source)
        exported = bench.result(request)
        assert isinstance(exported, Exported)
    for notice in (*opened.notices, *exported.notices):
        print(f"vlm-studio: {notice}", file=sys.stderr)
    for path in exported.paths:
        print(path)
    return 0
