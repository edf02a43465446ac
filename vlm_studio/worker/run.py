"""One request in, one outcome out, whatever happens in between."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from vlm_studio.errors import JobCancelled, StudioError
from vlm_studio.formats.painter import LatePainter
from vlm_studio.log import logger
from vlm_studio.tasks.context import Context
from vlm_studio.wire.titles import program_error
from vlm_studio.wire.work import Outcome, Request
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.formats.painter import Painter
    from vlm_studio.inference.cache import EngineCache
    from vlm_studio.models.store import ModelStore


class Tools:
    """What handlers work with, made when first wanted: a light lane never needs most of it."""

    def __init__(self, store: ModelStore, painter: Callable[[], Painter]) -> None:
        """``painter`` is called when annotations are first drawn."""
        self.store = store
        self.painter = LatePainter(painter)
        self._cache: EngineCache | None = None

    @property
    def cache(self) -> EngineCache:
        """The engines of this process."""
        if self._cache is None:
            from vlm_studio.inference.cache import EngineCache

            self._cache = EngineCache(self.store)
        return self._cache


def run(request: Request, context: Context, tools: Tools) -> Outcome:
    """Do what ``request`` asks for; never raises, but for Ctrl+C in a terminal."""
    began = time.monotonic()
    try:
        from vlm_studio.worker.handlers import handler

        result = handler(request)(request, context, tools)
    except JobCancelled:
        return Outcome("cancelled", seconds=time.monotonic() - began)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: a library must not end the worker
        return failure(request, error, time.monotonic() - began)
    return Outcome("succeeded", result, seconds=time.monotonic() - began)


def failure(request: Request, error: BaseException, seconds: float) -> Outcome:
    """The outcome of a ``request`` that ended with ``error``, which is logged."""
    details = "".join(traceback.format_exception(error))
    level = logging.INFO if isinstance(error, StudioError) else logging.ERROR
    logger.log(level, "%s failed", type(request).__name__, exc_info=error)
    return Outcome("failed", error=_sentence(request, error), details=details, seconds=seconds)


def _sentence(request: Request, error: BaseException) -> Text:
    if isinstance(error, StudioError):
        return error.text
    if isinstance(error, MemoryError):
        return text("There is not enough memory for this job.")
    return program_error(request)
