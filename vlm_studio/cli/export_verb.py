"""``vlm-studio export``: a project in another format."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vlm_studio.cli.tools import workbench
from vlm_studio.wire.images import ExportImagesRequest, ImagesExported
from vlm_studio.wire.work import Exported, ExportRequest, Opened, OpenRequest


def command(options: argparse.Namespace) -> int:
    """Write a project, or a folder of pictures with their projects, as ``options.format`` to ``options.out``."""
    if options.project.is_dir():
        return _folder(options)
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


def _folder(options: argparse.Namespace) -> int:
    from vlm_studio.formats.folders import listed
    from vlm_studio.formats.sidecars import Member, sidecar
    from vlm_studio.paths import images_folder

    folder: Path = options.project.absolute()
    elsewhere = images_folder(folder)
    members = []
    for found in listed(folder, elsewhere):
        picture = folder / found.name
        beside = sidecar(picture)
        if found.sidecar is not None:
            path = beside if beside.exists() else sidecar(picture, elsewhere)
            members.append(Member(str(picture), str(path)))
    with workbench() as bench:
        request = ExportImagesRequest(tuple(members), options.format, str(options.out))
        exported = bench.result(request)
        assert isinstance(exported, ImagesExported)
    for notice in exported.notices:
        print(f"vlm-studio: {notice}", file=sys.stderr)
    print(f"{len(members)} pictures, {exported.files} files")
    return 0
