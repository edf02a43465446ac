"""Designs that wait beside the document. Most keys count in their row only (see ``ui.staging.row``)."""

from __future__ import annotations

from collections.abc import Callable

from vlm_studio.ui.actions.action import Action, chosen
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.desk import Situation
from vlm_studio.words import Text, text


def _row(id: str, words: Text, run: Callable[[Commands], object], icon: str = "") -> Action:
    return Action(f"staging.{id}", words, run, icon=icon, enabled=_shown)


def _shown(now: Situation) -> bool:
    return now.staging


ROWS = (
    Action(
        "staging.show",
        text("Show or hide the designs"),
        lambda c: c.staging.show(),
        ("Alt+D",),
        "staging",
        lambda now: now.staged > 0,
    ),
    _row("previous", text("Previous design"), lambda c: c.staging.previous(), "previous"),
    _row("next", text("Next design"), lambda c: c.staging.next(), "next"),
    _row("accept", text("Accept the design"), lambda c: c.staging.accept(), "check"),
    _row("discard", text("Discard the design"), lambda c: c.staging.discard(), "trash"),
    _row("more", text("More designs like this"), lambda c: c.staging.more()),
    _row("use_words", text("Use the words of this design"), lambda c: c.staging.use_words()),
    _row("accept_all", text("Accept all designs"), lambda c: c.staging.accept_all()),
    _row("discard_all", text("Discard all designs"), lambda c: c.staging.discard_all()),
    Action(
        "staging.bring_back",
        text("Bring back discarded designs"),
        lambda c: c.staging.bring_back(),
        icon="undo",
        enabled=lambda now: now.discarded,
    ),
    Action(
        "staging.earlier",
        text("Bring designs of unsaved documents"),
        lambda c: c.staging.earlier(),
        enabled=lambda now: now.document and now.earlier,
    ),
    Action(
        "staging.discard_earlier",
        text("Discard designs of unsaved documents"),
        lambda c: c.staging.discard_earlier(),
        enabled=lambda now: now.document and now.earlier,
    ),
    Action(
        "staging.part",
        text("Draw this part anew…"),
        lambda c: c.staging.part(),
        icon="pencil",
        enabled=chosen,
    ),
    Action(
        "staging.use_layer_words",
        text("Use the words of this layer"),
        lambda c: c.staging.use_layer_words(),
        enabled=lambda now: now.design_layer,
    ),
    Action(
        "staging.recreate",
        text("Recreate this design"),
        lambda c: c.staging.recreate(),
        icon="retry",
        enabled=lambda now: now.design_layer,
    ),
)
