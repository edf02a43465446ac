"""The clipboard: our own values, a picture of them for other programs, and what comes from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from vlm_studio import kept
from vlm_studio.document import clips, edits
from vlm_studio.document.annotations import Annotation
from vlm_studio.document.blocks import MAX_SIDE
from vlm_studio.document.document import Document, DocumentState
from vlm_studio.document.geometry import Point
from vlm_studio.document.layers import GroupLayer, Layer, RasterLayer, VectorLayer
from vlm_studio.document.vectors import VectorObject
from vlm_studio.studio import Studio
from vlm_studio.ui.desk import Desk
from vlm_studio.wire.work import DrawingRead
from vlm_studio.words import Text, plural_text, text

PNG = "image/png"
LAYERS = "application/x-vlm-studio-copied-layers"


_NOTHING = text("There is nothing on the clipboard that can be pasted.")


class _Copied(msgspec.Struct, frozen=True):
    """Layers and the folder of their pixels, which only the program that copied them can lay hands on."""

    folder: str
    state: DocumentState


class Clipboard:
    """Verbs on the document in front. ``layers_in_hand`` tells whether keys are for the layer list now."""

    def __init__(self, studio: Studio, desk: Desk, layers_in_hand: Callable[[], bool]) -> None:
        self._studio = studio
        self._desk = desk
        self._layers_in_hand = layers_in_hand
        self._given: Mapping[str, bytes] = {}
        """What was put on the clipboard last."""

    # Out ---------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy the selected annotations or objects; layers without any, or when the layer list has the keys."""
        from vlm_studio.ui.canvas import objects

        stage = self._desk.stage
        if stage is None:
            return
        canvas = not self._layers_in_hand()
        if canvas and (chosen := stage.shown_selected()):
            self._copy_annotations(list(chosen.values()))
        elif canvas and (drawn := objects.shown_selected(stage)):
            self._copy_objects(list(drawn.values()))
        else:
            self._copy_layers(stage.document)

    def _copy_annotations(self, found: list[Annotation]) -> None:
        from vlm_studio.ui.canvas import clipboard

        self._studio.clips.hold(None)
        self._put(
            {clipboard.MIME: clipboard.encoded(found)},
            "\n".join(a.label for a in found),
            clips.picture_of(found),
        )

    def _copy_objects(self, found: list[VectorObject]) -> None:
        """As our own at once, as SVG and as a picture as soon as they are drawn."""
        from vlm_studio.ui.canvas import object_clips

        self._studio.clips.hold(None)
        data, look = {object_clips.MIME: object_clips.encoded(found)}, clips.drawing_of(found)

        def drawn(svg: bytes) -> None:
            if _holds(data):
                self._put({**data, object_clips.SVG: svg}, svg.decode(), look)

        self._set(data)
        self._studio.clips.draw(look, drawn, format="svg")

    def _copy_layers(self, document: Document) -> list[str]:
        """Returns the ids of what was copied."""
        selection = self._desk.selection
        ids = [id for id in selection.layers if id in document.layers] if selection else []
        if not ids or self._arriving(document):
            return []
        state = clips.taken(document, ids)
        self._studio.clips.hold(state)
        copied = _Copied(str(self._studio.blocks.path), state)
        names = "\n".join(document.layer(id).name for id in ids)
        data = {LAYERS: msgspec.json.encode(copied)}
        self._put(data, names, state)
        return ids

    def _arriving(self, document: Document) -> bool:
        if document.rough:
            self._say(text("The picture is still being read; copy it when it is there."))
        return bool(document.rough)

    def cut(self) -> None:
        """Copy, and delete what was copied. Layers only from their list: on the canvas they were not meant."""
        from vlm_studio.ui.canvas import commands

        stage = self._desk.stage
        if stage is None:
            return
        if self._layers_in_hand():
            document = stage.document
            ids = self._copy_layers(document)
            sentence = plural_text("Cut {n} layer", "Cut {n} layers", len(ids))
            document.history.push(edits.remove_layers(document, ids, sentence))
        elif stage.shown_selected() or stage.selection.objects:
            self.copy()
            commands.delete(stage)
        else:
            self._say(text("No shape is selected. Layers are cut in the layer list."))

    def copy_merged(self) -> None:
        """Copy the picture as it is seen."""
        document = self._desk.document
        if document is not None and not self._arriving(document):
            self._studio.clips.hold(None)
            self._studio.clips.draw(document.snapshot(), self._merged, seen=True)

    def _merged(self, png: bytes) -> None:
        self._set({PNG: png})
        self._studio.notify(text("The picture is on the clipboard."), "info", self._desk.document)

    def _put(self, data: Mapping[str, bytes], words: str, look: DocumentState) -> None:
        """Our own data at once, the picture of it as soon as it is drawn."""
        self._set(data, words)
        self._studio.clips.draw(look, lambda png: self._add(data, words, png))

    def _add(self, data: Mapping[str, bytes], words: str, png: bytes) -> None:
        """Add a picture to what was put on the clipboard, unless something else is there by now."""
        if _holds(data):
            self._set({**data, PNG: png}, words)

    def _set(self, data: Mapping[str, bytes], words: str = "") -> None:
        made = QMimeData()
        for format, content in data.items():
            made.setData(format, content)
        if words:
            made.setText(words)
        self._given = data
        QGuiApplication.clipboard().setMimeData(made)

    def leave(self) -> None:
        """Leave to other programs what they can use of it; our own data could not outlive this one."""
        if not self._given or not _holds(self._given):
            return
        # What Python made must not be there any more when Qt clears up after Python.
        here, clipboard = _now(), QGuiApplication.clipboard()
        if here.hasFormat(PNG):
            clipboard.setImage(QImage.fromData(here.data(PNG)))
        else:
            clipboard.setText(here.text())

    # In ----------------------------------------------------------------------------------------

    def paste(self, *, in_place: bool = False) -> None:
        """Take annotations, layers, a picture or files; what cannot be used is said."""
        from vlm_studio.ui.canvas import clipboard, object_clips

        data, stage = _now(), self._desk.stage
        if stage is not None and any(
            kind.paste(stage, data, in_place=in_place) for kind in (clipboard, object_clips)
        ):
            return
        if data.hasFormat(LAYERS) and self._paste_layers(bytes(data.data(LAYERS).data())):
            return
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self._studio.open(files)
        elif (svg := object_clips.svg_in(data)) is not None:
            self._paste_svg(svg, in_place=in_place)
        elif not self._paste_image(data, in_place=in_place):
            self._say(_NOTHING)

    def _paste_svg(self, svg: bytes, *, in_place: bool) -> None:
        """Add what another program drew to the drawing; without a document it becomes one."""
        from vlm_studio.ui.canvas import object_clips
        from vlm_studio.ui.pictures import put_svg

        path = put_svg(svg, self._studio.blocks.path, str(text("Clipboard")))
        if path is None:
            self._say(_NOTHING)
            return
        stage, view = self._desk.stage, self._desk.view
        if stage is None or view is None:
            self._studio.open([path])
            return
        middle = view.camera.viewport.to_document(view.camera.centre)

        def take(found: DrawingRead) -> None:
            size = found.width, found.height
            at = Point(size[0] / 2, size[1] / 2) if in_place else middle
            if found.objects:
                object_clips.put_drawing(stage, found.objects, size, at)
            else:
                self._say(_NOTHING)

        self._studio.read_drawing(stage.document, path, take)

    def _paste_layers(self, data: bytes) -> bool:
        state = self._read(data)
        if state is None:
            return False
        document = self._desk.document
        if document is None:
            self._studio.add(Document(clips.renewed(state)))
            return True
        selection = self._desk.selection
        sentence = _paste_text([state.layers[id] for id in state.children[""]])
        above = selection.layer if selection is not None else None
        change, ids = clips.pasted(document, state, above, sentence)
        document.history.push(change)
        self._desk.select_layers(ids)
        return True

    def _read(self, data: bytes) -> DocumentState | None:
        """The layers in ``data`` as far as they can be had; ``None`` when none can."""
        try:
            copied = kept.decoded(data, _Copied)
            if not _usable(copied.state):
                return None
        except (kept.DamagedError, RecursionError):  # groups may be as deep as the data like
            return None
        state = copied.state
        ours = copied.folder == str(self._studio.blocks.path)
        gone = {
            id
            for id, layer in state.layers.items()
            if isinstance(layer, RasterLayer)
            and not (ours and layer.block.path in self._studio.clips.held)
        }
        if not gone:
            return state
        left = clips.without(state, gone)
        if all(isinstance(layer, GroupLayer) for layer in left.layers.values()):
            return None
        self._say(text("The pixels of copied layers stay in the window they were copied in."))
        return left

    def _paste_image(self, data: QMimeData, *, in_place: bool) -> bool:
        from vlm_studio.ui.pictures import put_png, write_png

        folder = self._studio.blocks.path
        if data.hasFormat(PNG):
            path = put_png(bytes(data.data(PNG).data()), folder)
        elif data.hasImage():
            path = write_png(QGuiApplication.clipboard().image(), folder)
        else:
            return False
        if path is None:
            return False
        at: Point | None = None
        if self._desk.view is not None and not in_place:
            camera = self._desk.view.camera
            at = camera.viewport.to_document(camera.centre)
        self._studio.paste_image(self._desk.document, path, at)
        return True

    def _say(self, sentence: Text) -> None:
        self._studio.notify(sentence, "warning", self._desk.document)


def _usable(state: DocumentState) -> bool:
    """Whether ``state`` can be taken in as it is, whoever made it."""
    from vlm_studio.document import vectors
    from vlm_studio.formats.values import sound

    drawn = [layer for layer in state.layers.values() if isinstance(layer, VectorLayer)]
    return (
        clips.whole(state)
        and 0 < state.width <= MAX_SIDE
        and 0 < state.height <= MAX_SIDE
        and all(0 <= layer.opacity <= 1 for layer in state.layers.values())
        and all(vectors.sound(each) for layer in drawn for each in layer.objects)
        and all(sound(a.shape) for found in state.annotations.values() for a in found)
    )


def _paste_text(layers: list[Layer]) -> Text:
    if len(layers) == 1:
        return text("Paste {label}", label=layers[0].name)
    return plural_text("Paste {n} layer", "Paste {n} layers", len(layers))


def _now() -> QMimeData:
    # Qt gives nothing at all for a clipboard that was cleared.
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def _holds(data: Mapping[str, bytes]) -> bool:
    """Whether ``data`` is on the clipboard now."""
    now = _now()
    return all(bytes(now.data(format).data()) == content for format, content in data.items())
