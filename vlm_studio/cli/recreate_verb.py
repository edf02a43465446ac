"""``vlm-studio recreate``: the designs of a file made again."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from vlm_studio.cli.generate_verb import designs
from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.document import Document
from vlm_studio.errors import StudioError
from vlm_studio.tasks.design import DesignRequest, PaintRequest
from vlm_studio.tasks.differences import differences
from vlm_studio.tasks.ingredients import in_document
from vlm_studio.tasks.recreate import needs_pixels, request_of
from vlm_studio.words import text


def command(options: argparse.Namespace) -> int:
    """Make each design of the file again and say what is not as it was. Failures are a :class:`StudioError`."""
    from vlm_studio.cli.design_files import Target, stem_of, write
    from vlm_studio.cli.recreate_pictures import refuse_unneeded

    with workbench() as bench:
        origins, document = _origins(options.file, bench)
        refuse_unneeded(origins, options)
        for number, origin in enumerate(origins, 1):
            started = time.monotonic()
            again = designs(bench, _request(origin, document, options, bench))
            for difference in differences(origin, again[0].provenance):
                print(f"{options.file}: {difference}", file=sys.stderr)
            seconds = time.monotonic() - started
            stem = stem_of(f"{options.file.stem}-again-{number}")
            target = Target(options.out, options.format or "", options.json)
            write(bench, again, stem, seconds, target)
    return 0


def _origins(path: Path, bench: Bench) -> tuple[list[Provenance], Document | None]:
    """Where the designs of a PNG or of a project come from, from the lowest layer up; and what the project holds."""
    from vlm_studio.formats.design_png import read_origin

    if path.suffix.lower() != ".vlms":
        return [read_origin(path)], None
    from vlm_studio.formats.open import open_file

    document = Document(open_file(path, bench.blocks).state)
    said = (getattr(layer, "provenance", None) for layer in document.walk())
    found = [origin for origin in said if origin is not None and request_of(origin) is not None]
    # A painting and the words on it are two layers that come from one design.
    unlike = [origin for i, origin in enumerate(found) if origin not in found[:i]]
    if not unlike:
        raise StudioError(text("{name} does not say how it was made.", name=path.name))
    return unlike, document


def _request(
    origin: Provenance, document: Document | None, options: argparse.Namespace, bench: Bench
) -> DesignRequest:
    """With what it was made from: what is named, else what the project holds of it."""
    from vlm_studio.cli.recreate_pictures import is_given, with_pictures

    request = request_of(origin)
    if request is None:
        raise StudioError(text("{name} does not say how it was made.", name=options.file.name))
    if not isinstance(request, PaintRequest) or not needs_pixels(origin):
        return request
    if document is not None and not is_given(options):
        with contextlib.suppress(StudioError):
            return in_document(request, origin, document)
    return with_pictures(request, origin, options, bench)
