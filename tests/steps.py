"""Steps of a story, taken back and taken again."""

from __future__ import annotations

from vlm_studio.document.document import Document


def undone_and_redone(document: Document, before: str, steps: int = 1) -> None:
    """The last ``steps`` changed something: undo brings the digest ``before`` back, and redo what is there now."""
    after = document.snapshot().digest()
    assert after != before
    for _ in range(steps):
        document.history.undo()
    assert document.snapshot().digest() == before
    for _ in range(steps):
        document.history.redo()
    assert document.snapshot().digest() == after
