"""Whether there is memory for a painting, said before it is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vlm_studio.models.fit import Fit
from vlm_studio.studio import Studio
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import restyle, wrapping
from vlm_studio.words import Text, text

_ROLES = {"fits": "small", "tight": "warn", "too large": "bad"}


class FitLine(QWidget):
    """Not there while nobody knows."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.words = wrapping("small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.hide()

    def show_for(self, model: str | None, width: int, height: int) -> None:
        """Say it of an artboard of that size, painted by ``model``."""
        found = self._studio.will_fit(model, width, height) if model is not None else None
        self.setVisible(found is not None)
        if found is not None:
            say(self.words, "setText", _sentence(found))
            restyle(self.words, _ROLES[found.verdict])


def _sentence(fit: Fit) -> Text:
    needed = f"{fit.needed / 1e9:.1f}"
    if fit.free is None:
        return text("Needs about {needed} GB", needed=needed)
    free = f"{fit.free / 1e9:.0f}"
    match fit.verdict:
        case "fits":
            return text("Needs about {needed} GB; {free} GB free", needed=needed, free=free)
        case "tight":
            return text(
                "Needs about {needed} GB; {free} GB free: it will be slower",
                needed=needed,
                free=free,
            )
        case _:
            least = f"{fit.least / 1e9:.1f}"
            return text(
                "Needs at least {needed} GB; {free} GB free: choose a smaller size",
                needed=least,
                free=free,
            )
