"""What a request is about: how the model sees it, and how its answer becomes the artboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np

from vlm_studio.document.compose import flatten, flatten_rgb
from vlm_studio.document.converting import combined
from vlm_studio.document.masks import Mask
from vlm_studio.document.pictures import PictureRef
from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion import repainting
from vlm_studio.inference.diffusion.abilities import Mode
from vlm_studio.inference.diffusion.calling import Seen
from vlm_studio.inference.diffusion.controls import control_picture
from vlm_studio.inference.diffusion.forming import rgba, shrunk
from vlm_studio.inference.diffusion.frame import Frame
from vlm_studio.tasks.design import PaintRequest
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Bools, Pixels
    from vlm_studio.inference.diffusion.engine import Diffusion


class Scene(msgspec.Struct, frozen=True):
    """``finish`` makes the artboard, (height, width, 4), of what was painted, which is as large as ``seen``; ``look``
    makes something small to be shown of a small picture of the ``frame``. Only what is in the ``mask`` is painted.
    """

    mode: Mode
    frame: Frame
    seen: Seen
    finish: Callable[[Pixels], Pixels]
    look: Callable[[Pixels], Pixels] = rgba
    mask: Mask | None = None


def scene(request: PaintRequest, engine: Diffusion) -> Scene:
    """Raises :class:`StudioError` when the request contradicts itself."""
    if request.picture is None:
        if request.inside:
            raise StudioError(text("A mask needs a picture to repaint."))
        return _from_words(request, engine)
    if not request.inside:
        return _from_picture(request, request.picture, engine)
    mask = combined(request.inside, "unite")
    if mask is None:
        raise repainting.nothing_inside()
    return _in_mask(request, request.picture, mask, engine)


def _from_words(request: PaintRequest, engine: Diffusion) -> Scene:
    frame = Frame.of(request.width, request.height, engine.abilities, engine.largest)
    seen = Seen(*frame.outer, controls=_controls(request, frame))
    return Scene("text", frame, seen, lambda painted: _opaque(frame.back(painted)))


def _from_picture(request: PaintRequest, picture: PictureRef, engine: Diffusion) -> Scene:
    frame = Frame.of(request.width, request.height, engine.abilities, engine.largest)
    image = frame.into(flatten_rgb(picture))
    seen = Seen(*frame.outer, image, controls=_controls(request, frame))
    return Scene("image", frame, seen, lambda painted: _opaque(frame.back(painted)))


def _in_mask(request: PaintRequest, picture: PictureRef, mask: Mask, engine: Diffusion) -> Scene:
    at = repainting.window(mask, picture.width, picture.height, engine.abilities.side)
    frame = Frame.of(at.width, at.height, engine.abilities, engine.largest)
    may_change = repainting.inside(mask, at)
    # Half a latent pixel and more, in pixels of the window.
    reach = max(1, round(engine.abilities.multiple * at.width / frame.inner[0]))
    seen = Seen(
        *frame.outer,
        frame.into(np.ascontiguousarray(at.of(flatten_rgb(picture)))),
        np.where(frame.into(repainting.seen(may_change, reach)) > 0, 255, 0).astype(np.uint8),
        _controls(request, frame, at, (picture.width, picture.height)),
    )

    def finish(painted: Pixels) -> Pixels:
        back = frame.back(painted)
        return repainting.put_back(flatten(picture), back, may_change, request.feather, at)

    return Scene("inpaint", frame, seen, finish, _looks(flatten(picture), may_change, at), mask)


def _looks(picture: Pixels, may_change: Bools, at: repainting.Window) -> Callable[[Pixels], Pixels]:
    """What is painted in the window, as a part of the whole picture made small."""
    small = shrunk(np.ascontiguousarray(picture))
    scale = small.shape[1] / picture.shape[1]
    left, top = int(at.x * scale), int(at.y * scale)
    size = (max(1, round(at.width * scale)), max(1, round(at.height * scale)))
    place = small[top : top + size[1], left : left + size[0]].shape[:2]
    size = (place[1], place[0])
    inside = cv2.resize(may_change.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 0

    def look(painted: Pixels) -> Pixels:
        whole = small.copy()
        part = rgba(np.asarray(cv2.resize(painted, size, interpolation=cv2.INTER_AREA), np.uint8))
        here = whole[top : top + size[1], left : left + size[0]]
        here[inside] = part[inside]
        return whole

    return look


def _controls(
    request: PaintRequest,
    frame: Frame,
    at: repainting.Window | None = None,
    size: tuple[int, int] = (0, 0),
) -> tuple[Pixels, ...]:
    """The control pictures as the model sees them: all of the artboard, or the window ``at`` of a picture of ``size``."""
    if at is None:
        drawn = (control_picture(one, frame.width, frame.height) for one in request.controls)
        return tuple(frame.into(one) for one in drawn)
    whole = Frame(*size, size, size)
    drawn = (whole.into(control_picture(one, *size)) for one in request.controls)
    return tuple(frame.into(np.ascontiguousarray(at.of(one))) for one in drawn)


def _opaque(rgb: Pixels) -> Pixels:
    return np.dstack((rgb, np.full(rgb.shape[:2], 255, np.uint8)))
