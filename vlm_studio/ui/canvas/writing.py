"""Lines of text on the canvas: placed, typed in place, typed again."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from psygnal import Signal

from vlm_studio.document import affine, drawing
from vlm_studio.document.drawing import ObjectKey
from vlm_studio.document.geometry import Point
from vlm_studio.document.vectors import Lettering, VectorObject
from vlm_studio.ui.canvas.stage import Stage
from vlm_studio.ui.canvas.tools import strokes
from vlm_studio.words import Text, text

_LONGEST = 1000
"""Characters of a line."""


class TypingRequest:
    """Somebody is to type a line. It is answered once, by :meth:`accept` or :meth:`cancel`; the rest is ignored.

    ``written`` is how the line looks, with the words that stand there now. Whoever shows an editor closes it on
    :attr:`closed`, and accepts what is typed so far on :attr:`taken`.
    """

    closed = Signal()
    taken = Signal()

    def __init__(
        self,
        written: VectorObject,
        lettering: Lettering,
        accepted: Callable[[str], None],
        closing: Callable[[], None],
    ) -> None:
        self.written = written
        self.lettering = lettering
        self._accepted = accepted
        self._closing = closing
        self.open = True

    def accept(self, words: str) -> None:
        """Take ``words``, which may be empty."""
        if self._close():
            self._accepted(words.strip()[:_LONGEST])

    def take(self) -> None:
        """Be done with it: something else begins."""
        self.taken.emit()

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._close()

    def _close(self) -> bool:
        was_open, self.open = self.open, False
        if was_open:
            self._closing()
            self.closed.emit()
        return was_open


def at(stage: Stage, point: Point) -> ObjectKey | None:
    """The topmost line of text at ``point`` whose layer takes edits."""
    from vlm_studio.ui.canvas import objects

    key = objects.at(stage, point)
    each = stage.vector_object(key) if key is not None else None
    return key if each is not None and isinstance(each.shape, Lettering) else None


def write_at(stage: Stage, point: Point) -> None:
    """Ask for a new line whose baseline begins at ``point``, as large and coloured as was chosen."""
    if not strokes.ready(stage):
        return
    now = stage.options.now
    place = affine.move(point.x, point.y)
    empty = Lettering("", float(now.text_size), place=place)

    def accepted(words: str) -> None:
        if words:
            made = VectorObject(1, _with(empty, words), fill=now.text_colour)
            key = strokes.put(stage, made, _sentence(words))
            stage.selection.select_objects([key])

    _ask(stage, VectorObject(1, empty, fill=now.text_colour), empty, accepted)


def edit(stage: Stage, key: ObjectKey) -> bool:
    """Ask for other words in a line that is there; ``False`` where there is none that takes edits."""
    each = stage.vector_object(key)
    if each is None or not isinstance(each.shape, Lettering) or not stage.editable(key[0]):
        return False
    old = each.shape

    def accepted(words: str) -> None:
        if stage.vector_object(key) is not each or words == old.text:
            return
        if not words:
            change = drawing.remove_objects(stage.document, [key], text("Delete text"))
        else:
            changed = msgspec.structs.replace(each, shape=_with(old, words))
            sentence = _sentence(words)
            change = drawing.set_objects(stage.document, {key: changed}, sentence)
        stage.push(change)

    stage.lift([key])
    _ask(stage, each, old, accepted)
    return True


def _ask(
    stage: Stage, written: VectorObject, lettering: Lettering, accepted: Callable[[str], None]
) -> None:
    def closing() -> None:
        stage.typing = None
        stage.lift(())

    stage.typing = TypingRequest(written, lettering, accepted, closing)
    stage.typing_wanted.emit()


def _with(lettering: Lettering, words: str) -> Lettering:
    return msgspec.structs.replace(lettering, text=words)


def _sentence(words: str) -> Text:
    """The name of the step after which ``words`` stand there."""
    return text("Write “{words}”", words=words if len(words) <= 20 else f"{words[:19]}…")
