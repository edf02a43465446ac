"""A folder for pixels, a painter, and a document with one of everything."""

from __future__ import annotations

import pytest

from tests.fakes.documents import rich_state
from tests.fakes.plain_painter import PlainPainter
from vlm_studio.document.blocks import BlockFolder
from vlm_studio.document.document import DocumentState


@pytest.fixture
def painter() -> PlainPainter:
    return PlainPainter()


@pytest.fixture
def rich(blocks: BlockFolder) -> DocumentState:
    return rich_state(blocks)
