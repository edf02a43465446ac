from __future__ import annotations

from pathlib import Path

import pytest

from vlm_studio.inference.finder import SHIPPED
from vlm_studio.models import safetensors
from vlm_studio.models.store import ModelStore
from vlm_studio.paths import resource


@pytest.mark.parametrize("id", ["icons", "all-minilm-l6-v2"])
def test_the_meanings_that_come_with_the_program_are_those_of_its_catalogue(
    id: str, tmp_path: Path
) -> None:
    """Who changes the library or the encoder runs ``packaging/meanings.py`` again."""
    about = safetensors.metadata(resource("sketches", SHIPPED).read_bytes())
    files = ModelStore(tmp_path).card(id).files
    assert about[id] == ",".join(file.sha256 for file in files)
