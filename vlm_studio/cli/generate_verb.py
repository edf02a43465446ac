"""``vlm-studio generate``: designs of what a description says, as files."""

from __future__ import annotations

import argparse
import sys
import time

from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.tasks.design import Design, DesignRequest, Designs
from vlm_studio.words import Text


def command(options: argparse.Namespace) -> int:
    """Write the designs and say for each what it is. Returns 0; failures are a :class:`StudioError`."""
    from vlm_studio.cli.design_files import Target, stem_of, write
    from vlm_studio.cli.design_requests import request_for

    started = time.monotonic()
    with workbench() as bench:
        found = designs(bench, request_for(options, bench))
        seconds = time.monotonic() - started
        target = Target(options.out, options.format or "", options.json)
        write(bench, found, stem_of(options.description), seconds, target)
    return 0


def designs(bench: Bench, request: DesignRequest) -> tuple[Design, ...]:
    """What ``request`` asks for; a terminal shows on one line how far it is."""
    try:
        found = bench.result(request, _progress)
    finally:
        _show("")
    assert isinstance(found, Designs)
    for notice in found.notices:
        print(notice, file=sys.stderr)
    return found.designs


def _progress(fraction: float | None, text: Text | None = None) -> None:
    if fraction is not None and text is not None:
        _show(f"{text} {fraction:.0%}")


def _show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
