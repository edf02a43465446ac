"""Everything an action can ask for, by the part of the program it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vlm_studio.ui.commands.app import AppCommands
    from vlm_studio.ui.commands.clipboard import Clipboard
    from vlm_studio.ui.commands.designs import DesignCommands
    from vlm_studio.ui.commands.edit import EditCommands
    from vlm_studio.ui.commands.files import FileCommands
    from vlm_studio.ui.commands.images import ImageCommands
    from vlm_studio.ui.commands.layers import LayerCommands
    from vlm_studio.ui.commands.merge import MergeCommands
    from vlm_studio.ui.commands.paths import PathCommands
    from vlm_studio.ui.commands.runs import RunCommands
    from vlm_studio.ui.commands.shapes import ShapeCommands
    from vlm_studio.ui.commands.staging import StagingCommands
    from vlm_studio.ui.commands.view import ViewCommands


@dataclass(frozen=True, slots=True)
class Commands:
    """One object for each part."""

    files: FileCommands
    edit: EditCommands
    clipboard: Clipboard
    layers: LayerCommands
    images: ImageCommands
    merge: MergeCommands
    paths: PathCommands
    runs: RunCommands
    designs: DesignCommands
    shapes: ShapeCommands
    staging: StagingCommands
    view: ViewCommands
    app: AppCommands
