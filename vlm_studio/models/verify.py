"""Finding what has changed in the store since it was pulled."""

from __future__ import annotations

from vlm_studio.models import build
from vlm_studio.models.hashing import sha256_of
from vlm_studio.models.source import Report
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import Context
from vlm_studio.words import Text, text


def verify(store: ModelStore, id: str, context: Context) -> tuple[Text, ...]:
    """Read and hash every file of the model ``id`` (or ``starter``): one sentence for each that is missing or
    damaged, none when all is right. ``pull`` repairs.
    """
    cards = store.resolve(id)
    report = Report(context, sum(card.size for card in cards))
    problems = []
    for card in cards:
        folder = store.folder(card.id)
        for file in card.files:
            report.say(text("Checking {file}", file=file.name))
            path = folder / file.name
            if not path.is_file():
                problems.append(
                    text("{model}: {file} is missing.", model=card.name, file=file.name)
                )
            elif sha256_of(path, report.add) != file.sha256:
                problems.append(
                    text("{model}: {file} is damaged.", model=card.name, file=file.name)
                )
        if card.built and not build.is_built(card, folder):
            problems.append(
                text(
                    "{model}: {file} is missing or damaged.", model=card.name, file=card.built.name
                )
            )
    return tuple(problems)
