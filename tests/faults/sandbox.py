"""Opens hostile files in a process of its own and tells what each cost and what it tried; run by tests of F10 and F11.

``python -m tests.faults.sandbox BLOCKS FILE...`` prints one JSON object a file. Every file is opened by a forked child,
so that memory is measured from the same start and a crash is seen as one.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

FORBIDDEN = (
    "os.mkdir", "os.symlink", "os.link", "os.rename", "shutil.", "socket.", "subprocess.", "os.system",
    "os.exec", "pickle.",
)  # fmt: skip


class Watch:
    """An audit hook that remembers what touches anything outside the block folder, and any socket."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self)

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, _, flags = args
            writes = bool(int(flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if writes and not str(path).startswith(self.allowed):
                self.seen.append(f"open {path}")
        elif event in ("os.remove", "os.rmdir"):
            if not str(args[0]).startswith(self.allowed):
                self.seen.append(f"{event} {args[0]}")
        elif event.startswith(FORBIDDEN):
            self.seen.append(event)


def peak() -> int:
    """MiB of memory this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def attempt(path: Path, watch: Watch) -> dict[str, Any]:
    """Open one file."""
    from vlm_studio.document.blocks import BlockFolder
    from vlm_studio.errors import StudioError
    from vlm_studio.formats.open import open_file

    report: dict[str, Any] = {"path": str(path), "sentence": "", "notices": [], "crash": ""}
    blocks = BlockFolder(Path(watch.allowed), owner=False)
    before, started = peak(), time.monotonic()
    watch.on = True
    try:
        opened = open_file(path, blocks)
    except StudioError as error:
        report["sentence"] = str(error)
    except Exception:
        report["crash"] = traceback.format_exc()
    else:
        report["notices"] = [str(notice) for notice in opened.notices]
        report["layers"] = [layer.name for layer in opened.state.walk()]
        report["read_only"] = opened.read_only
        report["project"] = opened.project
    finally:
        watch.on = False
    report["seconds"] = time.monotonic() - started
    report["mib"] = peak() - before
    report["seen"] = watch.seen
    blocks.sweep(())
    return report


def forked(path: Path, watch: Watch) -> dict[str, Any]:
    """:func:`attempt` in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, json.dumps(attempt(path, watch)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        return {"path": str(path), "crash": f"ended with status {status}"}
    report: dict[str, Any] = json.loads(data)
    return report


def main() -> None:
    import logging
    from importlib import import_module

    import_module("vlm_studio.formats.open")  # not to be counted
    logging.disable()
    watch = Watch(sys.argv[1])
    for name in sys.argv[2:]:
        print(json.dumps(forked(Path(name), watch)))


def run(blocks: Path, files: list[Path]) -> list[dict[str, Any]]:
    """The reports of a fresh sandbox process about ``files``."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.sandbox", str(blocks), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
