"""The diffusion models of this computer: added, found, and what each can do."""

from __future__ import annotations

from pathlib import Path

import msgspec

from vlm_studio.jobs.job import Job
from vlm_studio.models import memory
from vlm_studio.models.card import Card
from vlm_studio.models.control_nets import controls_of
from vlm_studio.models.fit import Fit, fit
from vlm_studio.studio.base import Base
from vlm_studio.tasks.design import Abilities, ControlKind
from vlm_studio.wire.models import AddModelRequest, DescribeRequest, ModelAdded
from vlm_studio.words import text


class DesignModel(msgspec.Struct, frozen=True):
    """A model that can paint. ``abilities`` are ``None`` while nobody has found them out; ``controls`` are the ids of
    the ControlNets that work with it, by what they follow.
    """

    card: Card
    abilities: Abilities | None
    controls: dict[ControlKind, tuple[str, ...]]


class Painters(Base):
    """What the window asks about diffusion models. It reads what a worker found out, and asks one if none has."""

    def add_model(self, folder: Path, id: str = "") -> Job:
        """Use the diffusion model in ``folder`` from now on, where it lies."""

        def ended(job: Job) -> None:
            result = self._result(job)
            if isinstance(result, ModelAdded):
                self.store.folders.refresh()
                self.models_changed.emit(result.model)

        request = AddModelRequest(str(folder), id)
        sentence = text("Add model - {name}", name=folder.name)
        return self._submit(request, sentence, "light", then=ended)

    def find_models(self) -> None:
        """Look again which folders there are; what came, went or changed since is told by ``models_changed``."""
        self.store.folders.refresh()
        before, self._found = (
            self._found,
            {id: self.store.card(id) for id in self.store.folders.all()},
        )
        for id in {*before, *self._found}:
            if before.get(id) != self._found.get(id):
                self.models_changed.emit(id)

    def design_models(self) -> tuple[DesignModel, ...]:
        """The diffusion models that are here and whole, in the store's order."""
        ready = [
            card
            for card in self.store.cards()
            if card.in_folder and self.store.state(card.id) == "ready"
        ]
        for card in ready:
            self._describe(card.id)
        painting = [card for card in ready if card.architecture == "diffusers"]
        controls = controls_of(self.store, painting)
        return tuple(
            DesignModel(card, self._abilities(card.id), controls[card.id]) for card in painting
        )

    def will_fit(self, model: str, width: int, height: int) -> Fit | None:
        """Whether an artboard of that size can be painted by ``model``; cheap. ``None`` while too little is known.

        It is about the processor's memory: what a graphics card has free only a worker knows, which asks again
        before it paints.
        """
        known = self.store.folders.facts(model)
        if known is None or known.inspected is None or known.abilities is None:
            return None
        return fit(known.inspected, known.abilities, width, height, memory.free())

    def _describe(self, id: str) -> None:
        """Have a worker look into the model, once in the life of the program and again when its folder changed."""
        known = self.store.folders.facts(id)
        key = (id, known.stamp if known else "")
        if key in self._described:
            return
        self._described.add(key)

        def ended(job: Job) -> None:
            facts = self.store.folders.facts(id)
            self._described.add((id, facts.stamp if facts else ""))
            if facts != known:
                self.store.folders.refresh()
                self.models_changed.emit(id)

        self.ask_quietly(DescribeRequest(id), "heavy", ended)

    def _abilities(self, id: str) -> Abilities | None:
        known = self.store.folders.facts(id)
        return known.abilities if known else None
