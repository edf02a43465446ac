"""The one error a person sees."""

from __future__ import annotations

from vlm_studio.words import Text


class StudioError(Exception):
    """Something a person can act on, said in one sentence.

    Raise it ``from`` the original exception, which goes to the log and behind "Details".
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)


class JobCancelled(BaseException):
    """Raised at a checkpoint of a job that was asked to stop; not an error, so not an ``Exception``."""
