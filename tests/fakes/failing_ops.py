"""System calls of saving that fail, fall short or end the process at a chosen place."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vlm_studio.formats.fileops import FileOps

KINDS = ("ENOSPC", "EIO", "EACCES", "EINTR", "short")


class CountingOps(FileOps):
    """Passes every call on and remembers their names."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def call(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        self.calls.append(name)
        return real(*args)

    def create(self, path: Path) -> int:
        descriptor: int = self.call("create", super().create, path)
        return descriptor

    def write(self, descriptor: int, data: Any) -> int:
        taken: int = self.call("write", super().write, descriptor, data)
        return taken

    def fsync(self, descriptor: int) -> None:
        self.call("fsync", super().fsync, descriptor)

    def verify(self, path: Path, check: Callable[[Path], None]) -> None:
        self.call("verify", super().verify, path, check)

    def copy_mode(self, source: Path, descriptor: int, target: Path) -> None:
        self.call("copy_mode", super().copy_mode, source, descriptor, target)

    def link(self, source: Path, target: Path) -> None:
        self.call("link", super().link, source, target)

    def replace(self, source: Path, target: Path) -> None:
        self.call("replace", super().replace, source, target)

    def close(self, descriptor: int) -> None:
        self.call("close", super().close, descriptor)

    def fsync_folder(self, folder: Path) -> None:
        self.call("fsync_folder", super().fsync_folder, folder)

    def unlink(self, path: Path) -> None:
        self.call("unlink", super().unlink, path)


class FailingOps(CountingOps):
    """Call number ``at`` (from 0) fails as ``kind`` says, and all after it if ``persistent``."""

    def __init__(self, at: int, kind: str, *, persistent: bool) -> None:
        super().__init__()
        self._at = at
        self._kind = kind
        # A signal interrupts a call, not every call from now on.
        self._persistent = persistent and kind != "EINTR"

    def call(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        hit = number >= self._at if self._persistent else number == self._at
        if not hit:
            return real(*args)
        if self._kind == "short":
            return self._short(name, real, *args)
        code = getattr(errno, self._kind)
        raise OSError(code, os.strerror(code))

    def _short(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        if name != "write":
            return real(*args)
        descriptor, data = args
        return real(descriptor, data[: max(1, len(data) // 2)])


class DyingOps(CountingOps):
    """The process is killed right after call number ``at``."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def call(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        result = super().call(name, real, *args)
        if len(self.calls) > self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
