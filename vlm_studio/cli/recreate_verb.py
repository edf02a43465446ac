"""``vlm-studio recreate``: the designs of a file made again."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from vlm_studio.cli.generate_verb import designs
from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.document.annotations import Provenance
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import DesignRequest, PaintRequest
from vlm_studio.tasks.differences import differences
from vlm_studio.tasks.recreate import needs_pixels, request_of
from vlm_studio.words import text


def command(options: argparse.Namespace) -> int:
    """Make each design of the file again and say what is not as it was. Failures are a :class:`StudioError`."""
    from vlm_studio.cli.design_files import Target, stem_of, write
    from vlm_studio.cli.recreate_pictures import refuse_unneeded

    with workbench() as bench:
        origins = _origins(options.file, bench)
        refuse_unneeded(origins, options)
        for number, origin in enumerate(origins, 1):
            started = time.monotonic()
            again = designs(bench, _request(origin, options, bench))
            for difference in differences(origin, again[0].provenance):
                print(f"{options.file}: {difference}", file=sys.stderr)
            seconds = time.monotonic() - started
            stem = stem_of(f"{options.file.stem}-again-{number}")
            target = Target(options.out, options.format or "", options.json)
            write(bench, again, stem, seconds, target)
    return 0


def _origins(path: Path, bench: Bench) -> list[Provenance]:
    """Where the designs of a PNG or of a project come from, from the lowest layer up."""
    from vlm_studio.formats.design_png import read_origin

    if path.suffix.lower() != ".vlms":
        return [read_origin(path)]
    from vlm_studio.formats.open import open_file

    layers = open_file(path, bench.blocks).state.walk()
    said = (getattr(layer, "provenance", None) for layer in layers)
    found = [origin for origin in said if origin is not None and request_of(origin) is not None]
    # A painting and the words on it are two layers that come from one design.
    unlike = [origin for i, origin in enumerate(found) if origin not in found[:i]]
    if not unlike:
        raise StudioError(text("{name} does not say how it was made.", name=path.name))
    return unlike


def _request(origin: Provenance, options: argparse.Namespace, bench: Bench) -> DesignRequest:
    from vlm_studio.cli.recreate_pictures import with_pictures

    request = request_of(origin)
    if request is None:
        raise StudioError(text("{name} does not say how it was made.", name=options.file.name))
    if isinstance(request, PaintRequest) and needs_pixels(origin):
        return with_pictures(request, origin, options, bench)
    return request
