"""A number slider that knows what its value is unless somebody changes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize

from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import icon_button
from vlm_studio.ui.widgets.number_slider import NumberSlider
from vlm_studio.words import Text, text


class ResettableSlider(NumberSlider):
    """``reset`` is an arrow for its owner to place beside the name; it shows while there is something to put back."""

    def __init__(
        self,
        name: Text,
        default: float,
        low: float = 0.0,
        high: float = 1.0,
        decimals: int = 2,
        suffix: str = "",
    ) -> None:
        super().__init__(name, low, high, decimals, suffix)
        self.default = default
        self._shown = f"{{:.{decimals}f}}{suffix}"
        self.reset = icon_button("undo", self._reset_words())
        self.reset.setParent(self)
        self.reset.setFixedSize(theme.SMALL_BUTTON, theme.SPACE_4)
        self.reset.setIconSize(QSize(theme.SMALL_ICON, theme.SMALL_ICON))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.reset.clicked.connect(self._put_back)
        self.moved.connect(lambda _value, _gesture: self._show_reset())
        self.show_value(default)

    def use_default(self, default: float) -> None:
        """Another value to put back, shown if the one before was."""
        as_it_was = abs(self.value - self.default) < 1e-9
        self.default = default
        for setter in ("setToolTip", "setAccessibleName"):
            say(self.reset, setter, self._reset_words())
        self.show_value(default if as_it_was else self.value)

    def _reset_words(self) -> Text:
        return text("Reset to {value}", value=self._shown.format(self.default))

    def show_value(self, value: float) -> None:
        """Show ``value`` without telling anybody."""
        super().show_value(value)
        self._show_reset()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._show_reset()

    def _show_reset(self) -> None:
        self.reset.setVisible(self.isEnabled() and abs(self.value - self.default) > 1e-9)

    def _put_back(self) -> None:
        # The arrow goes away; the keyboard stays with the slider.
        if self.reset.hasFocus():
            self.slider.setFocus()
        self.show_value(self.default)
        self.moved.emit(self.default, None)
