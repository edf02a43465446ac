"""``python -m tests.bench [--quick] [ROW ...]``: measures, asserts nothing, prints one table."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from collections.abc import Sequence

from tests.bench import machine, table

ROWS = (
    "overhead",
    "delay",
    "window",
    "first_box",
    "painting",
    "sketches",
    "batch",
    "masks",
    "undo",
    "pan_zoom",
    "editing",
    "big_pictures",
)


def main() -> int:
    """Measure the rows that were asked for, all by default."""
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"some of {', '.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="few pairs, to see that it works")
    options = parser.parse_args()
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    machine.adopt_orphans()
    with machine.quiet():
        return _measure(options.rows or ROWS, options.quick)


def _measure(rows: Sequence[str], quick: bool) -> int:
    facts, lines = machine.facts(), []
    failed = 0
    for name in rows:
        began = time.monotonic()
        try:
            found = importlib.import_module(f"tests.bench.rows.{name}").measure(quick)
        except Exception:
            traceback.print_exc()
            failed += 1
            continue
        lines += found
        spent = f"{name}: {time.monotonic() - began:.0f} s"
        print(spent, table.show(found), sep="\n", file=sys.stderr, flush=True)
    print("", *facts, "", table.show(lines), sep="\n")
    return 1 if failed else 0


sys.exit(main())
