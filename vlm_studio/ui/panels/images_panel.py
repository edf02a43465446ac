"""The pictures of an opened folder: a list with thumbnails, search, and how many are done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vlm_studio.studio import Studio
from vlm_studio.studio.picture_row import Picture
from vlm_studio.ui import theme
from vlm_studio.ui.commands.all import Commands
from vlm_studio.ui.panels.image_delegate import ImageDelegate
from vlm_studio.ui.panels.image_list import ImageList
from vlm_studio.ui.panels.image_model import STATES, ImageModel
from vlm_studio.ui.panels.small_pictures import SmallPictures
from vlm_studio.ui.saying import language, say
from vlm_studio.ui.widgets.controls import (
    Combo,
    Elided,
    button,
    icon_button,
    label,
    row,
    surface,
)
from vlm_studio.ui.widgets.search_field import SearchField
from vlm_studio.words import Text, plural_text, text

_COUNT_EVERY = 200
_COUNT_WIDTH = 92


class ImagesPanel(QWidget):
    """Listens to the list of pictures; choosing a row brings its picture in front."""

    def __init__(self, studio: Studio, commands: Commands) -> None:
        super().__init__()
        self._images = studio.images
        self._commands = commands
        surface(self, "panel")
        self.search = SearchField(text("Search pictures"))
        self.state = Combo()
        self.model = ImageModel(studio.images)
        self.list = ImageList()
        self.small = SmallPictures(studio, self._in_sight)
        self._delegate = ImageDelegate(self.small)
        self.count = Elided("small-text")
        self.place = Elided("small", Qt.TextElideMode.ElideMiddle)
        self.run = button(text("Run on all"))
        self.more = icon_button("more", text("More"))
        self.open_folder = button(text("Open folder…"))
        self.nothing = label(text("No picture matches."), "muted")
        self._pages = QStackedWidget()
        self._timer = QTimer(self, interval=_COUNT_EVERY, singleShot=True)
        self._following = False
        self._build()
        self._connect()
        self._show_list()

    def begin(self) -> None:
        """List the pictures; before the panel has its place, all rows would be laid out many times."""
        self.model.fill()
        self._show_list()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        say(self.state, "setAccessibleName", text("State"))
        self.state.addItem("", None)
        for state in STATES:
            self.state.addItem("", state)
        self._name_states()
        say(self.list, "setAccessibleName", text("Pictures"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self._pages.addWidget(self._invitation())
        self._pages.addWidget(self._listing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place.setVisible(self.height() >= theme.IMAGES_SHORT)

    def _invitation(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme.SPACE_3,) * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(text("Open a folder to work through its pictures."), "muted"))
        column.addWidget(self.open_folder, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _listing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        column.setSpacing(theme.SPACE_1)
        self.state.setFixedWidth(theme.STATE)
        top = row(self.search, self.state, spacing=theme.SPACE_1)
        top.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        self.nothing.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        self.count.setMinimumWidth(_COUNT_WIDTH)
        foot = row(self.count, None, self.run, self.more, spacing=theme.SPACE_1)
        foot.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_2, 0)
        last = row(self.place)
        last.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_1)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        column.addLayout(last)
        return page

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._find())
        self.state.activated.connect(lambda _: self._find())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        # Also the row that is current already: its picture may have been closed.
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        self.open_folder.clicked.connect(lambda: self._commands.files.open_folder())
        self.run.clicked.connect(lambda: self._commands.images.run_all())
        self.small.arrived.connect(self.model.touch)
        self._images.listed.connect(self._show_list)
        self._images.changed.connect(lambda _picture: self._timer.start())
        self._images.turned.connect(self._follow)
        self._timer.timeout.connect(self._show_count)
        language.changed.connect(self._say_again)

    def sizeHint(self) -> QSize:
        return QSize(*theme.IMAGES)

    # Choosing ----------------------------------------------------------------------------------

    def chosen(self) -> list[Picture]:
        """The pictures whose rows are selected, from the top down."""
        rows = sorted(self.list.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [picture for picture in map(self.model.picture, rows) if picture is not None]

    def _chosen(self, index: QModelIndex) -> None:
        picture = self.model.picture(index)
        if picture is not None and not self._following:
            self._commands.images.show(picture)

    def _follow(self) -> None:
        """The row of the picture in front is the current one."""
        index = self.model.index_of(self._images.turning.picture)
        if index.isValid() and index != self.list.currentIndex():
            self._following = True
            self.list.setCurrentIndex(index)
            self._following = False

    def _in_sight(self, picture: Picture) -> bool:
        row = self.model.row_of(picture)
        return row is not None and self.list.in_sight(row)

    # Showing -----------------------------------------------------------------------------------

    def _find(self) -> None:
        self._images.find(self.search.text(), self.state.currentData())

    def _show_list(self) -> None:
        listed = self._images.folder is not None
        self._pages.setCurrentIndex(int(listed))
        self.nothing.setVisible(listed and not self._images.shown)
        self._follow()
        self._show_count()
        if listed:
            for part, setter in ((self.place, "setText"), (self.run, "setToolTip")):
                say(part, setter, self._place)

    def _show_count(self) -> None:
        done, total = self._images.counts()
        say(
            self.count,
            "setText",
            plural_text("{done} of {n} done", "{done} of {n} done", total, done=done),
        )

    def _place(self) -> str:
        return str(place_text(self._images.elsewhere))

    def _say_again(self) -> None:
        self._name_states()
        self.list.viewport().update()

    def _name_states(self) -> None:
        self.state.setItemText(0, str(text("All pictures")))
        for i, words in enumerate(STATES.values(), 1):
            self.state.setItemText(i, str(words))


def place_text(elsewhere: object | None) -> Text:
    """Where annotations are kept, in a sentence."""
    if elsewhere is None:
        return text("Saved beside each picture as NAME.vlms")
    return text(
        "This folder cannot be written, so work is saved in {folder}", folder=str(elsewhere)
    )
