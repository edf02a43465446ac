"""Work on diffusion models in folders: one frozen request and result each."""

from __future__ import annotations

import msgspec

from vlm_studio.tasks.design import Abilities
from vlm_studio.words import Text


class AddModelRequest(msgspec.Struct, frozen=True, tag="add-model"):
    """Use the model in ``folder`` from now on, as ``id`` or a name made from the folder's."""

    folder: str
    id: str = ""


class ModelAdded(msgspec.Struct, frozen=True, tag="model-added"):
    model: str


class DescribeRequest(msgspec.Struct, frozen=True, tag="describe-model"):
    """Look into the folder of ``model`` and find out what it can do; what is known already is only read."""

    model: str


class Described(msgspec.Struct, frozen=True, tag="described"):
    """What the model can do, or the ``problem`` that keeps it from doing anything."""

    model: str
    abilities: Abilities | None = None
    problem: Text | None = None


ModelsRequest = AddModelRequest | DescribeRequest
ModelsResult = ModelAdded | Described
