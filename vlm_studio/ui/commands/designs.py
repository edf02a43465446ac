"""Asking for designs in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from vlm_studio.studio import Studio
from vlm_studio.ui.commands.pulling import get
from vlm_studio.ui.desk import Desk

if TYPE_CHECKING:
    from vlm_studio.document.document import Document
    from vlm_studio.studio.design_wish import DesignWish
    from vlm_studio.tasks.design import DesignRequest
    from vlm_studio.ui.panels.design_page import DesignPage


class DesignCommands:
    """``page`` brings the Design page in front, ``expect`` is told when something was asked for."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        page: Callable[[], DesignPage],
        expect: Callable[[], object],
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._page = page
        self._expect = expect

    def describe(self, words: str = "") -> None:
        """Begin to type what is to be made, after ``words``."""
        page = self._page()
        if words:
            page.words.setPlainText(words)
        page.words.setFocus()

    @property
    def ready(self) -> bool:
        """Whether what the page is set to has its models."""
        return not self._page().lacking()

    def show_history(self) -> None:
        """Earlier descriptions, to be taken again."""
        self._page().description.show_history()

    def clear_history(self) -> None:
        """Forget every description."""
        self._studio.designing.history.clear()

    def use(self, request: DesignRequest) -> None:
        """Set the page to what ``request`` asked for, its seed locked."""
        from vlm_studio.studio.design_wish import wish_of

        page = self._page()
        page.take(wish_of(request))
        page.words.setFocus()

    def generate(self, *, first: bool = False) -> None:
        """Ask for what the page is set to, or get its model when it is not there yet."""
        from vlm_studio.studio import design_wish

        page, designing = self._page(), self._studio.designing
        lacking = page.lacking()
        for card in lacking:
            get(self._studio, card.id)
        if lacking:
            return
        said, sketches = page.description.said, page.maker.sketches
        problem = design_wish.problem(said, sketches=sketches, negative=page.unwanted)
        problem = problem or page.refusal()
        page.description.refuse(problem)
        if problem is not None:
            return
        wish = page.wish()
        requests = page.requests(wish)
        designing.ask(wish, requests, self._desk.document or self._page_for(wish), first=first)
        self._expect()

    def _page_for(self, wish: DesignWish) -> Document:
        focus = QApplication.focusWidget()
        document = self._studio.designing.new_document(wish.words, wish.width, wish.height)
        if focus is not None and self._page().isAncestorOf(focus):
            focus.setFocus()  # whoever types on must not give commands to the canvas
        return document
