"""The same verbs in a terminal; without a verb it starts the window."""

from vlm_studio.cli.main import main

__all__ = ["main"]
