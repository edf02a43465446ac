"""Zoom, tools and panels."""

from __future__ import annotations

from typing import Protocol

from vlm_studio.ui.desk import Desk


class Panels(Protocol):
    """What the window can do with its panels."""

    def toggle_panels(self) -> None:
        """Hide every panel, or bring back those that were there."""

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""

    def show_jobs(self) -> None:
        """Open the job panel, or close it to one line."""

    def reset_layout(self) -> None:
        """Every panel in its first place."""


class ViewCommands:
    """Verbs on the view in front and on the window's panels."""

    def __init__(self, desk: Desk, panels: Panels) -> None:
        self._desk = desk
        self.toggle_panels = panels.toggle_panels
        self.toggle_full_screen = panels.toggle_full_screen
        self.show_jobs = panels.show_jobs
        self.reset_layout = panels.reset_layout

    def tool(self, name: str) -> None:
        """Take up a tool."""
        if self._desk.view is not None:
            self._desk.view.set_tool(name)

    def mask_clicks(self, *, take_away: bool) -> None:
        """What plain clicks do with the mask that is being made."""
        if self._desk.view is not None and self._desk.view.stage is not None:
            self._desk.view.stage.options.choose(takes_away=take_away)

    def finish(self) -> None:
        """Make a shape of what is half drawn."""
        if self._desk.view is not None:
            self._desk.view.finish()

    def size_brush(self, steps: int) -> None:
        """Make the brush larger, or smaller for a negative number."""
        if self._desk.view is not None and self._desk.view.stage is not None:
            self._desk.view.stage.options.step_brush(steps)

    def zoom_in(self) -> None:
        """To the next larger stop."""
        if self._desk.view is not None:
            self._desk.view.zoom_in()

    def zoom_out(self) -> None:
        """To the next smaller stop."""
        if self._desk.view is not None:
            self._desk.view.zoom_out()

    def zoom(self, scale: float) -> None:
        """To a scale; 1 is one picture pixel on one screen pixel."""
        if self._desk.view is not None:
            self._desk.view.set_zoom(scale)

    def fit(self) -> None:
        """Show the whole document."""
        if self._desk.view is not None:
            self._desk.view.fit()

    def fit_selection(self) -> None:
        """Show what is selected as large as it goes."""
        if self._desk.view is not None:
            self._desk.view.fit_selection()

    def fit_width(self) -> None:
        """Show the document as wide as the view."""
        if self._desk.view is not None:
            self._desk.view.fit_width()

    def show_original(self) -> None:
        """Show the picture as it came for as long as the key is held."""
        if self._desk.view is not None:
            self._desk.view.show_original()

    def compare(self) -> None:
        """Put a line between the original and what became of it, or take it away."""
        if self._desk.view is not None:
            self._desk.view.compare(not self._desk.view.comparing)
