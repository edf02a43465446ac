"""``vlm-studio run``: a model on pictures, in a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio.cli import lines, pictures, pipeline, plan
from vlm_studio.cli.journal import Entry, Journal, file_hash
from vlm_studio.cli.parser import UsageError
from vlm_studio.cli.plan import Plan
from vlm_studio.cli.states import Model, empty_state, predicted, restyled
from vlm_studio.cli.tools import Bench, workbench
from vlm_studio.document.blocks import blocks_in
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.tasks.requests import Style
from vlm_studio.words import Text


@dataclass(frozen=True)
class Piece:
    """A picture on its way: read (``state`` has its pixels), then with what a model found, or with an error."""

    path: Path
    place: Path
    sha256: str = ""
    state: DocumentState | None = None
    notices: tuple[Text, ...] = ()
    seconds: float = 0.0
    error: str = ""
    skipped: Entry | None = None


def command(options: argparse.Namespace) -> int:
    """Run the task on every picture. Returns 1 when any of them could not be done, the others are."""
    with workbench() as bench:
        chosen, card = plan.make(options, bench.store)
        target = _target(options, chosen)
        run = Run(bench, chosen, Model(card), target, force=options.force, say_lines=options.json)
        todo = pictures.find(
            options.inputs, recursive=options.recursive, leave_out=run.target.folder
        )
        if run.target.file is not None and len(todo) > 1 and chosen.format != "coco":
            raise UsageError(
                f"--out {run.target.file} is one file, but there are {len(todo)} pictures"
            )
        run.all(todo)
    return 1 if run.failed or not todo else 0


@dataclass(frozen=True)
class Target:
    """Where outputs go: one file, a folder, or (neither) standard output."""

    file: Path | None = None
    folder: Path | None = None


def _target(options: argparse.Namespace, chosen: Plan) -> Target:
    out: Path | None = options.out
    if out is None:
        if chosen.restyle is not None:
            raise UsageError(f"{chosen.task} needs --out")
        if chosen.format != "json":
            raise UsageError(f"--format {chosen.format} needs --out")
        return Target()
    if out.suffix.lower() in plan.SUFFIXES[chosen.format] and not out.is_dir():
        return Target(file=out.absolute())
    return Target(folder=out.absolute())


@dataclass
class Run:
    """One run over many pictures."""

    bench: Bench
    plan: Plan
    model: Model
    target: Target
    force: bool = False
    say_lines: bool = False
    """Whether a line is printed for every picture that was painted."""
    style: Style | None = None
    failed: int = 0
    journal: Journal = field(default_factory=Journal)
    states: list[tuple[Path, DocumentState]] = field(default_factory=list)
    """Of formats that hold all pictures together."""

    def all(self, todo: list[tuple[Path, Path]]) -> None:
        """Do every picture, then write what holds them together."""
        if not todo:
            print("vlm-studio run: there is no picture to look at", file=sys.stderr)
            return
        self.model.check(self.bench.store)
        if self.plan.restyle is not None:
            self.style = self.plan.restyle.style(self.bench.blocks)
        if self.plan.format in plan.PAINTED:
            self.bench.tools.painter.get_ready()  # Qt wants to be started on the main thread
        if self.target.folder:
            from vlm_studio.formats import fileops

            fileops.make_folder(self.target.folder)
            self.journal = Journal.read(self.target.folder)
        try:
            pieces = [Piece(path, place) for path, place in todo]
            pipeline.overlapped(pieces, self.read, self.work, self.write)
            if self.plan.format in plan.SETS and self.states:
                sources, states = zip(*self.states, strict=True)
                self._export(states, self.target.file or self._set_path(), map(str, sources))
        finally:
            if self.target.folder:
                self.journal.write(self.target.folder)

    def read(self, piece: Piece) -> Piece:
        """Decode the picture, unless the folder already holds its output."""
        try:
            if self.target.folder:
                sha256 = file_hash(piece.path)
                piece = replace(piece, sha256=sha256)
                entry = self.journal.pictures.get(piece.place.as_posix())
                wanted = (str(piece.path), sha256, self.plan.digest())
                if entry is not None and not self.force and entry.holds(wanted, self.target.folder):
                    return replace(piece, skipped=entry)
            state, notices = empty_state(piece.path, self.bench.blocks)
            return replace(piece, state=state, notices=notices)
        except StudioError as error:
            return replace(piece, error=str(error))
        except OSError as error:
            return replace(piece, error=error.strerror or str(error))

    def work(self, piece: Piece) -> Piece:
        """Ask the model."""
        if piece.state is None:
            return piece
        try:
            if self.style is not None:
                state, seconds = restyled(self.bench, piece.state, self.plan, self.style)
            else:
                state, seconds = predicted(self.bench, piece.state, self.plan)
        except StudioError as error:
            return replace(piece, error=str(error))
        return replace(piece, state=state, seconds=seconds)

    def write(self, piece: Piece) -> None:
        """Print or write what was found, and let the pixels go."""
        if piece.skipped is not None:
            if piece.skipped.state is not None:
                self.states.append((piece.path, piece.skipped.state))
            return
        try:
            if piece.state is not None and not piece.error:
                self._write(piece, piece.state)
        except StudioError as error:
            piece = replace(piece, error=str(error))
        finally:
            for block in blocks_in(piece.state):
                Path(block).unlink(missing_ok=True)
        for notice in piece.notices:
            print(f"{piece.path}: {notice}", file=sys.stderr)
        if piece.error:
            self.failed += 1
            print(f"{piece.path}: {piece.error}", file=sys.stderr)

    def _write(self, piece: Piece, state: DocumentState) -> None:
        outputs: tuple[str, ...] = ()
        kept: DocumentState | None = None
        if self.plan.format in plan.SETS:
            from vlm_studio.formats.picture_sets import without_pixels

            kept = without_pixels(state)
            self.states.append((piece.path, kept))
        elif self.plan.format == "json":
            outputs = self._write_line(piece, state)
        else:
            outputs = self._export([state], self._path(piece), (str(piece.path),))
            if self.say_lines:
                self._say(
                    lines.painted(
                        piece.path, state, self.plan, self.model.info, outputs, piece.seconds
                    )
                )
        if self.target.folder:
            relative = tuple(str(Path(p).relative_to(self.target.folder)) for p in outputs)
            self.journal.pictures[piece.place.as_posix()] = Entry(
                str(piece.path), piece.sha256, self.plan.digest(), relative, kept
            )

    def _write_line(self, piece: Piece, state: DocumentState) -> tuple[str, ...]:
        found = lines.line(piece.path, state, self.plan.task, self.model.info, piece.seconds)
        if self.target == Target():
            self._say(found)
            return ()
        data = msgspec.json.encode(found) + b"\n"
        from vlm_studio.formats import fileops

        path = self._path(piece)
        fileops.make_folder(path.parent)
        fileops.save_bytes(path, data, durable=False)
        return (str(path),)

    def _say(self, found: dict[str, Any]) -> None:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        sys.stdout.buffer.flush()

    def _path(self, piece: Piece) -> Path:
        if self.target.file:
            return self.target.file
        assert self.target.folder is not None
        bare = self.target.folder / piece.place
        return bare.with_name(bare.name + plan.SUFFIXES[self.plan.format][0])

    def _set_path(self) -> Path:
        assert self.target.folder is not None
        return (
            self.target.folder / "annotations.json"
            if self.plan.format == "coco"
            else self.target.folder
        )

    def _export(
        self, states: Sequence[DocumentState], path: Path, sources: Iterable[str]
    ) -> tuple[str, ...]:
        from vlm_studio.formats.export import export

        paths, _ = export(
            states, self.plan.format, path, {}, self.bench.tools.painter, tuple(sources)
        )
        return tuple(str(path) for path in paths)
