"""How an SVG file is recognised, without reading it."""

from __future__ import annotations

HEAD = 4096
"""Bytes that tell."""


def is_svg(head: bytes) -> bool:
    """Whether ``head`` (the first bytes of a file) starts an SVG file."""
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return words.startswith(b"<svg") or (words[:2] in (b"<?", b"<!") and b"<svg" in words)
