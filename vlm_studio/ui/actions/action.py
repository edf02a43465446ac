"""What an action is, and when one can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text

Context = Literal["window", "canvas", "layers", "images"]
"""Where keys count: anywhere in the window, or only while the canvas or the layer list has the focus.

Keys that type something are never taken from a text field: text fields claim them before any shortcut.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """``run`` is what it does, ``enabled`` when it can be done, ``checked`` when it is shown as on."""

    id: str
    text: Text
    run: Callable[[Commands], object]
    keys: tuple[str, ...] = ()
    """Those of the Studio profile; what counts in the window is :class:`~vlm_studio.ui.keys.keymap.KeyMap`."""
    icon: str = ""
    enabled: Callable[[Situation], bool] = lambda _: True
    checked: Callable[[Situation], bool] | None = None
    context: Context = "window"
    says: Callable[[Situation], Text | None] = lambda _: None
    """A sentence for the present moment in place of ``text``, such as "Undo rename"."""


def document(now: Situation) -> bool:
    """There is a document."""
    return now.document


def shapes(now: Situation) -> bool:
    """Annotations are selected."""
    return now.shapes > 0


def chosen(now: Situation) -> bool:
    """Annotations or vector objects are selected."""
    return now.shapes > 0 or now.objects > 0


def layers(now: Situation) -> bool:
    """Layers are selected."""
    return now.layers > 0
