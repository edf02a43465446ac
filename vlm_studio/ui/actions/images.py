"""The pictures of an opened folder."""

from __future__ import annotations

from vlm_studio.ui.actions.action import Action
from vlm_studio.ui.desk import Situation
from vlm_studio.words import text


def _listed(now: Situation) -> bool:
    return now.images


ROWS = (
    Action(
        "image.next", text("Next picture"), lambda c: c.images.step(1), ("PgDown",), "next", _listed
    ),
    Action(
        "image.previous",
        text("Previous picture"),
        lambda c: c.images.step(-1),
        ("PgUp",),
        "previous",
        _listed,
    ),
    Action(
        "image.next_unfinished",
        text("Next picture that is not done"),
        lambda c: c.images.step(1, unfinished=True),
        ("Ctrl+Alt+D",),
        enabled=_listed,
    ),
    Action(
        "image.previous_unfinished",
        text("Previous picture that is not done"),
        lambda c: c.images.step(-1, unfinished=True),
        ("Ctrl+Alt+A",),
        enabled=_listed,
    ),
    Action(
        "run.all",
        text("Run on all pictures"),
        lambda c: c.images.run_all(),
        icon="run",
        enabled=_listed,
    ),
    Action(
        "run.unfinished",
        text("Run on pictures that are not done"),
        lambda c: c.images.run_unfinished(),
        enabled=_listed,
    ),
    Action(
        "run.chosen",
        text("Run on the selected pictures"),
        lambda c: c.images.run_chosen(),
        enabled=_listed,
    ),
    Action(
        "file.export_images",
        text("Export all pictures…"),
        lambda c: c.files.export_images(),
        icon="export",
        enabled=_listed,
    ),
    Action(
        "image.keep_zoom",
        text("Keep zoom between pictures"),
        lambda c: c.images.toggle_keep_zoom(),
        checked=lambda now: now.keep_zoom,
    ),
    Action(
        "image.refresh",
        text("Read the folder again"),
        lambda c: c.images.refresh(),
        ("F5",),
        "retry",
        _listed,
    ),
    Action(
        "image.remove",
        text("Remove from the list"),
        lambda c: c.images.remove(),
        ("Del", "Backspace"),
        enabled=_listed,
        context="images",
    ),
)
