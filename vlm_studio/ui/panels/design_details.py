"""How designs are made: what their strokes are like, how long a model works, how daring it is, its seed."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QVBoxLayout

from vlm_studio.sketch.sets import SETS
from vlm_studio.studio.design_wish import DesignWish
from vlm_studio.studio.designing import Maker
from vlm_studio.tasks.design import SketchRequest
from vlm_studio.ui.panels.seed_field import SeedField
from vlm_studio.ui.panels.task_parts import section
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Combo
from vlm_studio.ui.widgets.resettable import ResettableSlider
from vlm_studio.words import text

_PEN = (0.25, 4.0)
_TEMPERATURE = (0.1, 1.5)
_INVENTED = SketchRequest("", "")
_STEPS, _GUIDANCE = (1, 150), (0.0, 20.0)


class DesignDetails:
    """Fields at the end of a ``column``; those that mean nothing to the chosen model are not shown."""

    def __init__(self, column: QVBoxLayout) -> None:
        self.style_of = Combo()
        self.pen = ResettableSlider(text("Line weight"), 1.0, *_PEN)
        self.temperature = ResettableSlider(
            text("Temperature"), _INVENTED.temperature, *_TEMPERATURE
        )
        self.steps = ResettableSlider(text("Steps"), 20, *_STEPS, 0)
        self.guidance = ResettableSlider(text("Guidance"), 7.5, *_GUIDANCE, 1)
        self.seed = SeedField()
        say(self.style_of, "setAccessibleName", text("Icon set"))
        self.style_of.offer(text("Any"), "")
        for each in SETS:
            self.style_of.addItem(each.name, each.id)
        say(self.temperature, "setToolTip", text("Low draws what is likeliest, high is more daring."))  # fmt: skip
        self._style = section(column, text("Icon set"), self.style_of)
        self._pen = section(column, text("Line weight"), self.pen)
        self._temperature = section(column, text("Temperature"), self.temperature)
        self._steps = section(column, text("Steps"), self.steps)
        self._guidance = section(column, text("Guidance"), self.guidance)
        self._seed = section(column, text("Seed"), self.seed)

    def show_maker(self, maker: Maker) -> None:
        """Show what means something to ``maker``, with its own defaults."""
        can = maker.abilities
        inventing = maker.sketches and maker.invents
        self._style.show(maker.sketches)
        self._pen.show(maker.sketches)
        self._steps.show(can is not None)
        self._temperature.show(inventing)
        self._guidance.show(inventing or (can is not None and can.guidance))
        self._seed.show(maker.invents)
        if can is not None:
            self.steps.use_default(can.steps)
        if inventing or can is not None:
            self.guidance.use_default(can.scale if can is not None else _INVENTED.guidance)

    def added_to(self, wish: DesignWish) -> DesignWish:
        """``wish`` with what is chosen here, and the seed to use now."""
        return msgspec.structs.replace(
            wish,
            style=str(self.style_of.currentData()),
            pen=self.pen.value,
            seed=self.seed.take() if self._seed.shown else 0,
            steps=round(_unless_default(self.steps) or 0),
            guidance=_unless_default(self.guidance) if self._guidance.shown else None,
            temperature=_unless_default(self.temperature) if self._temperature.shown else None,
        )

    def take(self, wish: DesignWish) -> None:
        """Be set to ``wish``, as far as the chosen model heeds it."""
        self.style_of.setCurrentIndex(max(0, self.style_of.findData(wish.style)))
        self.pen.show_value(wish.pen)
        self.steps.show_value(wish.steps or self.steps.default)
        for part, slider, value in (
            (self._guidance, self.guidance, wish.guidance),
            (self._temperature, self.temperature, wish.temperature),
        ):
            if part.shown:
                slider.show_value(slider.default if value is None else value)
        if self._seed.shown:
            self.seed.keep(wish.seed)


def _unless_default(slider: ResettableSlider) -> float | None:
    """What is chosen; ``None`` for what the model takes by itself."""
    return None if abs(slider.value - slider.default) < 1e-9 else slider.value
