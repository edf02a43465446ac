"""One model of the browser as a card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vlm_studio.jobs.job import Job, JobState
from vlm_studio.models.card import Card
from vlm_studio.tasks.names import HELPER_TASKS
from vlm_studio.ui import theme
from vlm_studio.ui.panels.model_words import TASK_NAMES, download_size, megabytes
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.chip import Chip
from vlm_studio.ui.widgets.controls import (
    Elided,
    button,
    icon_button,
    restyle,
    row,
    surface,
    wrapping,
)
from vlm_studio.ui.widgets.flow import FlowLayout
from vlm_studio.ui.widgets.progress import ThinBar
from vlm_studio.words import Text, text
from vlm_studio.words.numbers import percentage

_USE = {
    "yes": text("Commercial use is allowed"),
    "no": text("Commercial use is not allowed"),
    "unknown": text("Whether commercial use is allowed is not known"),
}


class ModelCard(QFrame):
    """Says what is wanted with signals; shows what the store and the job say."""

    wanted = Signal(str)
    """``get``, ``folder``, ``add``, ``verify``, ``remove`` or ``use``."""
    cancelled = Signal()

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self.state = ""
        surface(self, "card")
        self.get = button(text("Get"))
        self.ready = Elided("good")
        self.where = Elided("small")
        self.bar = ThinBar()
        self.percent = QLabel()
        self.cancel = icon_button("close", text("Cancel"))
        self.more = icon_button("more", text("More"))
        self.lacking = wrapping("small")
        self._pages = QStackedWidget()
        self._build()
        wish = "add" if card.in_folder else "get"
        self.get.clicked.connect(lambda: self.wanted.emit(wish))
        self.cancel.clicked.connect(self.cancelled)
        self.more.clicked.connect(self._menu)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        layout.setSpacing(theme.SPACE_1)
        name = Elided("title-text")
        say(name, "setText", text(self.card.name))
        font = theme.font()
        font.setWeight(QFont.Weight.DemiBold)
        name.setFont(font)
        top = row(name, self.more)
        top.setStretch(0, 1)
        layout.addLayout(top)
        good_at = wrapping("small")
        say(good_at, "setText", text(self.card.good_at))
        layout.addWidget(good_at)
        layout.addWidget(self.where)
        say(self.where, "setText", text("{repo}", repo=self.card.repo))
        self.where.setVisible(bool(self.card.repo))
        layout.addWidget(self._chips())
        layout.addWidget(self.lacking)
        layout.addSpacing(2)
        layout.addWidget(self._foot())

    def _chips(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        for task in self.card.tasks:
            flow.addWidget(_chip(TASK_NAMES.get(task, text(task))))
        words = text("{licence}", licence=self.card.licence)
        if self.card.licence == "unknown":
            words = text("licence unknown")
        licence = _chip(words, f"chip-{self.card.commercial}")
        use = _USE[self.card.commercial]
        say(licence, "setToolTip", lambda: f"{self.card.licence}\n{use}")
        flow.addWidget(licence)
        if not self.card.verified:
            flow.addWidget(_chip(text("not verified"), "chip-unknown"))
        return holder

    def _foot(self) -> QStackedWidget:
        for page in (row(self.ready), row(self.get, None), self._progress()):
            holder = QWidget()
            page.setContentsMargins(0, 0, theme.SPACE_1, 0)
            holder.setLayout(page)
            # A page that is not shown must not make every card wider.
            holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._pages.addWidget(holder)
        self.percent.setProperty("role", "small")
        return self._pages

    def _progress(self) -> QHBoxLayout:
        self.percent.setMinimumWidth(theme.PERCENT)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self.bar, self.percent, self.cancel)
        line.setStretch(0, 1)
        return line

    def show_state(
        self, state: str, job: Job | None, size: int = 0, problem: Text | None = None
    ) -> None:
        """``state`` as the store says it, the bytes of the files that are here, and the job that works on them, if any.

        ``problem`` is what is wrong with the folder of a diffusion model.
        """
        self.state = state
        self.lacking.setVisible(self.card.in_folder and state != "ready")
        if job is not None:
            self._show_job(job)
        elif state == "ready":
            say(self.ready, "setText", self._ready_text(size))
            self._turn(0)
        else:
            self._show_missing(state, problem)

    def _ready_text(self, size: int) -> Text:
        if self.card.in_folder and not size:
            return text("Found, not looked into yet")
        if not size:
            return text("Ready, needs no files")
        return text("Ready, {size}", size=megabytes(size))

    def _show_missing(self, state: str, problem: Text | None) -> None:
        size = megabytes(download_size(self.card))
        if self.card.in_folder:
            say(self.get, "setText", text("Add folder…"))
            reason = text("Not here: needs a folder or the Hub's cache")
            if state == "broken":
                reason = problem or text("Its folder is gone")
            say(self.lacking, "setText", reason)
        elif state == "broken":
            say(self.get, "setText", text("Missing file - Repair"))
        else:
            say(self.get, "setText", text("Get {size}", size=size))
        restyle(self.get, "")
        self._turn(1)

    def _show_job(self, job: Job) -> None:
        self.bar.show_fraction(job.progress)
        stopping = job.state is JobState.STOPPING
        known = "" if job.progress is None else percentage(job.progress)
        say(
            self.percent,
            "setText",
            text("Stopping") if stopping else text("{percent}", percent=known),
        )
        self.cancel.setEnabled(not stopping)
        self._turn(2)

    def _turn(self, page: int) -> None:
        """What is ready is only a word; buttons are higher."""
        self._pages.setFixedHeight(theme.SMALL_BUTTON if page == 0 else theme.ROW + 2)
        self._pages.setCurrentIndex(page)

    def _menu(self) -> None:
        self.menu().exec(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """What else can be done with the model; only what can be done now."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ready, files = self.state == "ready", bool(self.card.files)
        for wish, words, there in (
            ("use", text("Use for {task}", task=self._first_task()), ready and self._usable()),
            ("folder", text("Get from a folder…"), files and not ready),
            ("verify", text("Check files"), files and self.state != "absent"),
            ("remove", text("Remove"), files and self.state != "absent"),
            ("verify", text("Check files"), self._in_folder_here()),
            # One of the Hub's cache, which has a revision, is only read.
            (
                "remove",
                text("Take out of the list"),
                self._in_folder_here() and not self.card.revision,
            ),
        ):
            if there:
                menu.addAction(str(words)).triggered.connect(
                    lambda _=False, w=wish: self.wanted.emit(w)
                )
        about = menu.addAction(f"{self.card.revision}   {self.card.licence}".strip())
        about.setEnabled(False)
        return menu

    def _usable(self) -> bool:
        return self.card.tasks[0] not in ("mask-generation", "control", *HELPER_TASKS)

    def _in_folder_here(self) -> bool:
        return self.card.in_folder and self.state != "absent"

    def _first_task(self) -> Text:
        return TASK_NAMES.get(self.card.tasks[0], text(self.card.tasks[0]))

    def matches(self, words: str, task: str) -> bool:
        """Whether a search for ``words`` among models of ``task`` (all when empty) finds it."""
        if task and task not in self.card.tasks:
            return False
        names = [str(TASK_NAMES.get(t, t)) for t in self.card.tasks]
        known = (
            self.card.id,
            self.card.name,
            str(text(self.card.name)),
            str(text(self.card.good_at)),
            self.card.licence,
            *names,
        )
        everything = " ".join(known).casefold()
        return all(word in everything for word in words.casefold().split())


def _chip(words: Text, role: str = "chip") -> Chip:
    chip = Chip(role)
    say(chip, "show_word", words)
    return chip
