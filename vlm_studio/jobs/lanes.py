"""The lanes of one window."""

from __future__ import annotations

from dataclasses import dataclass

from vlm_studio.document.blocks import BlockFolder
from vlm_studio.jobs.process_lane import ProcessLane, worker_command

NAMES = ("light", "heavy", "fetch")


@dataclass(frozen=True)
class Lanes:
    """Each with a process of its own, which is started when first needed, and the folder of the pixels they share."""

    blocks: BlockFolder
    by_name: dict[str, ProcessLane]

    @classmethod
    def create(cls) -> Lanes:
        """Lanes at ordinary settings, none of them started."""
        blocks = BlockFolder.create()
        return cls(
            blocks,
            {name: ProcessLane(name, worker_command(name), blocks.path) for name in NAMES},
        )
