"""Finding what has changed in the store since it was pulled."""

from __future__ import annotations

from vlm_studio.models import build
from vlm_studio.models.card import Card
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
    problems: list[Text] = []
    for card in cards:
        folder = store.folder(card.id)
        if card.in_folder:
            problems += _verify_folder(store, card)
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


def _verify_folder(store: ModelStore, card: Card) -> tuple[Text, ...]:
    """Every file is looked into, but nobody knows what the weights of a person's own model must hash to."""
    if card.id not in store.folders.all():
        return (text("{model} is not here.", model=card.name),)
    problem = store.folders.look(store.folder(card.id)).problem
    return (
        () if problem is None else (text("{model}: {problem}", model=card.name, problem=problem),)
    )
