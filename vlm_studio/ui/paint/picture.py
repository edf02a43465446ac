"""Raster layers: the nearest mip level, the visible part only, straight from the mapped file.

Nobody cuts a picture into tiles: the system maps the pages that are looked at. A block of 20,000 x 20,000 pixels
(2 GiB with its levels, in memory or on the disk) adds 10 MiB to the window while it is fitted into it, and at 100 %
what has been in sight.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from vlm_studio.document.blocks import Block, MappedBlock
from vlm_studio.document.geometry import Box
from vlm_studio.document.layers import RasterLayer, VectorLayer
from vlm_studio.errors import StudioError
from vlm_studio.ui.paint.viewport import Viewport

_Mode = QPainter.CompositionMode
_MODES = {
    "svg:src-over": _Mode.CompositionMode_SourceOver,
    "svg:multiply": _Mode.CompositionMode_Multiply,
    "svg:screen": _Mode.CompositionMode_Screen,
    "svg:overlay": _Mode.CompositionMode_Overlay,
    "svg:darken": _Mode.CompositionMode_Darken,
    "svg:lighten": _Mode.CompositionMode_Lighten,
    "svg:color-dodge": _Mode.CompositionMode_ColorDodge,
    "svg:color-burn": _Mode.CompositionMode_ColorBurn,
    "svg:hard-light": _Mode.CompositionMode_HardLight,
    "svg:soft-light": _Mode.CompositionMode_SoftLight,
    "svg:difference": _Mode.CompositionMode_Difference,
}
_PIXELS_FROM = 2.0
"""Above this scale single pixels are shown as they are."""
_TILE = 8


class BlockImages:
    """Blocks as images, without copying a pixel."""

    def __init__(self) -> None:
        self._mapped: dict[str, MappedBlock | None] = {}
        self._images: dict[tuple[str, int], tuple[memoryview, QImage]] = {}

    def image(self, block: Block, level: int) -> QImage | None:
        """A mip level as an image that shares the block's memory; ``None`` when its pixels are gone."""
        key = block.path, level
        if key not in self._images:
            mapped = self._map(block)
            if mapped is None:
                return None
            width, height = block.level_size(level)
            one = QImage.Format.Format_Grayscale8
            format = QImage.Format.Format_RGBA8888 if block.channels == 4 else one
            pixels = mapped.level(level)
            image = QImage(pixels, width, height, width * block.channels, format)
            self._images[key] = pixels, image  # the image does not keep its memory alive by itself
        return self._images[key][1]

    def keep_only(self, paths: Iterable[str]) -> None:
        """Let go of every block whose path is not in ``paths``."""
        wanted = set(paths)
        self._images = {key: value for key, value in self._images.items() if key[0] in wanted}
        self._mapped = {path: value for path, value in self._mapped.items() if path in wanted}

    def _map(self, block: Block) -> MappedBlock | None:
        if block.path not in self._mapped:
            try:
                self._mapped[block.path] = MappedBlock(block)
            except StudioError:
                self._mapped[block.path] = None
        return self._mapped[block.path]


def draw_raster(
    painter: QPainter,
    layer: RasterLayer,
    view: Viewport,
    images: BlockImages,
    *,
    opacity: float,
    smooth: bool,
    finest: int = 0,
) -> None:
    """Draw ``layer`` at ``opacity`` 0..1 (its own included). ``painter`` is in view coordinates.

    ``finest`` is the finest mip level that may be looked at.
    """
    block = layer.block
    seen = view.visible.intersection(Box(layer.x, layer.y, block.width, block.height))
    level = max(min(view.level, block.levels - 1), finest)
    if seen is None or level >= block.levels:
        return
    image = images.image(block, level)
    if image is None:
        return
    part = _whole_pixels(seen.moved(-layer.x, -layer.y), level, block)
    size = 1 << level
    source = QRectF(part.x / size, part.y / size, part.width / size, part.height / size)
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    painter.setCompositionMode(blend_mode(layer))
    smoothly = smooth and view.scale * view.ratio < _PIXELS_FROM and not _one_to_one(view)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smoothly)
    painter.drawImage(view.rect(part.moved(layer.x, layer.y)), image, source)
    painter.restore()


def draw_checkerboard(painter: QPainter, area: QRectF, light: QColor, dark: QColor) -> None:
    """The ground that shows through where a picture is transparent; squares of constant size."""
    painter.save()
    brush = QBrush(_checkerboard(light.rgb(), dark.rgb()))
    painter.setBrushOrigin(area.topLeft())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(area, brush)
    painter.restore()


def blend_mode(layer: RasterLayer | VectorLayer) -> QPainter.CompositionMode:
    """How Qt mixes ``layer`` with what is below."""
    return _MODES.get(layer.blend, _Mode.CompositionMode_SourceOver)


def blends(layer: RasterLayer | VectorLayer) -> bool:
    """Whether ``layer`` mixes with what is below in another way than covering it."""
    return blend_mode(layer) != _Mode.CompositionMode_SourceOver


def _whole_pixels(part: Box, level: int, block: Block) -> Box:
    """``part`` grown to whole pixels of the mip level, inside the block."""
    size = 1 << level
    left, top = part.x // size * size, part.y // size * size
    right = min(-(-part.right // size) * size, block.width)
    bottom = min(-(-part.bottom // size) * size, block.height)
    return Box(left, top, right - left, bottom - top)


def _one_to_one(view: Viewport) -> bool:
    return view.scale * view.ratio == 1 and view.dx == round(view.dx) and view.dy == round(view.dy)


_tiles: dict[tuple[int, int], QImage] = {}


def _checkerboard(light: int, dark: int) -> QImage:
    if (light, dark) not in _tiles:
        tile = QImage(2 * _TILE, 2 * _TILE, QImage.Format.Format_RGB32)
        tile.fill(light)
        for x, y in ((_TILE, 0), (0, _TILE)):
            for row in range(_TILE):
                for column in range(_TILE):
                    tile.setPixel(x + column, y + row, dark)
        _tiles[light, dark] = tile
    return _tiles[light, dark]
