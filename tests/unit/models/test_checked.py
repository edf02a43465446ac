"""A model is looked into by its content once, and again when a file of it is not what it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fakes import diffusers_folders
from vlm_studio.errors import StudioError
from vlm_studio.models.facts import checked


def test_a_file_that_became_a_pickle_is_refused_though_its_size_and_its_date_are_the_old_ones(
    tmp_path: Path,
) -> None:
    folder = diffusers_folders.pipeline(tmp_path / "model")
    assert checked(folder) is checked(folder)
    weights = next(folder.glob("unet/*.safetensors"))
    before = weights.stat()
    weights.write_bytes(b"\x80\x04" + bytes(before.st_size - 3) + b".")
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert weights.stat().st_size == before.st_size
    with pytest.raises(StudioError, match="safetensors"):
        checked(folder)
