"""Project files (``.vlms``): OpenRaster archives that hold every layer, annotation and origin."""

from __future__ import annotations

from vlm_studio.filenames import PROJECT_SUFFIX as SUFFIX
from vlm_studio.formats.loading import OpenedFile, load
from vlm_studio.formats.saving import VERSION, save

__all__ = ["SUFFIX", "VERSION", "OpenedFile", "load", "save"]
