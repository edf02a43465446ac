"""The middle of the window: tabs, messages, the views of the documents, or where to begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QWidget,
)

from vlm_studio.document.document import Document
from vlm_studio.studio import Notice, Studio
from vlm_studio.ui import theme
from vlm_studio.ui.arriving import ArrivingNote
from vlm_studio.ui.canvas.options import ToolOptions
from vlm_studio.ui.canvas.stage import Colors
from vlm_studio.ui.canvas.studio_lane import StudioLane
from vlm_studio.ui.canvas.studio_masks import StudioMasks
from vlm_studio.ui.canvas.view import CanvasView
from vlm_studio.ui.commands.files import FileCommands, unsaved
from vlm_studio.ui.desk import Desk
from vlm_studio.ui.drops import Drops
from vlm_studio.ui.empty_page import EmptyPage
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import column, icon_button, surface
from vlm_studio.ui.widgets.message_bar import MessageBar
from vlm_studio.words import text

if TYPE_CHECKING:
    from vlm_studio.ui.tool_bar import ToolBar

_NAME_WIDTH = 180


class Tabs(QTabBar):
    """As wide as its tabs; Qt's own keeps room for scroll buttons that are not there."""

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())


class Centre(QWidget):
    """One tab and one view for each document of the studio; puts the one in front on the desk."""

    view_made = Signal(object)
    """A view of a new document; whoever wants to follow it connects now."""

    def __init__(
        self,
        studio: Studio,
        desk: Desk,
        file_commands: FileCommands,
        paste: Callable[[], object],
        describe: Callable[[], object],
        empty: EmptyPage,
    ) -> None:
        super().__init__()
        self._studio = studio
        self._desk = desk
        self._files = file_commands
        self._views: dict[str, CanvasView] = {}
        self._off: dict[str, Callable[[], None]] = {}
        self.tabs = Tabs()
        self.options = ToolOptions()
        self.empty = empty
        self._stack = QStackedWidget(self)
        self.messages = MessageBar(self._stack)
        self.arriving = ArrivingNote(studio, desk, self._stack)
        self.drops = Drops(self, studio, desk)
        self.tool_bar: ToolBar | None = None
        self._build()
        self.setAcceptDrops(True)
        self.tabs.currentChanged.connect(self._to_front)
        empty.open.clicked.connect(lambda: file_commands.open())
        empty.paste.clicked.connect(lambda: paste())
        empty.describe.clicked.connect(lambda: describe())
        empty.opened.connect(studio.open)
        empty.fill()
        studio.opened.connect(self._opened)
        studio.closed.connect(self._closed)
        studio.saved.connect(self._saved)
        studio.noticed.connect(self.messages.show_notice)
        studio.withdrawn.connect(self.messages.withdraw)
        theme.appearance.changed.connect(self._tint)
        language.changed.connect(self._name_tabs)
        for document in studio.documents:
            self._opened(document)

    def _build(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setDocumentMode(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(self.tabs, "setAccessibleName", text("Documents"))
        # Qt names these two once and never again.
        for name, words in (
            ("ScrollLeftButton", text("Scroll left")),
            ("ScrollRightButton", text("Scroll right")),
        ):
            for arrow in self.tabs.findChildren(QToolButton, name):
                say(arrow, "setAccessibleName", words)
        add = icon_button("plus", text("Open…"))
        add.clicked.connect(lambda: self._files.open())
        self._bar = QWidget()
        surface(self._bar, "window")
        line = QHBoxLayout(self._bar)
        line.setContentsMargins(0, 0, theme.SPACE_1, 0)
        line.setSpacing(theme.SPACE_1)
        line.addWidget(self.tabs)
        line.addWidget(add)
        line.addStretch(1)
        self._bar.setFixedHeight(theme.TAB_BAR)
        self._bar.hide()
        self._stack.addWidget(self.empty)
        layout = column(self, spacing=0)
        layout.addWidget(self._bar)
        layout.addWidget(self._stack, 1)

    @property
    def views(self) -> tuple[CanvasView, ...]:
        """The views of all documents."""
        return tuple(self._views.values())

    def show_options(self, tool: str) -> None:
        """Show what can be chosen for the tool in hand; an empty name is none."""
        if self.tool_bar is None:
            if not tool:
                return
            from vlm_studio.ui.tool_bar import ToolBar

            self.tool_bar = ToolBar(
                self._stack, self.messages, self.options, self._studio.palettes, self._focus_view
            )
        self.tool_bar.show_for(tool)

    def _focus_view(self) -> None:
        if self._desk.view is not None:
            self._desk.view.setFocus()

    # Documents ---------------------------------------------------------------------------------

    def _opened(self, document: Document) -> None:
        if document.id not in self._views:
            self._add(document)
        self.tabs.setCurrentIndex(self._index(document.id))
        self._to_front(self.tabs.currentIndex())

    def _add(self, document: Document) -> None:
        view = self._made(document)
        self._views[document.id] = view
        self._stack.addWidget(view)

        def named() -> None:
            self._name_tab(document)

        document.history.changed.connect(named)
        self._off[document.id] = lambda: document.history.changed.disconnect(named)
        self.tabs.blockSignals(True)
        at = self.tabs.insertTab(self._studio.documents.index(document), "")
        self.tabs.blockSignals(False)
        self.tabs.setTabData(at, document.id)
        self.tabs.setTabButton(at, QTabBar.ButtonPosition.RightSide, self._close_button(document))
        self._name_tab(document)
        self._bar.show()

    def _made(self, document: Document) -> CanvasView:
        view = CanvasView(options=self.options)
        view.setFont(theme.font())
        view.set_colors(canvas_colors())
        view.set_wheel(self._studio.settings.wheel)
        selection = view.selection
        view.set_lane(StudioLane(self._studio))
        view.set_masks(StudioMasks(self._studio, document, lambda: selection.layer))
        view.set_document(document)
        layers = [layer.id for layer in document.walk()]
        selection.select_layers(layers[-1:])
        view.failed.connect(
            lambda words: self.messages.show_notice(Notice(words, "warning", document.id))
        )
        view.drag_began.connect(lambda: self._studio.begin_gesture(document))
        view.drag_ended.connect(lambda: self._studio.end_gesture(document))
        self.view_made.emit(view)
        return view

    def _close_button(self, document: Document) -> QToolButton:
        button = icon_button("close", text("Close"))
        button.setIconSize(QSize(theme.SMALL_ICON, theme.SMALL_ICON))
        button.setFixedSize(theme.SMALL_BUTTON, theme.SMALL_BUTTON)
        button.clicked.connect(lambda: self._files.close(document))
        return button

    def _closed(self, document: Document) -> None:
        self._off.pop(document.id)()
        view = self._views.pop(document.id)
        at = self._index(document.id)
        if self._desk.document is document:
            self._desk.show(None, None)
        self.messages.forget(document.id)
        view.set_document(None)
        self._stack.removeWidget(view)
        view.deleteLater()
        self.tabs.removeTab(at)
        self._bar.setVisible(self.tabs.count() > 0)
        self._to_front(self.tabs.currentIndex())

    def _saved(self, document: Document) -> None:
        self._name_tab(document)
        self.messages.forget_errors(document.id)

    def _to_front(self, index: int) -> None:
        id = self.tabs.tabData(index) if index >= 0 else None
        view = self._views.get(id) if id else None
        document = view.document if view is not None else None
        if document is self._desk.document and document is not None:
            return
        self._stack.setCurrentWidget(view if view is not None else self.empty)
        self._desk.show(document, view)
        self.messages.turn_to(id)
        (view or self.empty.open).setFocus()

    def _index(self, id: str) -> int:
        return next((i for i in range(self.tabs.count()) if self.tabs.tabData(i) == id), -1)

    def _name_tabs(self) -> None:
        for view in self.views:
            if view.document is not None:
                self._name_tab(view.document)

    def _name_tab(self, document: Document) -> None:
        at = self._index(document.id)
        star = " *" if unsaved(document) else ""
        # Qt would rather shorten every name to nothing than scroll.
        name = self.tabs.fontMetrics().elidedText(
            document.name, Qt.TextElideMode.ElideMiddle, _NAME_WIDTH
        )
        if document.read_only:
            name = str(text("{name} (read-only)", name=name))
        self.tabs.setTabText(at, name.replace("&", "&&") + star)
        self.tabs.setTabToolTip(at, document.path or document.name)

    # The look ----------------------------------------------------------------------------------

    def _tint(self) -> None:
        for view in self._views.values():
            view.set_colors(canvas_colors())

    def use_wheel(self, mode: str) -> None:
        """What the plain wheel does from now on."""
        for view in self._views.values():
            view.set_wheel(mode)

    # Dropping ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)


def canvas_colors() -> Colors:
    """What the canvas takes from the theme in use."""
    return Colors(
        surround=theme.color("canvas"),
        accent=theme.color("accent"),
        on_accent=theme.color("on_accent"),
        panel=theme.color("panel"),
        text=theme.color("text"),
        line=theme.color("line"),
    )
