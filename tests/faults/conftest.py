"""Rows about the window use the one that the window's own tests use."""

from tests.ui.window.conftest import dressed, fetch, heavy, light, person, space, studio

__all__ = ["dressed", "fetch", "heavy", "light", "person", "space", "studio"]
