"""The layer list."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action, document, layers
from vlm_studio.words import text

ROWS = (
    Action(
        "layer.new",
        text("New annotation layer"),
        lambda c: c.layers.new(),
        ("Ctrl+Shift+N",),
        "plus",
        document,
    ),
    Action(
        "layer.duplicate",
        text("Duplicate layer"),
        lambda c: c.layers.duplicate(),
        ("Ctrl+D",),
        "duplicate",
        layers,
        context="layers",
    ),
    Action(
        "layer.rename",
        text("Rename layer"),
        lambda c: c.layers.rename(),
        ("F2",),
        "rename",
        lambda now: now.layers == 1,
        context="layers",
    ),
    Action(
        "layer.delete",
        text("Delete layer"),
        lambda c: c.layers.delete(),
        ("Del", "Backspace"),
        "trash",
        layers,
        context="layers",
    ),
    Action(
        "layer.forward",
        text("Bring forward"),
        lambda c: c.layers.shift(1),
        ("Ctrl+]",),
        enabled=layers,
    ),
    Action(
        "layer.back",
        text("Send backward"),
        lambda c: c.layers.shift(-1),
        ("Ctrl+[",),
        enabled=layers,
    ),
    Action(
        "layer.front",
        text("Bring to front"),
        lambda c: c.layers.to_end(top=True),
        ("Ctrl+Shift+]",),
        enabled=layers,
    ),
    Action(
        "layer.bottom",
        text("Send to back"),
        lambda c: c.layers.to_end(top=False),
        ("Ctrl+Shift+[",),
        enabled=layers,
    ),
    Action(
        "layer.above",
        text("Select the layer above"),
        lambda c: c.layers.step(1),
        ("Alt+]",),
        enabled=document,
    ),
    Action(
        "layer.below",
        text("Select the layer below"),
        lambda c: c.layers.step(-1),
        ("Alt+[",),
        enabled=document,
    ),
    Action(
        "layer.hide",
        text("Show or hide"),
        lambda c: c.layers.toggle_visible(),
        ("Ctrl+Shift+H",),
        "eye",
        layers,
    ),
    Action(
        "layer.lock",
        text("Lock or unlock"),
        lambda c: c.layers.toggle_locked(),
        ("Ctrl+Shift+L",),
        "lock",
        layers,
    ),
    Action(
        "layer.solo",
        text("Show only this layer"),
        lambda c: c.layers.solo(),
        ("Shift+V",),
        enabled=lambda now: now.layers == 1,
    ),
)
