"""Designs as PNG files that say where they come from, so that they can be asked for again."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import msgspec
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vlm_studio import kept
from vlm_studio.document.annotations import Provenance
from vlm_studio.document.document import DocumentState
from vlm_studio.errors import StudioError
from vlm_studio.formats.images import reading
from vlm_studio.formats.merged import merged
from vlm_studio.formats.painter import Painter
from vlm_studio.tasks.design import Design
from vlm_studio.words import text

KEYWORD = "vlm_studio"
"""Of the text in a PNG that holds a provenance as JSON."""
_MAX_TEXT = 4 * 2**20


def write_design(design: Design, state: DocumentState, file: IO[bytes], painter: Painter) -> None:
    """``state``, the document of ``design``, as a PNG; nothing in it varies from run to run."""
    about = PngInfo()
    about.add_itxt("Description", str(design.provenance.parameters.get("words", "")))
    if design.credit:
        about.add_itxt("Copyright", design.credit)
    if design.placed is not None:
        about.add_itxt("parameters", _settings(design))
    about.add_itxt(KEYWORD, msgspec.json.encode(design.provenance, order="sorted").decode())
    Image.fromarray(merged(state, painter)).save(file, "PNG", pnginfo=about)


def _settings(design: Design) -> str:
    """The settings of a painting in the words that other programs read: the prompt, then lines of names and values."""
    origin = design.provenance
    said = origin.parameters
    rows = {
        "Steps": said.get("steps"),
        "Sampler": said.get("scheduler"),
        "CFG scale": said.get("guidance"),
        "Seed": origin.seed,
        "Size": f"{design.width}x{design.height}",
        "Model": origin.model,
        "Model hash": origin.sha256[:10],
        "Denoising strength": said.get("strength"),
    }
    lines = [str(said.get("words", ""))]
    if said.get("negative"):
        lines.append(f"Negative prompt: {said['negative']}")
    lines.append(", ".join(f"{k}: {v}" for k, v in rows.items() if v not in (None, "")))
    return "\n".join(lines)


def read_origin(path: Path) -> Provenance:
    """Where the design in the PNG ``path`` comes from. Raises :class:`StudioError` when it does not say so."""
    unsaid = text("{name} does not say how it was made.", name=path.name)
    with reading(path) as file:
        try:
            with Image.open(file, formats=("PNG",)) as image:
                image.load()  # texts may stand behind the pixels
                said = image.info.get(KEYWORD)
        except Exception as error:  # whatever Pillow raises for what is no whole PNG
            raise StudioError(unsaid) from error
    if not isinstance(said, str) or len(said) > _MAX_TEXT:
        raise StudioError(unsaid)
    try:
        return kept.decoded(said.encode(), Provenance)
    except kept.DamagedError as error:
        raise StudioError(unsaid) from error
