"""Lines of "what: value" for things that can only be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from vlm_studio.document.annotations import Annotation, Provenance
from vlm_studio.tasks.names import TITLES
from vlm_studio.tasks.styles import STYLES
from vlm_studio.ui import theme
from vlm_studio.ui.saying import say
from vlm_studio.ui.widgets.controls import Elided
from vlm_studio.words import Text, text

Fact = tuple[Text, str | Text]


_PARAMETERS = {
    "labels": text("Classes"),
    "overlap": text("Overlap"),
    "device": text("Device"),
    "cutout": text("Cut-out"),
    "people": text("Helped by"),
    "salient": text("Helped by"),
    "style": text("Style"),
    "strength": text("Strength"),
    "words": text("Words"),
    "negative": text("Without"),
    "steps": text("Steps"),
    "guidance": text("Guidance"),
    "temperature": text("Temperature"),
    "near": text("Close to"),
    "versions": text("Versions"),
    "scheduler": text("Scheduler"),
    "ran": text("Ran on"),
    "colours": text("Colours"),
    "detail": text("Detail"),
    "smoothness": text("Smoothness"),
}
_MODELS = frozenset({"people", "salient"})
"""Parameters that are the id of a model that did part of the work."""
_DESIGNS = frozenset({"text-to-sketch", "text-to-image"})
"""Tasks whose parameters are those of their request, some of which nobody reads."""
_TOLD = ("words", "negative", "style", "strength", "steps", "guidance", "temperature", "near", "scheduler", "ran", "versions")  # fmt: skip


class Facts(QWidget):
    """A small table; long values elide and can be read in their tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_2)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.lines: list[tuple[Elided, Elided]] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these lines and no others."""
        while len(self.lines) < len(facts):
            self._add()
        for (name, value), (left, right) in zip(facts, self.lines, strict=False):
            say(left, "setText", name)
            say(
                right, "setText", value if isinstance(value, Text) else text("{value}", value=value)
            )
        for i, line in enumerate(self.lines):
            for part in line:
                part.setVisible(i < len(facts))
        self.setVisible(bool(facts))

    def _add(self) -> None:
        name, value = Elided("small"), Elided("small-text", Qt.TextElideMode.ElideMiddle)
        name.setFixedWidth(theme.FACT_NAME)
        at = len(self.lines)
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(value, at, 1)
        self.lines.append((name, value))


def provenance_facts(provenance: Provenance | None, model_name: Callable[[str], str]) -> list[Fact]:
    """Where a result comes from; ``model_name`` says what a model is called, by its id."""
    if provenance is None:
        return []
    facts: list[Fact] = [
        (text("Task"), TITLES.get(provenance.task, text("{task}", task=provenance.task))),
        (text("Model"), model_name(provenance.model)),
    ]
    seed = "" if provenance.seed is None else str(provenance.seed)
    for name, value in (
        (text("Seed"), seed),
        (text("Revision"), provenance.revision),
        (text("SHA-256"), provenance.sha256),
        (text("Licence"), provenance.licence),
    ):
        if value:
            facts.append((name, value))
    facts += [
        (
            _PARAMETERS.get(name, text("{name}", name=name)),
            _said(name, value, model_name),
        )
        for name, value in _parameters(provenance)
        if value not in (None, "", [], ())
    ]
    return facts


def _parameters(provenance: Provenance) -> list[tuple[str, object]]:
    """Those worth a line, in the order of their lines."""
    said = provenance.parameters
    if provenance.task in _DESIGNS:
        return [(name, said[name]) for name in _TOLD if said.get(name)]
    return sorted(said.items())


def credit_facts(credit: str) -> list[Fact]:
    """Whose drawings something is made of, a line each; ``credit`` divides them by ``;``."""
    sources = filter(None, (source.strip() for source in credit.split(";")))
    return [(text("Source"), source) for source in dict.fromkeys(sources)]


def annotation_facts(annotation: Annotation, model_name: Callable[[str], str]) -> list[Fact]:
    """How sure it is and where it comes from."""
    facts: list[Fact] = []
    if annotation.score is not None:
        facts.append((text("Score"), f"{annotation.score:.2f}"))
    if annotation.provenance is None:
        facts.append((text("Source"), text("Drawn by hand")))
    elif annotation.edited:
        facts.append((text("Source"), text("Changed by hand")))
    return facts + provenance_facts(annotation.provenance, model_name)


def _said(name: str, value: object, model_name: Callable[[str], str]) -> str | Text:
    """The value of a parameter in the words of the window."""
    if name in _MODELS:
        return model_name(str(value))
    if name == "style" and isinstance(value, list | tuple):
        return ", ".join(str(STYLES.get(str(style), style)) for style in value)
    return _plain(value)


def _plain(value: object) -> str | Text:
    if isinstance(value, bool):
        return text("Yes") if value else text("No")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in sorted(value.items()))
    return str(value)
