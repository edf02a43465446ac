"""``vlm-studio models``: the catalogue and the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from vlm_studio import paths
from vlm_studio.cli.parser import UsageError
from vlm_studio.errors import StudioError
from vlm_studio.models.card import Card
from vlm_studio.models.store import ModelStore
from vlm_studio.tasks.context import PlainContext
from vlm_studio.words import Text, text

STARTER = "starter"


def command(options: argparse.Namespace) -> int:
    """List, show, get, add, check or remove models. Returns 1 when a checked model is not as it should be."""
    store = ModelStore(paths.models_folder())
    if options.folder is not None and options.action != "pull":
        raise UsageError("--from goes with pull")
    if options.action == "list":
        return _list(store, options)
    if options.id and options.action != "add":
        raise UsageError("--id goes with add")
    if options.action == "add":
        return _add(store, options)
    if options.model is None:
        if options.action == "path":
            print(store.root)
            return 0
        raise UsageError(f"{options.action} needs the ID of a model, or '{STARTER}'")
    cards = _cards(store, options.model)
    actions = {"show": _show, "pull": _pull, "verify": _verify, "remove": _remove, "path": _path}
    return actions[options.action](store, cards, options)


def _add(store: ModelStore, options: argparse.Namespace) -> int:
    from vlm_studio.models.adding import add

    if options.model is None:
        raise UsageError("add needs a FOLDER with a diffusion model")
    card = add(store, Path(options.model), options.id)
    print(f"{card.id}: {store.state(card.id)}")
    return 0


def _cards(store: ModelStore, id: str) -> tuple[Card, ...]:
    try:
        return store.resolve(id)
    except StudioError as error:
        raise UsageError(str(error)) from error


def _row(store: ModelStore, card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "tasks": card.tasks,
        "state": store.state(card.id),
        "size": store.size(card.id),
        "licence": card.licence,
        "commercial": card.commercial,
        "verified": card.verified,
    }


def _list(store: ModelStore, options: argparse.Namespace) -> int:
    rows = [_row(store, card) for card in store.cards()]
    if options.json:
        _print_json(rows)
        return 0
    table = [
        (row["id"], row["state"], _megabytes(row["size"]), ", ".join(row["tasks"]), row["licence"])
        for row in rows
    ]  # fmt: skip
    ids, states, sizes, tasks, _ = (max(map(len, column)) for column in zip(*table, strict=True))
    for id, state, size, task, licence in table:
        print(f"{id:<{ids}}  {state:<{states}}  {size:>{sizes}}  {task:<{tasks}}  {licence}")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size else "-"


def _show(store: ModelStore, cards: tuple[Card, ...], options: argparse.Namespace) -> int:
    shown = [
        _row(store, card)
        | {
            "good_at": card.good_at,
            "architecture": card.architecture,
            "revision": card.revision,
            "memory_mib": card.memory_mib,
            "paper": card.paper,
            "files": [msgspec.to_builtins(file) for file in card.files],
        }
        for card in cards
    ]
    if options.json:
        _print_json(shown if len(shown) > 1 else shown[0])
        return 0
    for card in shown:
        for key, value in card.items():
            print(f"{key}: {_plain(value)}")
        print()
    return 0


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values())
    return str(value)


def _pull(store: ModelStore, cards: tuple[Card, ...], options: argparse.Namespace) -> int:
    from vlm_studio.cli.tools import workbench
    from vlm_studio.models.pull import pull_all

    with workbench() as bench:
        context = PlainContext(bench.blocks, progress=_said())
        pull_all(store, [card.id for card in cards], context, options.folder)
    for card in cards:
        print(f"{card.id}: {store.state(card.id)}")
    return 0


def _said() -> Any:
    """A progress report on standard error: one line a sentence."""
    last: list[str] = [""]

    def progress(fraction: float | None, sentence: Text | None) -> None:
        line = str(sentence or "")
        if line and line != last[0]:
            last[0] = line
            print(line, file=sys.stderr)

    return progress


def _verify(store: ModelStore, cards: tuple[Card, ...], options: argparse.Namespace) -> int:
    from vlm_studio.cli.tools import workbench
    from vlm_studio.models.verify import verify

    found: dict[str, list[str]] = {}
    with workbench() as bench:
        for card in cards:
            problems = verify(store, card.id, PlainContext(bench.blocks))
            found[card.id] = [str(problem) for problem in problems]
    if options.json:
        _print_json(found)
    else:
        for id, sentences in found.items():
            print(f"{id}: {' '.join(sentences) or text('every file is as it should be')}")
    return 1 if any(found.values()) else 0


def _remove(store: ModelStore, cards: tuple[Card, ...], options: argparse.Namespace) -> int:
    from vlm_studio.models.remove import remove

    for card in cards:
        remove(store, card.id)
        print(f"{card.id}: absent")
    return 0


def _path(store: ModelStore, cards: tuple[Card, ...], options: argparse.Namespace) -> int:
    for card in cards:
        print(store.folder(card.id))
    return 0


def _print_json(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
