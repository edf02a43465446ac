"""Numbers as they stand in sentences of every language."""

from __future__ import annotations


def percentage(share: float, decimals: int = 0) -> str:
    """``share`` (1 is everything) in percent, with the sign close to the number."""
    return f"{share:.{decimals}%}"
