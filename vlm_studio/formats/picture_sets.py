"""The annotated pictures of a folder as one export; their pixels are in memory one picture at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from vlm_studio.document.blocks import blocks_in
from vlm_studio.document.document import ROOT, DocumentState
from vlm_studio.document.layers import AnnotationLayer
from vlm_studio.errors import StudioError
from vlm_studio.formats.export import export
from vlm_studio.formats.exporting import OptionValue
from vlm_studio.formats.links import Linked
from vlm_studio.formats.loading import load
from vlm_studio.formats.painter import Painter
from vlm_studio.formats.sidecars import Member
from vlm_studio.formats.table import losses
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, plural_text, text


class PictureSet:
    """Reads the members of a set, and remembers what the format cannot hold and what could not be read."""

    def __init__(self, members: Sequence[Member], format: str, context: Context) -> None:
        self._members = members
        self._format = format
        self._context = context
        self._lost: list[Text] = []
        self._unread: list[str] = []
        self.members: list[Member] = []
        """Those that could be read, in the order of :meth:`states`."""

    def states(self) -> list[DocumentState]:
        """Every member without its pixels."""
        states = []
        for index, member in enumerate(self._members):
            self._tell(index, len(self._members), 0.0)
            try:
                with self._opened(member, with_pixels=False) as state:
                    self._lost += losses(self._format, state)[:1]
                    states.append(without_pixels(state))
                    self.members.append(member)
            except StudioError:
                self._unread.append(Path(member.picture).name)
        return states

    @contextlib.contextmanager
    def whole(self, index: int) -> Iterator[DocumentState]:
        """One of :attr:`members` with its pixels, for as long as they are wanted."""
        self._tell(index, len(self.members), 0.5)
        with self._opened(self.members[index], with_pixels=True) as state:
            yield state

    def notices(self) -> tuple[Text, ...]:
        """What a person should know, a sentence each."""
        said: list[Text] = []
        if self._lost:
            said.append(
                plural_text(
                    "{n} picture loses something: {what}",
                    "{n} pictures lose something, such as: {what}",
                    len(self._lost),
                    what=self._lost[0],
                )
            )
        if self._unread:
            said.append(
                plural_text(
                    "{n} picture could not be read and was left out: {names}",
                    "{n} pictures could not be read and were left out: {names}",
                    len(self._unread),
                    names=", ".join(self._unread[:5]),
                )
            )
        return tuple(said)

    def _tell(self, index: int, total: int, offset: float) -> None:
        words = plural_text("{done} of {n} picture", "{done} of {n} pictures", total, done=index)
        self._context.checkpoint(offset + 0.5 * index / total, words)

    @contextlib.contextmanager
    def _opened(self, member: Member, *, with_pixels: bool) -> Iterator[DocumentState]:
        picture, blocks = Path(member.picture), self._context.blocks
        opened = load(Path(member.sidecar), blocks, None, picture, with_pixels=with_pixels)
        try:
            if opened.link is Linked.MISSING:
                raise StudioError(opened.notices[-1])
            yield msgspec.structs.replace(opened.state, image=picture.name)
        finally:
            blocks.delete(blocks_in(tuple(opened.state.layers.values())) - {""})


def export_set(
    members: Sequence[Member],
    format: str,
    path: Path,
    options: Mapping[str, OptionValue],
    painter: Painter,
    context: Context,
) -> tuple[tuple[Path, ...], tuple[Text, ...]]:
    """Write ``members`` together as ``format``; see :func:`~vlm_studio.formats.export.export`."""
    found = PictureSet(members, format, context)
    states = found.states()
    if not states:
        raise StudioError(text("There is no picture to export."))
    sources = [member.picture for member in found.members]
    paths, notices = export(states, format, path, options, painter, sources, whole=found.whole)
    return paths, (*found.notices(), *notices)


def without_pixels(state: DocumentState) -> DocumentState:
    """``state`` with nothing but its annotation layers."""
    layers = {k: layer for k, layer in state.layers.items() if isinstance(layer, AnnotationLayer)}
    return msgspec.structs.replace(state, layers=layers, children={ROOT: tuple(layers)})
